import type { ObjectEvent } from "../../handler/model/event";
import { type JobType, phaseOf } from "../../handler/model/job-phase";
import type { Card } from "../../handler/render/card";
import { jobCard } from "../../handler/render/job";
import { noticeCard } from "../../handler/render/notice";
import { objectCard } from "../../handler/render/object";
import { unrecognisedCard } from "../../handler/render/other";

/** How a title begins, and the kind of event that it stands for: `backup FAILED`, `notice`. */
export type Title = { readonly start: string; readonly family: string };

const origin = {};
const context = { stage: "lab" };

/** A title's words up to its first number: `Backup OK again after 2 failures` has as many forms as numbers. */
const titlesOf = ({ title, groupTitle }: Card, family: string): readonly Title[] =>
  [title, groupTitle ?? title].map((words) => ({ start: words.split(/ \d/, 1)[0] ?? "", family }));

const jobTypes: readonly JobType[] = ["backup", "copy", "restore"];
const jobStates = ["CREATED", "RUNNING", "COMPLETED", "PARTIAL", "FAILED", "EXPIRED", "ABORTED"];

const jobTitles = jobTypes.flatMap((jobType) => {
  const job = { kind: "job", jobType, origin, details: {} } as const;
  const completed = { ...job, state: "COMPLETED", phase: "completed" } as const;
  const history = { of: "success", failuresInARow: ["failed"], earlierSizesBytes: [] } as const;
  const events = [
    ...jobStates.map((state) => ({ ...job, state, phase: phaseOf(state) })),
    { ...completed, phase: "completed-with-issues" } as const,
    ...[true, false].map((goodBefore) => ({ ...completed, backupHistory: { ...history, goodBefore } })),
  ];
  return events.flatMap((event) => titlesOf(jobCard(event, context), `${jobType} ${event.state}`));
});

const objects: readonly Pick<ObjectEvent, "jobType" | "outcome">[] = [
  { jobType: "backup", outcome: "failed" },
  { jobType: "restore", outcome: "skipped" },
];

/**
 * The title of every kind of event that the lab sends, as the renderer writes it today: the lab reads kind and state
 * from a message with it, and a new wording needs no change here. The longest first: one title may begin another.
 */
export const messageTitles: readonly Title[] = [
  ...jobTitles,
  ...objects.flatMap((object) =>
    titlesOf(
      objectCard({ kind: "object", eventType: "", service: "EKS", ...object, origin }, context),
      "object",
    ),
  ),
  ...titlesOf(
    noticeCard(
      { kind: "notice", subject: "recovery point", state: "modified", severity: "warning", origin },
      context,
    ),
    "notice",
  ),
  ...titlesOf(unrecognisedCard({ kind: "unrecognised", what: "", raw: "", origin }, context), "unrecognised"),
].sort((one, other) => other.start.length - one.start.length);

/** The kind of event that a text's title stands for. */
export const familyOf = (text: string): string | undefined =>
  messageTitles.find(({ start }) => text.startsWith(start))?.family;
