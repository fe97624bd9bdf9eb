import type { BackupEvent } from "../../handler/model/event";
import { type JobPhase, type JobType, phaseOf } from "../../handler/model/job-phase";
import { renderEach } from "../../handler/render/render-each";

/** How a title begins, and what it stands for: `backup FAILED`, `notice`; of a job also its phase. */
export type Title = { readonly start: string; readonly family: string; readonly phase?: JobPhase };

type Example = { readonly family: string; readonly event: BackupEvent };

const origin = {};
const jobTypes: readonly JobType[] = ["backup", "copy", "restore"];
const jobStates = ["CREATED", "RUNNING", "COMPLETED", "PARTIAL", "FAILED", "EXPIRED", "ABORTED"];

const jobs = jobTypes.flatMap((jobType): readonly Example[] => {
  const job = { kind: "job", jobType, origin, details: {} } as const;
  const completed = { ...job, state: "COMPLETED", phase: "completed" } as const;
  const history = { of: "success", failuresInARow: ["failed"], earlierSizesBytes: [] } as const;
  // Only a backup has a first one.
  const isFirst = { ...history, failuresInARow: [], goodBefore: false, isFirst: true } as const;
  const events = [
    ...jobStates.map((state) => ({ ...job, state, phase: phaseOf(state) })),
    { ...completed, phase: "completed-with-issues" } as const,
    { ...completed, phase: "completed-unchecked" } as const,
    ...[true, false].map((goodBefore) => ({ ...completed, backupHistory: { ...history, goodBefore } })),
    ...(jobType === "backup" ? [{ ...completed, backupHistory: isFirst }] : []),
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
  .flatMap(({ card: { title, groupTitle = title }, family, event }) =>
    [title, groupTitle].map((words) => ({
      start: words.split(/ \d/, 1)[0] ?? "",
      family,
      ...(event.kind === "job" && { phase: event.phase }),
    })),
  )
  .sort((one, other) => other.start.length - one.start.length);

/** The title that a text begins with. */
export const titleIn = (text: string): Title | undefined =>
  messageTitles.find(({ start }) => text.startsWith(start));
