import { vaultNameOf } from "../../model/arn";
import { known } from "../../model/fields";
import type { FoundSubject } from "../../model/found";
import { answered } from "../answer";
import type { Finding } from "../finding";
import { lastGoodOf, limitOf } from "../overdue";
import type { Sight } from "../see/look";

const hourMilliseconds = 3_600_000;

/** What a reader needs to know of what findings are about. */
export const subjectsBy = (
  { facts, coverage }: Pick<Sight, "facts" | "coverage">,
  routeTagKeys: readonly string[],
): ((finding: Finding) => FoundSubject) => {
  const coveredByArn = new Map(coverage.map((covered) => [covered.resource.arn, covered]));
  const protectedByArn = new Map(
    (answered(facts.protectedResources) ?? []).map((resource) => [resource.arn, resource]),
  );
  const tagsByArn = new Map(
    (answered(facts.resources) ?? []).map(({ arn, tags }) => [arn, answered(tags)] as const),
  );
  const jobsById = new Map((answered(facts.jobs) ?? []).map((job) => [job.id, job]));
  const planNames = new Map((answered(facts.plans) ?? []).map(({ id, name }) => [id, name]));

  const planNamed = (id: string): FoundSubject["planNames"] => {
    const name = planNames.get(id);
    return name === undefined ? undefined : [name];
  };

  const routeTags = (arn: string): FoundSubject["tags"] => {
    const own = Object.entries(tagsByArn.get(arn) ?? {}).filter(([key]) => routeTagKeys.includes(key));
    return own.length === 0 ? undefined : Object.fromEntries(own);
  };

  const details = (finding: Finding): Omit<FoundSubject, "id" | "since"> => {
    const { subject } = finding;
    switch (finding.finding) {
      case "overdue":
      case "never-backed-up":
      case "unprotected":
      case "copy-overdue": {
        const covered = coveredByArn.get(subject);
        const resource = protectedByArn.get(subject);
        const limit = covered && limitOf(covered, facts.overdueLimits);
        const names = [...new Set(covered?.selecting.map(({ plan }) => plan.name))].sort();
        const lastGood = resource && resource.points?.is !== "unknown" ? lastGoodOf(resource) : undefined;
        return known({
          lastGoodAt: lastGood?.toISOString(),
          limitHours: limit === undefined ? undefined : Math.round(limit / hourMilliseconds),
          planNames: names.length > 0 ? names : undefined,
          tags: routeTags(subject),
          ...(finding.finding === "copy-overdue" && {
            vaultName: vaultNameOf(finding.destinationVaultArn),
            vaultArn: finding.destinationVaultArn,
          }),
        });
      }
      case "unheard": {
        const job = jobsById.get(subject);
        return known({
          vaultName: job?.vaultName || undefined,
          text: job?.state,
          tags: routeTags(job?.resourceArn ?? ""),
        });
      }
      case "guard": {
        const setting = facts.settings.find(({ of, arn }) => of === finding.cause && arn === subject);
        const role = facts.ownRole && answered(facts.ownRole);
        return known({
          vaultName: vaultNameOf(subject),
          planNames: planNamed(subject),
          text: (setting && answered(setting.seen)) ?? (finding.cause === "role" ? role?.is : undefined),
        });
      }
      case "blind":
        return known({ planNames: planNamed(subject) });
    }
  };

  return (finding) => ({
    id: finding.subject,
    since: finding.since.toISOString(),
    ...details(finding),
  });
};
