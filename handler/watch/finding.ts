import type { CopyCause, GuardCause, OverdueCause, UnprotectedCause, Unseen } from "../model/found";
import type { Setting } from "./facts";

/** What the watch could not see. */
export type Blindness = {
  readonly to:
    | "plans"
    | "rules"
    | "selections"
    | "schedules"
    | "resources"
    | "tags"
    | "existence"
    | "protected-resources"
    | "recovery-points"
    | "opt-ins"
    | "jobs"
    | "copies"
    | "role"
    | "ledger"
    | "queues"
    | "memory"
    | Setting["of"];
  readonly because: Unseen;
};

type About<Kind extends string, Cause> = {
  readonly finding: Kind;
  /** Absent where no cause could be seen. */
  readonly cause?: Cause;
  /** ARN of a resource, vault or key; id of a job or plan. */
  readonly subject: string;
  /** Since when it has been so, as far as can be seen. */
  readonly since: Date;
};

/** What nobody announced. */
export type Finding =
  | About<"overdue", OverdueCause>
  | About<"never-backed-up", OverdueCause>
  | About<"unprotected", UnprotectedCause>
  | About<"unheard", never>
  | (About<"copy-overdue", CopyCause> & { readonly destinationVaultArn: string })
  | (About<"guard", GuardCause> & { readonly cause: GuardCause })
  | (About<"blind", Blindness["because"]> & { readonly to: Blindness["to"] });

/** What of a subject it is about, where that is not the whole. */
const partOf = (finding: Finding): string => {
  if (finding.finding === "blind") return finding.to;
  if (finding.finding === "guard") return finding.cause;
  return finding.finding === "copy-overdue" ? finding.destinationVaultArn : "";
};

/** What the watch remembers a finding by: its cause may change while it is the same. */
export const memoryKeyOf = (finding: Finding): string =>
  [finding.finding, partOf(finding), finding.subject].join("|");

const keyOf = (finding: Finding): string =>
  [finding.finding, finding.cause ?? "", partOf(finding), finding.subject].join("|");

/** Findings in an order that does not depend on AWS's, each once. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] => {
  const byKey = new Map(findings.map((finding) => [keyOf(finding), finding]));
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, finding]) => finding);
};
