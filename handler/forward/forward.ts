// Loaded where an event is forwarded.
import { type Invocation, logFieldsOf } from "../context";
import type { Identity } from "../deduplicate/identity";
import type { Update } from "../deduplicate/update";
import { parseArn } from "../model/arn";
import { contentOf } from "../model/content";
import { type Fields, jsonFieldsOf } from "../model/fields";
import { envelopeOf } from "../model/own-event";
import type { RenderContext } from "../render/location";
import type { Rendered } from "../render/message";
import { backupUpdateOf, updateIdOf } from "./backup-update";
import { createSendTo } from "./target";

export type ForwardContext = Pick<
  Invocation,
  "aws" | "history" | "log" | "now" | "queue" | "remainingMilliseconds"
>;

/** One update for one topic or bus. */
type Forward = { readonly update: Update; readonly targetArn: string; readonly envelope: Fields };

type Unsent = { readonly one: Forward; readonly reason: string };

/** A topic takes a few hundred messages a second, in some Regions. (Amazon SNS endpoints and quotas) */
const maxAtOnce = 4;

/** What is not tried by then, or in a third of the time that is left, is parked: the rest of the invocation needs its time. */
const longestMilliseconds = 8000;

/** A forward as the history keeps it, among the states of its subject: a retry of the message does not forward twice. */
const forwardedOf = ({ update, targetArn }: Forward): Identity | undefined =>
  update.identity && {
    subject: update.identity.subject,
    state: `forwarded ${updateIdOf(update)} ${targetArn}`,
    facts: [],
  };

/** So that no event is larger than the 256 KB that SNS and EventBridge take, even if every letter is escaped. */
const maxTextLength = 2000;

/** An envelope with texts of a length and form that every receiver takes: AWS's, and names, may be anything. */
const sendable = (envelope: object): Fields =>
  jsonFieldsOf(
    JSON.stringify(envelope, (_name, value: unknown) =>
      typeof value === "string" ? value.slice(0, maxTextLength).replace(/\p{Cs}/gu, "\uFFFD") : value,
    ),
  ) ?? {};

/** What is to be sent, without what was sent before. */
const forwardsOf = (
  updates: readonly Rendered<Update>[],
  renderContext: RenderContext,
  { history, now }: ForwardContext,
): readonly Forward[] =>
  updates.flatMap((update) => {
    const event = backupUpdateOf(update, renderContext);
    return (update.forwards ?? []).flatMap((targetArn) => {
      const { accountId = "", region = "" } = parseArn(targetArn) ?? {};
      const sent = { id: event.detail.id, at: new Date(now()), accountId, region };
      const forward = { update, targetArn, envelope: sendable(envelopeOf(event, sent)) };
      const identity = forwardedOf(forward);
      return identity && history.noveltyOf(identity) === "duplicate" ? [] : [forward];
    });
  });

/** Sends a few at a time. Returns what its target does not have, and why. */
const sendAll = async (
  forwards: readonly Forward[],
  { aws, now, remainingMilliseconds }: ForwardContext,
): Promise<readonly Unsent[]> => {
  const sendTo = createSendTo(aws);
  const endsAt = now() + Math.min(longestMilliseconds, remainingMilliseconds() / 3);
  const left = forwards.values();
  const unsent: Unsent[] = [];
  const sendInTurn = async (): Promise<void> => {
    for (const one of left) {
      const reason =
        now() < endsAt ? await sendTo(one.targetArn, one.envelope) : "too many to forward in the time";
      if (reason !== undefined) unsent.push({ one, reason });
    }
  };
  await Promise.all(Array.from({ length: maxAtOnce }, sendInTurn));
  return unsent;
};

/**
 * Sends updates to the topics and buses that routes name. What one does not take waits in the dead-letter queue as a letter
 * for that target alone: it holds back no message and repeats none. Never throws.
 */
export const forward = async (
  updates: readonly Rendered<Update>[],
  renderContext: RenderContext,
  context: ForwardContext,
): Promise<void> => {
  const { history, log, queue } = context;
  const forwards = forwardsOf(updates, renderContext, context);
  const unsent = await sendAll(forwards, context);
  const parked =
    unsent.length === 0
      ? []
      : await queue.park(
          unsent.map(({ one: { targetArn, envelope }, reason }) => ({
            body: JSON.stringify({ forward: targetArn, event: envelope }),
            reason: `${targetArn} did not take the event: ${reason}`,
          })),
        );
  const lost = new Set<Forward>();
  for (const [index, { one, reason }] of unsent.entries()) {
    const { update, targetArn: target, envelope } = one;
    log({
      outcome: parked[index] ? "forward-parked" : "forward-lost",
      ...logFieldsOf(update.event),
      target,
      reason,
    });
    if (parked[index]) continue;
    lost.add(one);
    log({ outcome: "content", ...logFieldsOf(update.event), ...contentOf(JSON.stringify(envelope)) });
  }
  for (const one of forwards) {
    const identity = forwardedOf(one);
    if (identity && !lost.has(one)) history.remember(identity);
  }
};
