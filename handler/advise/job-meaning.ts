import type { Advice, JobEvent } from "../model/event";
import { known } from "../model/fields";
import type { JobPhase } from "../model/job-phase";
import { words } from "../render/mrkdwn";
import { isUnvalidated, quoteOf, whyOf } from "../render/reason";
import { categoryAdviceOf } from "./categories";

/** Shown where AWS gives no reason but the reader needs one. */
const meanings: Partial<Readonly<Record<JobPhase, string>>> = {
  failed: "AWS Backup gave no reason. The job's page may say more.",
  expired: "The job did not start within its start window, or did not finish within its completion window.",
  "completed-with-issues": "AWS Backup marks this job as completed with issues. Open the job to see them.",
  partial: "Parts of the resource are missing from the recovery point. Open the job to see which.",
  "validation-failed": "The restored resource did not pass your validation.",
  "validation-timed-out":
    "The backup was restored, but no validation result arrived within the validation window. Whether it is good is unknown.",
};

/** Always shown with a restore test: the restored resource costs money until someone deletes it. */
const leftover =
  "The resource restored for the test could not be deleted. Delete it manually, or it keeps costing money.";

/** What to do about a validation. Advice on AWS Backup's reasons comes with the event. */
const nexts: Partial<Readonly<Record<JobPhase, string>>> = {
  "validation-failed":
    "Do not rely on this backup: check the validation's log, and test an older recovery point.",
  "validation-timed-out": "Check that your validation still runs and calls `PutRestoreValidationResult`.",
};

const meansOf = (event: JobEvent): string | undefined => {
  const { phase, details } = event;
  const isLeftOver = details.deletionStatus === "FAILED";
  if (isUnvalidated(phase) || isLeftOver)
    return [meanings[phase], isLeftOver && leftover].filter(Boolean).join(" ");
  if (quoteOf(event) !== undefined) return undefined;
  const category = phase === "completed" ? undefined : whyOf(event);
  return category === undefined
    ? meanings[phase]
    : `AWS Backup gave no reason, only a category: ${words(category, 100)}. ${categoryAdviceOf(details.messageCategory)?.means ?? "Open the job for details."}`;
};

/** What a job's phase means and what to do about it, where no reason says more. */
export const meaningOf = (event: JobEvent): Advice =>
  known({ means: meansOf(event), next: nexts[event.phase] });
