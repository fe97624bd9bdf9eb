import type { Severity } from "./severity";

/** Why a selection does not take a resource. */
export type LeftOut =
  | "not-named"
  | "condition"
  | "excluded"
  | "not-opted-in"
  | "restore-test"
  | "not-supported";

/** Why a resource has no new backup. */
export type OverdueCause =
  | "running"
  | "waiting"
  | "failing"
  | "start-window-ended"
  | "missed"
  | "selection-gone"
  | "tag-gone"
  | "not-opted-in"
  | "role-not-assumable"
  | "role-lacks-tags"
  | "other-plan";

/** Why nothing selects a resource. */
export type UnprotectedCause = LeftOut | "no-selection";

/** Why a copy of a recovery point is missing. */
export type CopyCause = "running" | "failing" | "missed";

/** What of the stage is not as it was deployed. */
export type GuardCause =
  | "vault-notifications"
  | "vault-lock"
  | "vault-policy"
  | "key"
  | "plan"
  | "rules"
  | "selection"
  | "role";

/** Why the watch could not see something. */
export type Unseen =
  | "access-denied"
  | "throttled"
  | "no-answer"
  | "not-all-pages"
  | "not-ours"
  | "not-understood";

/** A finding of the watch and its cause, which is absent where none could be seen. */
export type Finding =
  | { readonly finding: "overdue" | "never-backed-up"; readonly cause?: OverdueCause }
  | { readonly finding: "unprotected"; readonly cause?: UnprotectedCause }
  | { readonly finding: "unheard"; readonly cause?: never }
  | { readonly finding: "copy-overdue"; readonly cause?: CopyCause }
  | { readonly finding: "guard"; readonly cause: GuardCause }
  | { readonly finding: "blind"; readonly cause: Unseen; readonly to: string };

export type FindingKind = Finding["finding"];

/** What a finding is about. Times are in ISO 8601. */
export type FoundSubject = {
  /** ARN of a resource, vault or key; id of a job or a plan. Empty where a whole list was not seen. */
  readonly id: string;
  /** Since when it has been so, as far as can be seen. */
  readonly since: string;
  /** The newest good backup. Absent where there is none, or none was seen. */
  readonly lastGoodAt?: string;
  /** How old the newest good backup may be. */
  readonly limitHours?: number;
  /** Names of the plans that select it. */
  readonly planNames?: readonly string[];
  readonly vaultName?: string;
  /** Of the vault that should have a copy: in another Region, one may have the same name. */
  readonly vaultArn?: string;
  /** The resource's tags that the stage's routes check: they need not be asked for again. */
  readonly tags?: Readonly<Record<string, string>>;
  /** AWS's own words, such as a job's status message, or what a setting is instead of what it should be. */
  readonly text?: string;
};

/** What the watch found, as it is sent: one cause, at most 100 subjects. */
export type Found = Finding & {
  readonly schema: 1;
  /** What was reported before is so no longer. */
  readonly isOver?: true;
  /** The oldest first; at most `maxSubjects`. */
  readonly subjects: readonly FoundSubject[];
  /** Of how many it is so. */
  readonly total: number;
};

/** The most subjects in one event: more would not fit into a message of a queue. */
export const maxSubjects = 100;

/** How severe a finding is. One that is over is good. */
export const foundSeverityOf = ({ finding, cause, isOver }: Found): Severity => {
  if (isOver) return "good";
  switch (finding) {
    case "overdue":
    case "never-backed-up":
      return cause === "running" || cause === "waiting" ? "warning" : "danger";
    case "guard":
      return "danger";
    default:
      return "warning";
  }
};
