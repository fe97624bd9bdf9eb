/**
 * The phase of a job. Closed on purpose: AWS's own word is kept in `JobEvent.state`, and an unknown word becomes
 * `unknown`, which is shown, never dropped.
 */
export type JobPhase =
  | "started"
  | "completed"
  /** AWS said COMPLETED, and could not be asked whether the job had issues. */
  | "completed-unchecked"
  | "completed-with-issues"
  | "partial"
  | "failed"
  | "expired"
  | "aborted"
  /** A restore test has restored; these four are the phases of its validation. */
  | "validating"
  | "validated"
  | "validation-failed"
  | "validation-timed-out"
  | "unknown";

/** State words of all job types, as AWS documents them (BackupJobState, CopyJobState, RestoreJobStatus, BackupVaultEvent). */
const phases: Readonly<Record<string, JobPhase>> = {
  CREATED: "started",
  PENDING: "started",
  RUNNING: "started",
  STARTED: "started",
  COMPLETED: "completed",
  SUCCESSFUL: "completed",
  PARTIAL: "partial",
  FAILED: "failed",
  EXPIRED: "expired",
  ABORTING: "aborted",
  ABORTED: "aborted",
};

/** Validation results of a completed restore test. (AWS Backup API Reference, RestoreValidationStatus) */
const validations: Readonly<Record<string, JobPhase>> = {
  VALIDATING: "validating",
  SUCCESSFUL: "validated",
  FAILED: "validation-failed",
  TIMED_OUT: "validation-timed-out",
};

/** The details of a job that its phase depends on. */
type PhaseDetails = {
  readonly reason?: string;
  readonly messageCategory?: string;
  readonly validationStatus?: string;
};

/** Whether a message category names an issue. AWS writes both SUCCESS and Success. */
export const isIssue = (category: string | undefined): category is string =>
  category !== undefined && category.toUpperCase() !== "SUCCESS";

/**
 * The phase of a job by AWS's state word. A completed job with a message category other than SUCCESS is
 * what the AWS Backup console calls "Completed with issues"; where no category is known, a status message says so.
 */
export const phaseOf = (state: string | undefined, details: PhaseDetails = {}): JobPhase => {
  const phase = Object.hasOwn(phases, state ?? "") ? phases[state ?? ""] : undefined;
  if (phase !== "completed") return phase ?? "unknown";
  const { reason, messageCategory, validationStatus = "" } = details;
  const hasIssues = messageCategory === undefined ? reason !== undefined : isIssue(messageCategory);
  if (hasIssues) return "completed-with-issues";
  return (Object.hasOwn(validations, validationStatus) && validations[validationStatus]) || phase;
};

/** The same for a job. Only a backup's status message means issues: copies and restores may send one on success. */
export const jobPhaseOf = (
  jobType: JobType,
  state: string | undefined,
  { reason, ...details }: PhaseDetails,
): JobPhase =>
  phaseOf(state, jobType === "backup" && reason !== undefined ? { ...details, reason } : details);

/** The three kinds of AWS Backup job. */
export type JobType = "backup" | "copy" | "restore";
