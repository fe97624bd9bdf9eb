import type { BackupEvent, JobPhase, JobType, NoticeEvent } from "../../handler/model/event";

// Records, not lists: the compiler asks for every word of the model.
const jobTypes: Readonly<Record<JobType, true>> = { backup: true, copy: true, restore: true };

const phases: Readonly<Record<JobPhase, true>> = {
  started: true,
  completed: true,
  "completed-with-issues": true,
  partial: true,
  failed: true,
  expired: true,
  aborted: true,
  validating: true,
  validated: true,
  "validation-failed": true,
  "validation-timed-out": true,
  unknown: true,
};

const subjects: Readonly<Record<NoticeEvent["subject"], true>> = {
  "recovery point": true,
  "recovery point index": true,
  "continuous backup": true,
  "backup vault": true,
  "backup plan": true,
  "Region settings": true,
  "malware scan": true,
  "access point": true,
};

/** Every kind of event, and every phase of a job, that the notifier knows. */
export const knownKinds: readonly string[] = [
  ...Object.keys(jobTypes).map((jobType) => `${jobType} job`),
  ...Object.keys(phases).map((phase) => `job ${phase}`),
  ...["object failed", "object skipped"],
  ...Object.keys(subjects),
  ...["test", "unrecognised"],
];

/** What an event reaches of them. */
export const kindsOf = (event: BackupEvent): readonly string[] => {
  switch (event.kind) {
    case "job":
      return [`${event.jobType} job`, `job ${event.phase}`];
    case "object":
      return [`object ${event.outcome}`];
    case "notice":
      return [event.subject];
    default:
      return [event.kind];
  }
};
