import { setTimeout } from "node:timers/promises";
import { http } from "../aws/http";
import { createAws } from "../aws/request";
import { dateOf, fieldsOf } from "../model/fields";
import { check } from "./check";
import { type DigestLine, sendDigest } from "./digest/digest";
import { readWatchEnv } from "./env";
import { checkMetrics } from "./metrics";
import type { WatchLine } from "./watch-context";

const { settings, placeOf } = readWatchEnv(process.env);
const aws = createAws(http, process.env);

const write = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const log = (line: WatchLine | DigestLine): void => write({ time: new Date().toISOString(), ...line });

/**
 * Lambda's entry point, for what EventBridge Scheduler sends: see `WatchTask`.
 * @throws Error where a check is not complete or a digest was not sent, so that Scheduler tries again and Lambda's error count triggers the alarm
 */
export const handler = async (
  event: unknown,
  context: { readonly invokedFunctionArn: string },
): Promise<void> => {
  const task = fieldsOf(event)?.["task"];
  if (task !== "check" && task !== "digest") {
    throw new Error(
      `the watch does not know the task ${JSON.stringify(task)}; it knows "check" and "digest"`,
    );
  }
  const env = placeOf(context.invokedFunctionArn);
  // A stand-in of the Scheduler may leave the placeholder as it is.
  const now = dateOf(fieldsOf(event)?.["scheduledAt"]) ?? new Date();
  const elapsed = (): number => performance.now();
  const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
  if (task === "digest") {
    const { problem } = await sendDigest({ aws, settings, env, now, sleep, elapsed, log });
    if (problem !== undefined) throw new Error(problem);
    return;
  }
  const result = await check({ aws, settings, env, now, sleep, elapsed, log });
  write(checkMetrics(result, env.stage, new Date()));
  if (result.problem !== undefined) throw new Error(result.problem);
};
