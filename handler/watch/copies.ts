import type { CopyCause } from "../model/found";
import { answered } from "./answer";
import type { Coverage } from "./coverage";
import type { Facts, Job, OpenCopy, Plan, Rule } from "./facts";
import type { Finding } from "./finding";

const hourMilliseconds = 3_600_000;

/** A copy begins when its backup completes. One that did not, or failed, has so long to be made again. */
const patienceMilliseconds = 12 * hourMilliseconds;

/** A full copy to another Region takes its time. */
const runningPatienceMilliseconds = 24 * hourMilliseconds;

const openStates: readonly string[] = ["CREATED", "PENDING", "RUNNING", "COMPLETING"];

/** Whether a rule's id survives an update of its plan is not documented, so its name counts, too. */
const ruleOf = ({ planId, ruleId, ruleName }: Job, plans: readonly Plan[]): Rule | undefined => {
  const plan = plans.find(({ id }) => id === planId);
  const rules = (plan && answered(plan.rules)) ?? [];
  return (
    rules.find(({ name }) => name === ruleName) ?? rules.find(({ id }) => id !== undefined && id === ruleId)
  );
};

const placeOf = (resourceArn: string, vaultArn: string | undefined): string => `${resourceArn} ${vaultArn}`;

const byPlace = (copies: readonly Job[]): ReadonlyMap<string, readonly Job[]> => {
  const places = new Map<string, Job[]>();
  for (const copy of copies) {
    const place = placeOf(copy.resourceArn, copy.destinationVaultArn);
    const alike = places.get(place);
    if (alike === undefined) places.set(place, [copy]);
    else alike.push(copy);
  }
  return places;
};

/** Whether a rule that backs a resource up wants its copies in a vault. */
export const wantsCopy = ({ selecting }: Coverage, destinationVaultArn: string): boolean =>
  selecting.some(({ plan }) =>
    (answered(plan.rules) ?? []).some(
      ({ isElsewhere, copyTo = [] }) => !isElsewhere && copyTo.includes(destinationVaultArn),
    ),
  );

/** Whether a copy that was missing, or a later one, was made. */
export const isMade = (
  copies: readonly Job[],
  { arn, destinationVaultArn, since }: Pick<OpenCopy, "arn" | "destinationVaultArn" | "since">,
): boolean =>
  copies.some(
    (copy) =>
      copy.resourceArn === arn &&
      copy.destinationVaultArn === destinationVaultArn &&
      copy.state === "COMPLETED" &&
      Math.floor(copy.createdAt.getTime() / 1000) >= Math.floor(since.getTime() / 1000),
  );

/**
 * Backups of which a rule wants a copy that is not there. A copy of a later backup of the same resource is as good. What was
 * reported stays so until there is one: of a weekly plan's, the backup is older than those that are listed. Not judged: parts of a
 * composite backup, which are copied with it.
 */
export const judgeCopies = (
  { copies: answer, plans, hearing, openCopies = [] }: Facts,
  coverage: readonly Coverage[],
  now: Date,
): readonly Finding[] => {
  const seen = answer && answered(answer);
  const known = answered(plans);
  if (seen === undefined || known === undefined) return [];
  const places = byPlace(seen.copies);
  const findings = new Map<string, Finding>();
  for (const backup of seen.backups) {
    const { endedAt, createdAt, state, parentJobId, resourceArn } = backup;
    if (state !== "COMPLETED" || endedAt === undefined || parentJobId !== undefined) continue;
    const ageMilliseconds = now.getTime() - endedAt.getTime();
    if (ageMilliseconds < patienceMilliseconds || endedAt < hearing.since) continue;
    const rule = ruleOf(backup, known);
    if (rule === undefined || rule.isElsewhere) continue;
    for (const destinationVaultArn of rule.copyTo ?? []) {
      const place = placeOf(resourceArn, destinationVaultArn);
      const copies = (places.get(place) ?? []).filter((copy) => copy.createdAt >= createdAt);
      if (copies.some((copy) => copy.state === "COMPLETED")) continue;
      const isRunning = copies.some((copy) => openStates.includes(copy.state));
      if (isRunning && ageMilliseconds < runningPatienceMilliseconds) continue;
      const cause: CopyCause = isRunning ? "running" : copies.length > 0 ? "failing" : "missed";
      const other = findings.get(place);
      if (other === undefined || other.since > endedAt)
        findings.set(place, {
          finding: "copy-overdue",
          cause,
          subject: resourceArn,
          destinationVaultArn,
          since: endedAt,
        });
    }
  }
  const coveredByArn = new Map(coverage.map((covered) => [covered.resource.arn, covered]));
  for (const open of openCopies) {
    const { arn, destinationVaultArn, since, cause } = open;
    const place = placeOf(arn, destinationVaultArn);
    const covered = coveredByArn.get(arn);
    const isWanted = covered?.exists && wantsCopy(covered, destinationVaultArn);
    if (!isWanted || findings.has(place) || isMade(seen.copies, open)) continue;
    const finding = { finding: "copy-overdue", subject: arn, destinationVaultArn, since } as const;
    findings.set(place, { ...finding, ...(cause && { cause }) });
  }
  return [...findings.values()];
};
