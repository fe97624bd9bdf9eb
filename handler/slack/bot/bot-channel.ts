import { isVerdictOnJob } from "../../deduplicate/identity";
import type { Post } from "../../deduplicate/ledger";
import type { SentHistory } from "../../deduplicate/sent-history";
import type { Update } from "../../deduplicate/update";
import type { Severity } from "../../model/severity";
import type { Card } from "../../render/card";
import { messageOf, type OutgoingMessage, plainMessageOf, type Rendered } from "../../render/message";
import type { Channel, RunMessages } from "../channel";
import { type Delivery, deliveryOf } from "../delivery-outcome";
import type { CallResult } from "../retry";
import { type Edit, type Edits, isDelivered, needsNewMessage, withoutMention } from "./edits";
import { summaryCard } from "./summary-card";
import { type ApiCall, callWebApi, refusalReasonOf, type WebApiOptions } from "./web-api";

export type BotChannelOptions = WebApiOptions & {
  /** The channel's id. */
  readonly channel: string;
  /** Which messages show which job, in any channel. */
  readonly posts: Pick<SentHistory, "postsOf" | "keepPost">;
  /** Of all channels of the app. */
  readonly edits: Edits;
};

const loudSeverities: readonly Severity[] = ["danger", "warning"];

/** An edit notifies no one. What is bad, or mentions someone by the stage's wish, is also posted to the channel. */
const isLoud = ({ severity, mention }: Card): boolean =>
  mention !== undefined || loudSeverities.includes(severity);

const tsOf = (result: CallResult): string | undefined =>
  result.came === "response" && result.response.means === "delivered" ? result.response.ts : undefined;

/** Whether the details go into a thread: those of a job, of the verdict on its restore, and of a digest that has some. */
const hasThread = ({ event, card }: Rendered<Update>): boolean =>
  (event.kind === "job" && event.jobId !== undefined) ||
  isVerdictOnJob(event) ||
  (event.kind === "digest" && card.lines !== undefined);

/** The job or digest that a message is about; `undefined` where it is about something else, or about several jobs. */
export const jobSubjectOf = ({ updates }: OutgoingMessage<Update>): string | undefined => {
  const [first, ...others] = updates;
  return first && hasThread(first) && others.length === 0 ? first.identity?.subject : undefined;
};

/**
 * A channel that a Slack app posts to. A job has one message there, edited as the job progresses, with the details of
 * each state in its thread. What cannot be edited or answered is posted as a new message: nothing is lost with a message
 * that someone deletes. A job that a route has meanwhile sent to another channel is edited there, too.
 */
export const createBotChannel = (options: BotChannelOptions): Channel => {
  const { channel, posts, edits } = options;

  const postOf = (subject: string): Post | undefined =>
    posts.postsOf(subject).find((post) => post.channel === channel);

  const call = (apiCall: ApiCall, remaining: () => number): Promise<CallResult> =>
    callWebApi(apiCall, remaining, options);

  const postCard = (card: Card, remaining: () => number, thread: object = {}): Promise<CallResult> => {
    const message = messageOf(card);
    const fields = { ...message, ...thread };
    const plainFields = { ...plainMessageOf(card), ...thread };
    return call({ method: "chat.postMessage", channel, fields, plainFields }, remaining);
  };

  const delivery = (result: CallResult): Delivery =>
    deliveryOf(result, (means, word) => refusalReasonOf(means, word, options));

  /** An edit that Slack may have made can be made again: nothing appears twice. */
  const editDelivery = (edited: CallResult): Delivery => {
    const ended = delivery(edited);
    if (ended.outcome !== "undecided") return ended;
    return { ...ended, outcome: "retry", reason: `${ended.reason}; the event will be retried` };
  };

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

  /** Where Slack takes no more edits now, a job's message keeps its old state, and its thread has the new one. */
  const sendJob = async (subject: string, card: Card, remaining: () => number): Promise<Delivery> => {
    const post = postOf(subject);
    if (post === undefined) return sendNewMessage(subject, card, remaining);
    const edited = await edits.make({ subject, post, card }, remaining);
    if (edited && needsNewMessage(edited)) return sendNewMessage(subject, card, remaining);
    if (edited && !isDelivered(edited)) return editDelivery(edited);
    return reply(post.ts, card, isLoud(card), remaining);
  };

  /** A job's messages in other channels: a route may have sent an earlier state there. */
  const inOtherChannels = (subject: string, card: Card): readonly Edit[] =>
    posts.postsOf(subject).flatMap((post) => (post.channel === channel ? [] : [{ subject, post, card }]));

  /** The messages of jobs that one message reported together, or whose updates are muted. */
  const editsOf = (updates: readonly Rendered<Update>[]): readonly Edit[] =>
    updates.flatMap((update) => {
      const { card } = update;
      const subject = jobSubjectOf({ card, updates: [update] });
      return subject === undefined ? [] : posts.postsOf(subject).map((post) => ({ subject, post, card }));
    });

  /** A run's message mentions no one: what needs someone is posted by itself. */
  const showRun: RunMessages["show"] = async (run, card, remaining) => {
    const post = postOf(run);
    const edited = post && (await edits.makeNow({ post, card }, remaining));
    if (post && !edited) return { outcome: "retry", reason: "Slack takes no more edits now" };
    if (edited && !needsNewMessage(edited)) return editDelivery(edited);
    const posted = await postCard(withoutMention(card), remaining);
    const ts = isDelivered(posted) ? tsOf(posted) : undefined;
    if (ts !== undefined) posts.keepPost(run, { channel, ts });
    return delivery(posted);
  };

  /** What belongs to a run goes into its thread, and into the channel where it should be noticed. */
  const sendOfRun = async (
    { ts }: Post,
    { card, updates }: OutgoingMessage<Update>,
    remaining: () => number,
  ): Promise<Delivery> => {
    const isNoticed = isLoud(card) || !updates.every(({ posting }) => posting?.thread?.isQuiet);
    const sent = await reply(ts, card, isNoticed, remaining);
    if (sent.outcome === "delivered") await edits.makeEach(editsOf(updates), remaining);
    return sent;
  };

  return {
    runs: { hasMessage: (run) => postOf(run) !== undefined, show: showRun },
    secret: options.token,
    callsPerMessage: 2,
    probe: async (remaining) => delivery(await call({ method: "auth.test" }, remaining)),
    amend: (updates, remaining) => edits.makeEach(editsOf(updates), remaining),
    finishEdits: edits.finish,
    send: async (message, remaining) => {
      const { card, updates } = message;
      const head = postOf(updates[0]?.posting?.thread?.run ?? "");
      if (head) return sendOfRun(head, message, remaining);
      const subject = jobSubjectOf(message);
      if (subject === undefined) {
        const posted = await postCard(card, remaining);
        if (isDelivered(posted)) await edits.makeEach(editsOf(updates), remaining);
        return delivery(posted);
      }
      const sent = await sendJob(subject, card, remaining);
      if (sent.outcome === "delivered") await edits.makeEach(inOtherChannels(subject, card), remaining);
      return sent;
    },
  };
};
