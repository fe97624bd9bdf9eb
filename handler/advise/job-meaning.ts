import type { Advice } from "../model/advice";
import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import { resourceOf } from "../model/resource";
import { createdOf } from "../render/job-title";
import { code, words } from "../render/mrkdwn";
import { isUnvalidated, quoteOf, whyOf } from "../render/reason";
import { categoryAdviceOf } from "./categories";

/** Shown where AWS gives no reason but the reader needs one. */
const meanings: Partial<Readonly<Record<JobPhase, string>>> = {
  failed: "AWS Backup gave no reason. The job's page may say more.",
  expired: "The job did not start within its start window, or did not finish within its completion window.",
  "completed-with-issues": "AWS Backup marks this job as completed with issues. Open the job to see them.",
  partial: "Parts of the resource are missing from the recovery point.",
  "validation-failed": "The restored resource did not pass your validation.",
  "validation-timed-out":
    "The backup was restored, but no validation result arrived within the validation window. Whether it is good is unknown.",
};

/** What to do about a validation. Advice on AWS Backup's reasons comes with the event. */
const nexts: Partial<Readonly<Record<JobPhase, string>>> = {
  "validation-failed":
    "Do not rely on this backup: check the validation's log, and test an older recovery point.",
  "validation-timed-out": "Check that your validation still runs and calls `PutRestoreValidationResult`.",
};

/** Shown with any verdict of a restore test: what was restored costs money until someone deletes it. */
export const leftoverOf = ({ details }: JobEvent): string | undefined => {
  if (details.deletionStatus !== "FAILED") return undefined;
  const created = createdOf(details);
  const id = created && resourceOf(created).id;
  const what = id === undefined ? "what was restored for the test" : code(id, 160);
  return `Delete ${what} yourself: the test could not, and it still costs money.`;
};

const meansOf = (event: JobEvent): string | undefined => {
  const { phase, details } = event;
  if (isUnvalidated(phase)) return meanings[phase];
  if (quoteOf(event) !== undefined) return undefined;
  if (details.stoppedBy !== undefined) return "Someone stopped the job; it did not fail on its own.";
  const category = phase === "completed" ? undefined : whyOf(event);
  return category === undefined
    ? meanings[phase]
    : `AWS Backup gave no reason, only a category: ${words(category, 100)}. ${categoryAdviceOf(details.messageCategory)?.means ?? ""}`.trimEnd();
};

/** What a job's phase means and what to do about it, where no reason says more. */
export const meaningOf = (event: JobEvent): Advice =>
  known({
    means: meansOf(event),
    // The verdict comes first.
    next: [nexts[event.phase], leftoverOf(event)].filter(Boolean).join(" ") || undefined,
  });
