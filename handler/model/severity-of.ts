import type { BackupEvent } from "./event";
import type { JobEvent } from "./job-event";
import type { JobPhase } from "./job-phase";
import type { NoticeEvent } from "./notice-event";
import type { Severity } from "./severity";

/** The severity of a job, by its phase alone. */
export const severityByPhase: Readonly<Record<JobPhase, Severity>> = {
  started: "neutral",
  completed: "good",
  "completed-unchecked": "warning",
  "completed-with-issues": "warning",
  partial: "warning",
  failed: "danger",
  expired: "danger",
  aborted: "warning",
  validating: "neutral",
  validated: "good",
  "validation-failed": "danger",
  "validation-timed-out": "warning",
  unknown: "neutral",
};

/** Recovery points come and go by themselves; any other change can be the first sign of an attack. */
const calmRecoveryPointStates = ["completed", "available", "creating", "deleting", "deleted"];

const scanSeverities: Readonly<Record<string, Severity>> = {
  "threats found": "danger",
  failed: "danger",
  "completed with issues": "warning",
  canceled: "warning",
  "no threats found": "good",
};

/** The severity of a notice from any source. */
export const noticeSeverityOf = (subject: NoticeEvent["subject"], state: string): Severity => {
  // A call that AWS refused changed nothing, but someone tried.
  if (state === "change refused") return "warning";
  switch (subject) {
    case "alarm":
      return ({ alarm: "warning", ok: "good" } as const)[state] ?? "neutral";
    case "continuous backup":
      return "danger";
    case "recovery point":
      return calmRecoveryPointStates.includes(state) ? "neutral" : "warning";
    case "malware scan":
      return (Object.hasOwn(scanSeverities, state) && scanSeverities[state]) || "neutral";
    case "backup vault":
    case "backup plan":
      return /deleted|policy|notifications/.test(state) ? "warning" : "neutral";
    default:
      return /fail/.test(state) ? "warning" : "neutral";
  }
};

/** Whether nothing is left to restore a resource from: that is an emergency, whatever became of the job. */
export const isNothingLeft = ({ backupHistory }: JobEvent): boolean =>
  backupHistory?.of === "failure" && backupHistory.lastGood.known === "none-left";

/** Whether a later backup made up for a failed one. Only a recovery point proves it, and not one about to be deleted. */
const isMadeUpFor = ({ backupHistory }: JobEvent): boolean => {
  if (backupHistory?.of !== "failure" || backupHistory.lastGood.known !== "recovery-point") return false;
  const { found, deletedAt } = backupHistory.lastGood;
  return found === "since" && (deletedAt === undefined || deletedAt > backupHistory.asOf);
};

/** Words of bad news, in sentences and in names such as `BackupJobFailed`. An RDS failover is none. */
const badNews = /fail(?!over)|expired|abort|denied|\balarm\b|\berror/i;

/** What we cannot assess is at least no good news where it says so in words: an unknown one is never taken for calm. */
const severityByWords = (...texts: readonly (string | undefined)[]): Severity =>
  texts.some((text) => text && badNews.test(text)) ? "warning" : "neutral";

/** The severity of an event. */
export const severityOf = (event: BackupEvent): Severity => {
  switch (event.kind) {
    case "job":
      if (isNothingLeft(event)) return "danger";
      if (isMadeUpFor(event)) return "warning";
      return event.phase === "unknown"
        ? severityByWords(event.state, event.details.reason, event.text)
        : severityByPhase[event.phase];
    case "object":
      return event.outcome === "failed" ? "danger" : "warning";
    case "notice":
    case "run":
    case "digest":
      return event.severity;
    case "test":
      return "good";
    case "unrecognized":
      return severityByWords(event.what, event.raw);
  }
};
