import {
  type Cause,
  inEvents,
  inRestoreTesting,
  inTroubleshooting,
  onDashboards,
  partOnDashboards,
} from "./cause";

/** Too late, too early, or at the same time as another job. */
export const timeWindowCauses: readonly Cause[] = [
  {
    id: "completion-window-over",
    pattern: /\bjob expired before completion\b/i,
    jobTypes: ["backup"],
    means: "The backup did not finish within its completion window, so AWS Backup stopped it.",
    next: "Give the plan's rule a longer completion window; the first full backup of a large resource can take days.",
    example: "Backup job expired before completion.",
    source: inTroubleshooting,
  },
  {
    id: "other-job-running",
    pattern: /\bthere was a running job for the same resource\b/i,
    jobTypes: ["backup", "copy"],
    means:
      "Another job was still running for this resource, and this one could not start within its start window.",
    next: "Space out the schedules that cover this resource, or give this rule a longer start window.",
    example: "Backup job failed because there was a running job for the same resource.",
    source: inEvents,
  },
  {
    id: "too-many-copies-running",
    pattern: /\btoo many copy jobs running for resource\b/i,
    jobTypes: ["copy"],
    means: "More copies of this resource are running at once than AWS Backup allows.",
    next: "Let the running copies finish, then copy again; fewer copies in a plan, or less frequent backups, prevent this.",
    example: "There are too many copy jobs running for resource.",
    source: onDashboards,
  },
  {
    id: "inside-maintenance-window",
    pattern: /\btoo close to the weekly maintenance window\b/i,
    jobTypes: ["backup"],
    means:
      "The backup was scheduled inside the resource's weekly maintenance window or shortly before it, when none can start.",
    next: "Move the plan's schedule and the maintenance window apart: an hour for databases, more for FSx.",
    example:
      "could not start because it is either inside or too close to the weekly maintenance window configured",
    source: partOnDashboards,
  },
  {
    id: "inside-backup-window",
    pattern: /\btoo close to the automated backup window\b/i,
    jobTypes: ["backup"],
    means: "The backup was scheduled inside the service's own automated backup window or shortly before it.",
    next: "Move the plan's schedule or the automated backup window, or let AWS Backup take the continuous backups too.",
    example:
      "could not start because it is either inside or too close to the automated backup window configured",
    source: partOnDashboards,
  },
  {
    id: "restore-start-window-over",
    pattern: /\brestore job was unable to start within the specified start window\b/i,
    jobTypes: ["restore"],
    means:
      "The restore test never started: too many restores of this resource type ran during its whole start window.",
    next: "Give the restore testing plan a longer start window, or test fewer resources at a time.",
    example:
      "Restore job was unable to start within the specified start window. Try increasing your start window.",
    source: inRestoreTesting,
  },
  {
    id: "stopped-by-user",
    pattern: /\bjob was stopped by user\b/i,
    jobTypes: ["backup"],
    means: "Someone stopped the job; it did not fail on its own.",
    next: "If nobody on your team stopped it, look for `StopBackupJob` in CloudTrail.",
    example: "Backup job was stopped by user.",
    source: inEvents,
  },
];
