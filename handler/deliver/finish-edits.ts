// Loaded where a channel's messages can be edited, or where edits are due.
import { randomUUID } from "node:crypto";
import type { Invocation } from "../context";
import { parseArn } from "../model/arn";
import type { Batch } from "../model/batch";
import { type EditDue, ownEventBody } from "../model/own-event";

/** Slack counts edits per minute. */
const delaySeconds = 60;

/** Makes edits that are due, and leaves to a later invocation, by an event in our own queue, what this one could not make. */
export const finishEdits = async (
  { records, own = [] }: Batch,
  {
    channels,
    queue,
    log,
    now,
    remainingMilliseconds,
  }: Pick<Invocation, "channels" | "queue" | "log" | "now" | "remainingMilliseconds">,
): Promise<void> => {
  const dues = own.flatMap(({ event }) => (event.detailType === "Edit Due" ? [event] : []));
  const [queueArn = ""] = [...records, ...own].flatMap(({ message }) => message?.queueArn ?? []);
  const later = async (due: EditDue): Promise<string | undefined> => {
    const { accountId = "", region = "" } = parseArn(queueArn) ?? {};
    if (accountId === "" || region === "") return "no queue of the notifier's brings the edit back";
    const body = ownEventBody(due, { id: randomUUID(), at: new Date(now()), accountId, region });
    return queue.send(queueArn, body, delaySeconds);
  };
  const { finishEdits } = channels();
  if (finishEdits) await finishEdits(dues, later, remainingMilliseconds);
  else {
    const reason = "this stage's messages cannot be edited: its channel is a webhook";
    for (const id of dues.flatMap(({ detail }) => detail.subjects))
      log({ outcome: "edit-skipped", id, reason });
  }
};
