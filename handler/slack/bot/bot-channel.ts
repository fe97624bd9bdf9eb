import type { Post } from "../../deduplicate/ledger";
import type { SentHistory } from "../../deduplicate/sent-history";
import type { Update } from "../../deduplicate/update";
import type { Severity } from "../../model/event";
import type { Card } from "../../render/card";
import {
  messageOf,
  type OutgoingMessage,
  plainMessageOf,
  plainTextOnly,
  type Rendered,
  type SlackMessage,
} from "../../render/message";
import type { Channel } from "../channel";
import { type Delivery, deliveryOf } from "../delivery-outcome";
import type { SlackResponse } from "../response";
import type { CallResult } from "../retry";
import { summaryCard } from "./summary-card";
import { type ApiCall, callWebApi, refusalReasonOf, type WebApiOptions } from "./web-api";

export type BotChannelOptions = WebApiOptions & {
  /** The channel's id. */
  readonly channel: string;
  /** Which messages show which job, in any channel. */
  readonly posts: Pick<SentHistory, "postsOf" | "keepPost">;
};

const loudSeverities: readonly Severity[] = ["danger", "warning"];

/** An edit notifies no one. What is bad, or mentions someone by the stage's wish, is also posted to the channel. */
const isLoud = ({ severity, mention }: Card): boolean =>
  mention !== undefined || loudSeverities.includes(severity);

/** Of the messages about one event, only one mentions people. */
const withoutMention = ({ mention: _mention, ...card }: Card): Card => card;

/** Refusals of an edit or a thread reply that do not rule out a new message. */
const newMessageMeanings: readonly SlackResponse["means"][] = [
  "message-gone",
  "scope-missing",
  "payload-refused",
  "channel-refused",
];

const needsNewMessage = (result: CallResult): boolean =>
  result.came === "response" && newMessageMeanings.includes(result.response.means);

const isDelivered = (result: CallResult): boolean =>
  result.came === "response" && result.response.means === "delivered";

const tsOf = (result: CallResult): string | undefined =>
  result.came === "response" && result.response.means === "delivered" ? result.response.ts : undefined;

/** The job that a message is about; `undefined` where it is about something else, or about several jobs. */
export const jobSubjectOf = ({ updates }: OutgoingMessage<Update>): string | undefined => {
  const [first, ...others] = updates;
  return first?.event.kind === "job" && first.event.jobId !== undefined && others.length === 0
    ? first.identity?.subject
    : undefined;
};

/** A message to edit, and what it should show. */
type Edit = { readonly post: Post; readonly card: Card };

/** Slack takes fifty edits a minute. (Slack developer docs, Rate limits: tier 3) */
const mostEditsTogether = 20;

/** Half the function's time: the rest is for other messages. */
const enoughMilliseconds = 15_000;

/** An edit keeps what it does not name: to remove blocks it must say so. (Slack developer docs, chat.update) */
const whole = ({ text, blocks, attachments }: SlackMessage) => ({
  text,
  blocks: blocks ?? [],
  attachments: attachments ?? [],
});

/**
 * A channel that a Slack app posts to. A job has one message there, edited as the job progresses, with the details of
 * each state in its thread. What cannot be edited or answered is posted as a new message: nothing is lost with a message
 * that someone deletes. A job that a route has meanwhile sent to another channel is edited there, too.
 */
export const createBotChannel = (options: BotChannelOptions): Channel => {
  const { channel, posts } = options;

  const call = (apiCall: ApiCall, remaining: () => number): Promise<CallResult> =>
    callWebApi(apiCall, remaining, options);

  const postCard = (card: Card, remaining: () => number, thread: object = {}): Promise<CallResult> => {
    const message = messageOf(card);
    const fields = { ...message, ...thread };
    const plainFields = { ...plainMessageOf(card), ...thread };
    return call({ method: "chat.postMessage", channel, fields, plainFields }, remaining);
  };

  /** Makes a job's message, in whichever channel, show what the card says. */
  const edit = ({ post: { channel, ts }, card }: Edit, remaining: () => number): Promise<CallResult> => {
    const message = messageOf(withoutMention(summaryCard(card)));
    const fields = { ts, ...whole(message) };
    const plainFields = { ts, ...whole(plainTextOnly(message)) };
    return call({ method: "chat.update", channel, fields, plainFields }, remaining);
  };

  const delivery = (result: CallResult): Delivery =>
    deliveryOf(result, (means, word) => refusalReasonOf(means, word, options));

  /** Posts the whole card in the thread, also to the channel if loud; where that is not possible, in the channel. */
  const reply = async (
    ts: string,
    card: Card,
    isAlsoInChannel: boolean,
    remaining: () => number,
  ): Promise<Delivery> => {
    const shown = isAlsoInChannel ? card : withoutMention(card);
    const thread = { thread_ts: ts, ...(isAlsoInChannel && { reply_broadcast: true }) };
    const replied = await postCard(shown, remaining, thread);
    return delivery(needsNewMessage(replied) ? await postCard(shown, remaining) : replied);
  };

  const sendNewMessage = async (subject: string, card: Card, remaining: () => number): Promise<Delivery> => {
    const posted = await postCard(summaryCard(card), remaining);
    if (!isDelivered(posted)) return delivery(posted);
    const ts = tsOf(posted);
    if (ts === undefined) return delivery(await postCard(card, remaining));
    posts.keepPost(subject, { channel, ts });
    return reply(ts, card, false, remaining);
  };

  const sendJob = async (subject: string, card: Card, remaining: () => number): Promise<Delivery> => {
    const post = posts.postsOf(subject).find((post) => post.channel === channel);
    if (post === undefined) return sendNewMessage(subject, card, remaining);
    const edited = await edit({ post, card }, remaining);
    if (needsNewMessage(edited)) return sendNewMessage(subject, card, remaining);
    if (!isDelivered(edited)) return delivery(edited);
    return reply(post.ts, card, isLoud(card), remaining);
  };

  /**
   * Edits messages whose updates were already sent, so that none shows an old state. A failed edit loses nothing, and
   * the function's time is needed for what has not been sent.
   */
  const editEach = async (edits: readonly Edit[], remaining: () => number): Promise<void> => {
    for (const one of edits.slice(0, mostEditsTogether)) {
      if (remaining() < enoughMilliseconds) return;
      const edited = await edit(one, remaining);
      if (!isDelivered(edited) && !needsNewMessage(edited)) return;
    }
  };

  /** A job's messages in other channels: a route may have sent an earlier state there. */
  const inOtherChannels = (subject: string, card: Card): readonly Edit[] =>
    posts.postsOf(subject).flatMap((post) => (post.channel === channel ? [] : [{ post, card }]));

  /** The messages of jobs that one message reported together, or whose updates are muted. */
  const editsOf = (updates: readonly Rendered<Update>[]): readonly Edit[] =>
    updates.flatMap((update) => {
      const { card } = update;
      const subject = jobSubjectOf({ card, updates: [update] });
      return subject === undefined ? [] : posts.postsOf(subject).map((post) => ({ post, card }));
    });

  return {
    callsPerMessage: 2,
    amend: (updates, remaining) => editEach(editsOf(updates), remaining),
    send: async (message, remaining) => {
      const { card, updates } = message;
      const subject = jobSubjectOf(message);
      if (subject === undefined) {
        const posted = await postCard(card, remaining);
        if (isDelivered(posted)) await editEach(editsOf(updates), remaining);
        return delivery(posted);
      }
      const sent = await sendJob(subject, card, remaining);
      if (sent.outcome === "delivered") await editEach(inOtherChannels(subject, card), remaining);
      return sent;
    },
  };
};
