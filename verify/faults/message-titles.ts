import type { BackupEvent } from "../../handler/model/event";
import { type JobType, phaseOf } from "../../handler/model/job-phase";
import { renderEach } from "../../handler/render/render";

/** How a title begins, and the kind of event that it stands for: `backup FAILED`, `notice`. */
export type Title = { readonly start: string; readonly family: string };

type Example = { readonly family: string; readonly event: BackupEvent };

const origin = {};
const jobTypes: readonly JobType[] = ["backup", "copy", "restore"];
const jobStates = ["CREATED", "RUNNING", "COMPLETED", "PARTIAL", "FAILED", "EXPIRED", "ABORTED"];

const jobs = jobTypes.flatMap((jobType): readonly Example[] => {
  const job = { kind: "job", jobType, origin, details: {} } as const;
  const completed = { ...job, state: "COMPLETED", phase: "completed" } as const;
  const history = { of: "success", failuresInARow: ["failed"], earlierSizesBytes: [] } as const;
  const events = [
    ...jobStates.map((state) => ({ ...job, state, phase: phaseOf(state) })),
    { ...completed, phase: "completed-with-issues" } as const,
    ...[true, false].map((goodBefore) => ({ ...completed, backupHistory: { ...history, goodBefore } })),
  ];
  return events.map((event) => ({ event, family: `${jobType} ${event.state}` }));
});

const object = { kind: "object", eventType: "", service: "EKS", origin } as const;

const examples: readonly Example[] = [
  ...jobs,
  { family: "object", event: { ...object, jobType: "backup", outcome: "failed" } },
  { family: "object", event: { ...object, jobType: "restore", outcome: "skipped" } },
  {
    family: "notice",
    event: { kind: "notice", subject: "recovery point", state: "modified", severity: "warning", origin },
  },
  { family: "unrecognized", event: { kind: "unrecognized", what: "", raw: "", origin } },
];

/**
 * The title of every kind of event that the lab sends, as the renderer writes it today: the lab reads kind and state
 * from a message with it, and a new wording needs no change here. A title's words end at its first number: `Backup OK
 * again after 2 failures` has as many forms as numbers. The longest first: one title may begin another.
 */
export const messageTitles: readonly Title[] = renderEach(examples, { stage: "lab" })
  .flatMap(({ card: { title, groupTitle = title }, family }) =>
    [title, groupTitle].map((words) => ({ start: words.split(/ \d/, 1)[0] ?? "", family })),
  )
  .sort((one, other) => other.start.length - one.start.length);

/** The kind of event that a text's title stands for. */
export const familyOf = (text: string): string | undefined =>
  messageTitles.find(({ start }) => text.startsWith(start))?.family;
