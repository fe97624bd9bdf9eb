import type { EditLedger, Post } from "../../deduplicate/ledger";
import { type Fields, fieldsOf, jsonFieldsOf } from "../../model/fields";
import type { Card } from "../../render/card";
import { messageOf, plainTextOnly, type SlackMessage } from "../../render/message";
import type { FinishEdits } from "../channel";
import type { SlackResponse } from "../response";
import type { CallResult } from "../retry";
import { createEditLimit } from "./edit-limit";
import { summaryCard } from "./summary-card";
import { callWebApi, type WebApiOptions } from "./web-api";

/** A message of a job, and the card that it should show. */
export type Edit = { readonly subject: string; readonly post: Post; readonly card: Card };

/** The edits of a bot's messages, in all its channels. */
export type Edits = {
  /** Edits a message; `undefined` where Slack takes no more edits now, so that this one is left for later. */
  readonly make: (edit: Edit, remainingMilliseconds: () => number) => Promise<CallResult | undefined>;
  /** Edits a message now, or not at all: `undefined` where Slack takes no more edits, or there is no time. */
  readonly makeNow: (
    edit: Omit<Edit, "subject">,
    remainingMilliseconds: () => number,
  ) => Promise<CallResult | undefined>;
  /** Edits messages whose updates were already sent, as far as there is time. The rest is left for later. */
  readonly makeEach: (edits: readonly Edit[], remainingMilliseconds: () => number) => Promise<void>;
  readonly finish: FinishEdits;
};

export type EditsOptions = WebApiOptions & {
  /** Absent in a stage without one: then what is left for later is only logged. */
  readonly ledger?: EditLedger | undefined;
  readonly now?: () => number;
  /** Hears of each job whose messages keep an old state, and why. */
  readonly onSkipped: (subject: string, reason: string) => void;
};

/** Half the function's time: the rest is for other messages. */
const enoughMilliseconds = 15_000;

/** Rounds of a minute in which no edit could be made: after a day of them, the rest is given up. */
const mostRounds = 24 * 60;

/** Far below what a message in SQS may hold. */
const mostSubjects = 1000;

/** Of the messages about one event, only one mentions people. */
export const withoutMention = ({ mention: _mention, ...card }: Card): Card => card;

/** Refusals of an edit or a thread reply that do not rule out a new message. */
const newMessageMeanings: readonly SlackResponse["means"][] = [
  "message-gone",
  "scope-missing",
  "payload-refused",
  "channel-refused",
];

export const needsNewMessage = (result: CallResult): boolean =>
  result.came === "response" && newMessageMeanings.includes(result.response.means);

export const isDelivered = (result: CallResult): boolean =>
  result.came === "response" && result.response.means === "delivered";

/** Whether an edit needs no other try. */
const isDone = (result: CallResult): boolean => isDelivered(result) || needsNewMessage(result);

/** An edit keeps what it does not name: to remove blocks it must say so. (Slack developer docs, chat.update) */
const whole = ({ text, blocks, attachments }: SlackMessage) => ({
  text,
  blocks: blocks ?? [],
  attachments: attachments ?? [],
});

/** What a message should show, and the same in plain text. */
type Content = { readonly fields: Fields; readonly plainFields: Fields };

const contentOf = (card: Card): Content => {
  const message = messageOf(withoutMention(summaryCard(card)));
  return { fields: whole(message), plainFields: whole(plainTextOnly(message)) };
};

/** The messages of a job that still have to show this; none where all do. */
type Due = Content & { readonly posts: readonly Post[] };

const postOf = (value: unknown): readonly Post[] => {
  const { channel, ts } = fieldsOf(value) ?? {};
  return typeof channel === "string" && typeof ts === "string" ? [{ channel, ts }] : [];
};

/** What the ledger keeps, read again; `undefined` where nothing is due. */
const dueOf = (text: string | undefined): Due | undefined => {
  const due = jsonFieldsOf(text ?? "");
  const [fields, plainFields] = [fieldsOf(due?.["fields"]), fieldsOf(due?.["plainFields"])];
  const posts = Array.isArray(due?.["posts"]) ? due["posts"].flatMap(postOf) : [];
  return fields && plainFields && posts.length > 0 ? { fields, plainFields, posts } : undefined;
};

const isSame = (one: Post, other: Post): boolean => one.channel === other.channel && one.ts === other.ts;

/**
 * Edits at most 24 messages a minute. What is left over, or fails, is kept in the ledger at the end of the invocation, and a
 * delayed event of our own brings it back until it is made.
 */
export const createEdits = ({ ledger, now, onSkipped, ...options }: EditsOptions): Edits => {
  const mayEdit = createEditLimit(now);
  /** What this invocation knows about the messages of jobs, newer than what the ledger keeps. */
  const touched = new Map<string, Due>();

  const touch = ({ subject, post, card }: Edit, isLeft: boolean): void => {
    const others = (touched.get(subject)?.posts ?? []).filter((other) => !isSame(other, post));
    touched.set(subject, { ...contentOf(card), posts: isLeft ? [...others, post] : others });
  };

  const call = (
    { channel, ts }: Post,
    { fields, plainFields }: Content,
    remaining: () => number,
  ): Promise<CallResult> => {
    const apiCall = { method: "chat.update", channel, fields: { ts, ...fields } } as const;
    return callWebApi({ ...apiCall, plainFields: { ts, ...plainFields } }, remaining, options);
  };

  const make: Edits["make"] = async (edit, remaining) => {
    if (!mayEdit()) {
      touch(edit, true);
      return undefined;
    }
    const result = await call(edit.post, contentOf(edit.card), remaining);
    if (isDone(result)) touch(edit, false);
    return result;
  };

  /** Makes a job's edits that are due. Returns whether Slack, the ledger and the time allow to go on. */
  const makeDue = async (subject: string, from: EditLedger, remaining: () => number): Promise<boolean> => {
    if (touched.has(subject)) return true;
    if (remaining() < enoughMilliseconds) return false;
    const { entries, problem } = await from.read([subject]);
    if (problem !== undefined) return false;
    const due = dueOf(entries.get(subject)?.dueEdit);
    if (due === undefined) return true;
    for (const post of due.posts) {
      if (!mayEdit() || !isDone(await call(post, due, remaining))) return false;
    }
    await from.writeDueEdit(subject, "");
    return true;
  };

  /** Makes the edits that are due, until one cannot be made. Returns it and the others, itself last: it holds none back. */
  const makeAllDue = async (
    subjects: readonly string[],
    from: EditLedger,
    remaining: () => number,
  ): Promise<readonly string[]> => {
    for (const [index, subject] of subjects.entries()) {
      if (!(await makeDue(subject, from, remaining))) return [...subjects.slice(index + 1), subject];
    }
    return [];
  };

  /** Writes what this invocation left, and that nothing older is due. Returns the subjects to come back to. */
  const keep = async (to: EditLedger): Promise<readonly string[]> => {
    const kept = [...touched].map(async ([subject, due]): Promise<readonly string[]> => {
      const isLeft = due.posts.length > 0;
      const { problem } = await to.writeDueEdit(subject, isLeft ? JSON.stringify(due) : "");
      if (!isLeft) return [];
      if (problem === undefined) return [subject];
      onSkipped(subject, `the edit could not be kept in the ledger (${problem})`);
      return [];
    });
    return (await Promise.all(kept)).flat();
  };

  const leave = async (
    subjects: readonly string[],
    round: number,
    later: Parameters<FinishEdits>[1],
  ): Promise<void> => {
    for (let start = 0; start < subjects.length; start += mostSubjects) {
      const some = subjects.slice(start, start + mostSubjects);
      const detail = { schema: 1, subjects: some, round } as const;
      const problem =
        round > mostRounds
          ? "Slack did not take the edit for a day"
          : await later({ source: "backup-notifications.notifier", detailType: "Edit Due", detail });
      if (problem !== undefined) for (const subject of some) onSkipped(subject, problem);
    }
  };

  return {
    make,
    makeNow: async ({ post, card }, remaining) =>
      remaining() >= enoughMilliseconds && mayEdit() ? call(post, contentOf(card), remaining) : undefined,
    makeEach: async (edits, remaining) => {
      for (const [index, edit] of edits.entries()) {
        const result = remaining() < enoughMilliseconds ? undefined : await make(edit, remaining);
        if (result && isDone(result)) continue;
        for (const left of edits.slice(index)) touch(left, true);
        return;
      }
    },
    finish: async (dues, later, remaining) => {
      const subjects = [...new Set(dues.flatMap(({ detail }) => detail.subjects))];
      if (ledger === undefined) {
        const left = [...touched].flatMap(([subject, { posts }]) => (posts.length > 0 ? [subject] : []));
        for (const subject of [...left, ...subjects]) {
          onSkipped(subject, "Slack took no more edits, and without a ledger none is made later");
        }
      } else {
        const due = await makeAllDue(subjects, ledger, remaining);
        const isStuck = due.length > 0 && due.length === subjects.length;
        const round = isStuck ? Math.max(...dues.map(({ detail }) => detail.round)) + 1 : 0;
        await leave([...new Set([...due, ...(await keep(ledger))])], round, later);
      }
      touched.clear();
    },
  };
};
