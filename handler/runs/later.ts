import { randomUUID } from "node:crypto";
import type { Invocation } from "../context";
import { ownEventBody, type RunDue } from "../model/own-event";
import { keyOf } from "./run-key";

/** Seconds until a run is looked at again, by how often it was: soon at first, since many runs take minutes. */
const delaysSeconds = [60, 120, 300];
const usualDelaySeconds = 600;

/** Brings a run back to the notifier later, through its own queue. Returns why it cannot. */
export const lookLater = async (
  detail: RunDue["detail"],
  queueArn: string,
  { queue, now }: Pick<Invocation, "queue" | "now">,
): Promise<string | undefined> => {
  const { accountId = "", region = "" } = keyOf(detail.run) ?? {};
  const due: RunDue = { source: "backup-notifications.notifier", detailType: "Run Due", detail };
  const body = ownEventBody(due, { id: randomUUID(), at: new Date(now()), accountId, region });
  return queue.send(queueArn, body, delaysSeconds[detail.round] ?? usualDelaySeconds);
};
