import type { BackupEvent, NoticeEvent, RunEvent, Severity } from "./event";
import type { JobPhase } from "./job-phase";

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
  switch (subject) {
    case "continuous backup":
      return "danger";
    case "recovery point":
      return calmRecoveryPointStates.includes(state) ? "neutral" : "warning";
    case "malware scan":
      return (Object.hasOwn(scanSeverities, state) && scanSeverities[state]) || "neutral";
    case "backup vault":
    case "backup plan":
      return state === "deleted" ? "warning" : "neutral";
    default:
      return /fail/.test(state) ? "warning" : "neutral";
  }
};

/** A run is as severe as its worst job, and good only once it is known to have ended well. */
const runSeverityOf = ({ phase, jobs }: RunEvent): Severity => {
  if (phase === "completed") return "good";
  if (jobs.failed || jobs.expired) return "danger";
  const isCalm = phase === "started" && !(jobs.partial || jobs.aborted || jobs["completed-with-issues"]);
  return isCalm ? "neutral" : "warning";
};

/** The severity of an event. */
export const severityOf = (event: BackupEvent): Severity => {
  switch (event.kind) {
    case "job":
      return severityByPhase[event.phase];
    case "object":
      return event.outcome === "failed" ? "danger" : "warning";
    case "notice":
      return event.severity;
    case "run":
      return runSeverityOf(event);
    case "test":
      return "good";
    case "unrecognized":
      return "neutral";
  }
};
