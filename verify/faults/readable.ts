import { isIssue } from "../../handler/model/job-phase";
import type { BackupJob } from "../../local/aws/backup/job";
import { reasonPattern } from "./names";
import { namedTokens, type SeenMessage } from "./reported";
import type { SentEvent, SentEvents } from "./sent-events";

/** What AWS Backup knows about a job that ended, whether or not the notifier could ask. */
export type KnownEnd = Pick<BackupJob, "state" | "statusMessage" | "messageCategory">;

/** What a reader of Slack learns about jobs that ended, compared with what AWS Backup knows. */
export type Readable = {
  /** Reported, but no message says why, though there is a reason. */
  readonly withoutReason: readonly SentEvent[];
  /** Reasons of jobs that stand in no message. */
  readonly hiddenReasons: readonly string[];
  /** Jobs that completed with issues, and those of them that no message calls so. */
  readonly issues: number;
  readonly issuesUnsaid: readonly SentEvent[];
  /** Jobs that completed with issues, and that a message calls completed. */
  readonly praised: readonly SentEvent[];
  /** Jobs with another's reason, or with issues that they did not have. */
  readonly contradictions: readonly string[];
};

const reasonOf = ({ statusMessage = "" }: KnownEnd): string | undefined =>
  reasonPattern.exec(statusMessage)?.[0];

const hadIssues = ({ state, messageCategory }: KnownEnd): boolean =>
  state === "COMPLETED" && isIssue(messageCategory);

/** Compares what messages say about these events with what AWS Backup knows. */
export const readableOf = (
  events: readonly SentEvent[],
  messages: readonly SeenMessage[],
  sent: SentEvents,
  endOf: (event: SentEvent) => KnownEnd | undefined,
): Readable => {
  const ends = new Map(events.flatMap((event) => [[event, endOf(event)] as const]));
  const named = new Set<SentEvent>();
  const explained = new Set<SentEvent>();
  const warned = new Set<SentEvent>();
  const praised = new Set<SentEvent>();
  const contradictions = new Set<string>();
  const shownReasons = new Set<string>();

  for (const { reading } of messages) {
    for (const [token, event] of namedTokens(reading, sent)) {
      const end = ends.get(event);
      if (end === undefined) continue;
      named.add(event);
      const reason = reading.reasons[token];
      if (reason !== undefined && reason === reasonOf(end)) {
        explained.add(event);
        shownReasons.add(reason);
      } else if (reason !== undefined) {
        contradictions.add(`${event.key} is shown with ${reason}, and has ${reasonOf(end) ?? "none"}`);
      }
      if (reading.phase === "completed" && hadIssues(end)) praised.add(event);
      if (reading.phase !== "completed-with-issues") continue;
      if (hadIssues(end)) warned.add(event);
      else contradictions.add(`${event.key} is shown with issues, and had none`);
    }
  }
  const withReason = [...ends].flatMap(([event, end]) => (end && reasonOf(end) ? [event] : []));
  const issues = [...ends].flatMap(([event, end]) => (end && hadIssues(end) ? [event] : []));
  const reasons = new Set([...ends.values()].flatMap((end) => (end && reasonOf(end)) ?? []));
  return {
    withoutReason: withReason.filter((event) => named.has(event) && !explained.has(event)),
    hiddenReasons: [...reasons].filter((reason) => !shownReasons.has(reason)),
    issues: issues.length,
    issuesUnsaid: issues.filter((event) => !warned.has(event)),
    praised: [...praised],
    contradictions: [...contradictions],
  };
};
