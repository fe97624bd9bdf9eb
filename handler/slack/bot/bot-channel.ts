import type { Post } from "../../deduplicate/ledger";
import type { History } from "../../deduplicate/sent-history";
import type { Update } from "../../deduplicate/update";
import type { Severity } from "../../model/event";
import type { Card } from "../../render/card";
import {
  messageOf,
  type OutgoingMessage,
  plainTextOnly,
  type Rendered,
  type SlackMessage,
} from "../../render/message";
import type { Channel } from "../channel";
import type { Delivery } from "../delivery-outcome";
import type { BotAnswer } from "./response";
import { stateCard } from "./summary-card";
import { type ApiCall, type ApiResult, callWebApi, deliveryOf, type WebApiOptions } from "./web-api";

export type BotChannelOptions = WebApiOptions & {
  /** The channel's id. */
  readonly channel: string;
  /** Which messages tell of which job, in whichever channel. */
  readonly posts: Pick<History, "postsOf" | "keepPost">;
};

const loudSeverities: readonly Severity[] = ["danger", "warning"];

/** An edit notifies nobody. What is bad, or calls somebody by the stage's wish, is said aloud. */
const isLoud = ({ severity, mention }: Card): boolean =>
  mention !== undefined || loudSeverities.includes(severity);

/** Of the messages that tell of one event, one calls people. */
const withoutCall = ({ mention: _mention, ...card }: Card): Card => card;

/** What an edit, or an answer in a thread, may come to that a message of its own need not. */
const worthAnew: readonly BotAnswer["means"][] = [
  "message-gone",
  "scope-missing",
  "payload-refused",
  "channel-refused",
];

const isWorthAnew = (result: ApiResult): boolean =>
  result.came === "answer" && worthAnew.includes(result.answer.means);

const isDelivered = (result: ApiResult): boolean =>
  result.came === "answer" && result.answer.means === "delivered";

const tsOf = (result: ApiResult): string | undefined =>
  result.came === "answer" && result.answer.means === "delivered" ? result.answer.ts : undefined;

/** The job that a bulletin tells of; `undefined` where it tells of something else, or of several. */
export const jobSubjectOf = ({ updates }: OutgoingMessage<Update>): string | undefined => {
  const [first, ...others] = updates;
  return first?.event.kind === "job" && first.event.jobId !== undefined && others.length === 0
    ? first.identity?.subject
    : undefined;
};

/** A message to edit, and what it is to tell. */
type Edit = { readonly place: Post; readonly card: Card };

/** Slack takes fifty edits a minute. (Slack developer docs, Rate limits: tier 3) */
const mostEditsTogether = 20;

/** Half the function's time: the rest is for other messages. */
const enoughMilliseconds = 15_000;

/** An edit keeps what it is not told of: without blocks it must say so. (Slack developer docs, chat.update) */
const whole = ({ text, blocks, attachments }: SlackMessage) => ({
  text,
  blocks: blocks ?? [],
  attachments: attachments ?? [],
});

/**
 * A channel that a Slack app posts to. A job has one message there, edited as the job goes on, and what is known at each
 * of its states stands in the thread. What cannot be edited or answered is told as a message of its own: nothing is lost
 * with a message that somebody deletes. A job that a route has sent elsewhere meanwhile is edited there, too.
 */
export const createBotChannel = (options: BotChannelOptions): Channel => {
  const { channel, posts, stage } = options;

  const call = (apiCall: ApiCall, remaining: () => number): Promise<ApiResult> =>
    callWebApi(apiCall, remaining, options);

  const post = (card: Card, remaining: () => number, thread: object = {}): Promise<ApiResult> => {
    const message = messageOf(card);
    const fields = { ...message, ...thread };
    const plainFields = { ...plainTextOnly(message), ...thread };
    return call({ method: "chat.postMessage", channel, fields, plainFields }, remaining);
  };

  /** Makes the message of a job, wherever it stands, tell what the card tells. */
  const edit = (place: Post, card: Card, remaining: () => number): Promise<ApiResult> => {
    const message = messageOf(withoutCall(stateCard(card)));
    const { channel, ts } = place;
    const fields = { ts, ...whole(message) };
    const plainFields = { ts, ...whole(plainTextOnly(message)) };
    return call({ method: "chat.update", channel, fields, plainFields }, remaining);
  };

  const delivery = (result: ApiResult): Delivery => deliveryOf(result, channel, stage);

  /** Tells the whole in the thread, aloud or not; where that is not possible, in the channel. */
  const explain = async (
    ts: string,
    card: Card,
    isAloud: boolean,
    remaining: () => number,
  ): Promise<Delivery> => {
    const shown = isAloud ? card : withoutCall(card);
    const thread = { thread_ts: ts, ...(isAloud && { reply_broadcast: true }) };
    const answered = await post(shown, remaining, thread);
    return delivery(isWorthAnew(answered) ? await post(shown, remaining) : answered);
  };

  const sendAnew = async (subject: string, card: Card, remaining: () => number): Promise<Delivery> => {
    const posted = await post(stateCard(card), remaining);
    if (!isDelivered(posted)) return delivery(posted);
    const ts = tsOf(posted);
    if (ts === undefined) return delivery(await post(card, remaining));
    posts.keepPost(subject, { channel, ts });
    return explain(ts, card, false, remaining);
  };

  const sendJob = async (subject: string, card: Card, remaining: () => number): Promise<Delivery> => {
    const here = posts.postsOf(subject).find((place) => place.channel === channel);
    if (here === undefined) return sendAnew(subject, card, remaining);
    const edited = await edit(here, card, remaining);
    if (isWorthAnew(edited)) return sendAnew(subject, card, remaining);
    if (!isDelivered(edited)) return delivery(edited);
    return explain(here.ts, card, isLoud(card), remaining);
  };

  /**
   * Edits messages of what is told already, so that none says what is over. What fails there is told all the same, and
   * the function's time is needed for what is not.
   */
  const editEach = async (edits: readonly Edit[], remaining: () => number): Promise<void> => {
    for (const { place, card } of edits.slice(0, mostEditsTogether)) {
      if (remaining() < enoughMilliseconds) return;
      const edited = await edit(place, card, remaining);
      if (!isDelivered(edited) && !isWorthAnew(edited)) return;
    }
  };

  /** A job's messages in other channels: a route may have sent an earlier state there. */
  const elsewhere = (subject: string, card: Card): readonly Edit[] =>
    posts.postsOf(subject).flatMap((place) => (place.channel === channel ? [] : [{ place, card }]));

  /** The messages of jobs that one message told of together, or that are not told at all. */
  const ofEach = (updates: readonly Rendered<Update>[]): readonly Edit[] =>
    updates.flatMap((update) => {
      const { card } = update;
      const subject = jobSubjectOf({ card, updates: [update] });
      return subject === undefined ? [] : posts.postsOf(subject).map((place) => ({ place, card }));
    });

  return {
    callsPerMessage: 2,
    amend: (about, remaining) => editEach(ofEach(about), remaining),
    send: async (bulletin, remaining) => {
      const { card, updates } = bulletin;
      const subject = jobSubjectOf(bulletin);
      if (subject === undefined) {
        const posted = await post(card, remaining);
        if (isDelivered(posted)) await editEach(ofEach(updates), remaining);
        return delivery(posted);
      }
      const told = await sendJob(subject, card, remaining);
      if (told.outcome === "delivered") await editEach(elsewhere(subject, card), remaining);
      return told;
    },
  };
};
