import { answered } from "./answer";
import type { Facts } from "./facts";
import type { Finding } from "./finding";

/**
 * What of the stage is not as it was deployed: another topic or none, another lock or policy, a key that will be deleted, a plan
 * that is gone, makes no backups into its vaults or selects nothing, a role that is gone.
 */
export const judgeGuard = (
  { settings, plans, ownPlanIds = [], ownRole }: Facts,
  now: Date,
): readonly Finding[] => {
  const changed = settings.flatMap(({ of, arn, expected, seen }): readonly Finding[] =>
    seen.is === "known" && seen.value !== expected
      ? [{ finding: "guard", cause: of, subject: arn, since: now }]
      : [],
  );
  const all = answered(plans);
  const own = all === undefined ? [] : ownPlanIds;
  const missing = own.flatMap((id): readonly Finding[] => {
    const plan = all?.find((one) => one.id === id);
    if (plan === undefined) return [{ finding: "guard", cause: "plan", subject: id, since: now }];
    const isEmpty = { rules: answered(plan.rules), selection: answered(plan.selections) };
    return (["rules", "selection"] as const).flatMap((cause): readonly Finding[] =>
      isEmpty[cause]?.length === 0 ? [{ finding: "guard", cause, subject: id, since: now }] : [],
    );
  });
  const role = ownRole && answered(ownRole);
  const unusable: readonly Finding[] =
    role === undefined || role.is === "usable"
      ? []
      : [{ finding: "guard", cause: "role", subject: role.arn, since: now }];
  return [...changed, ...missing, ...unusable];
};
