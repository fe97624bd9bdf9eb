import { anyJob, type Cause, onDashboards, partOnDashboards } from "./cause";

/** Failures inside AWS. */
export const serviceFaultCauses: readonly Cause[] = [
  {
    id: "token-expired",
    pattern: /\btoken expired\. try again\b/i,
    jobTypes: anyJob,
    means: "An AWS Backup session expired before the job was done.",
    next: "Run the job again; nothing on your side is broken.",
    example: "Token expired. Try again.",
    source: onDashboards,
  },
  {
    id: "internal-error",
    pattern: /\ban internal error occurred\b|^\W{0,9}internal error\W{0,9}$/i,
    jobTypes: anyJob,
    means: "Something failed inside AWS.",
    next: "Run the job again; if it fails the same way, open a case with AWS Support and include the job ID.",
    example: "An internal error occurred.",
    source: onDashboards,
  },
  {
    id: "backup-fatal-error",
    pattern: /\bbackup job encountered a fatal error\b/i,
    jobTypes: ["backup"],
    means: "The backup failed inside AWS Backup, which gives no further reason.",
    next: "Run the backup again; if it fails the same way, open a case with AWS Support and include the job ID.",
    example: "Backup job encountered a fatal error",
    source: partOnDashboards,
  },
  {
    id: "copy-fatal-error",
    pattern: /\bcopy job encountered a fatal error\b/i,
    jobTypes: ["copy"],
    means: "The copy failed inside AWS Backup, which gives no further reason.",
    next: "Copy again; if it fails the same way, open a case with AWS Support and include the job ID.",
    example: "Copy job encountered a fatal error. Please contact AWS Support for further assistance.",
    source: onDashboards,
  },
];
