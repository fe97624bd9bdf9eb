import {
  type Cause,
  inEvents,
  inRestoreTesting,
  inTroubleshooting,
  onDashboards,
  partOnDashboards,
} from "./cause";

/** Too late, too early, or at the same time as something else. */
export const timeWindowCauses: readonly Cause[] = [
  {
    id: "completion-window-over",
    pattern: /\bjob expired before completion\b/i,
    jobTypes: ["backup"],
    means: "The backup did not finish within its completion window, so AWS Backup gave it up.",
    next: "Give the plan's rule a longer completion window; a first full backup of a large resource can take days.",
    example: "Backup job expired before completion.",
    source: inTroubleshooting,
  },
  {
    id: "other-job-running",
    pattern: /\bthere was a running job for the same resource\b/i,
    jobTypes: ["backup", "copy"],
    means:
      "Another job still worked on this resource, and this one found no time before its start window closed.",
    next: "Space the schedules that cover this resource, or give this rule a longer start window.",
    example: "Backup job failed because there was a running job for the same resource.",
    source: inEvents,
  },
  {
    id: "too-many-copies-running",
    pattern: /\btoo many copy jobs running for resource\b/i,
    jobTypes: ["copy"],
    means: "More copies of this resource run at once than AWS Backup allows.",
    next: "Let the running copies end, then copy again; fewer copies in one plan, or a longer time between backups, keep it from coming back.",
    example: "There are too many copy jobs running for resource.",
    source: onDashboards,
  },
  {
    id: "inside-maintenance-window",
    pattern: /\btoo close to the weekly maintenance window\b/i,
    jobTypes: ["backup"],
    means:
      "The backup was due inside the resource's weekly maintenance window or shortly before it, where none can start.",
    next: "Move the plan's schedule or the maintenance window apart: an hour for databases, more for FSx.",
    example:
      "could not start because it is either inside or too close to the weekly maintenance window configured",
    source: partOnDashboards,
  },
  {
    id: "inside-backup-window",
    pattern: /\btoo close to the automated backup window\b/i,
    jobTypes: ["backup"],
    means:
      "The backup was due inside the window of the service's own automated backups or shortly before it.",
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
      "The restore test never began: too many restores of this resource type ran at once for the whole start window.",
    next: "Give the restore testing plan a longer start window, or fewer resources at a time.",
    example:
      "Restore job was unable to start within the specified start window. Try increasing your start window.",
    source: inRestoreTesting,
  },
  {
    id: "stopped-by-user",
    pattern: /\bjob was stopped by user\b/i,
    jobTypes: ["backup"],
    means: "Somebody stopped the job: it did not fail by itself.",
    next: "If nobody of yours did, look for `StopBackupJob` in CloudTrail.",
    example: "Backup job was stopped by user.",
    source: inEvents,
  },
];
