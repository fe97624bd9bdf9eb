import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Depth } from "../aws/queue-depth";
import { runCheck } from "../doctor/check";
import { slackCheck } from "../doctor/checks/slack";
import { sentenceOf } from "../doctor/finding";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { Failure, wrongUsage } from "../program/failure";
import { typed } from "../program/npm-command";
import type { StageRequest } from "../program/stage-request";
import { type DeadLetter, reasonOf } from "../redrive/dead-letter";
import { type DeadLetterQueue, openDeadLetterQueue } from "../redrive/dead-letter-queue";
import { type Destination, toFunction, toQueue } from "../redrive/destination";
import { apartFromForwards } from "../redrive/forward-letter";
import { type Redriven, redriveLetters } from "../redrive/redrive-letters";
import { readDeployedStack } from "../stack/deployed-stack";

type RedriveRequest = StageRequest<{ readonly yes: boolean }>;

const itOrThem = (count: number): string => (count === 1 ? "it" : "them");

/** Reasons with the number of read dead letters that have them, most frequent first. */
const reasonsOf = (letters: readonly DeadLetter[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const reason of letters.map(reasonOf)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
};

const printReasons = (
  letters: readonly DeadLetter[],
  count: number,
  { inFlight }: Depth,
  { terminal }: Context,
): void => {
  const held = inFlight > 0 ? ` (${inFlight} in flight: another consumer holds ${itOrThem(inFlight)})` : "";
  const some = letters.length < count ? `, of which ${letters.length} were read` : "";
  terminal.say(`${counted(count, "event")} in the dead-letter queue${held}${some}:`);
  for (const [reason, times] of reasonsOf(letters)) terminal.say(`  ${times} x ${reason}`);
};

const warnOfRejectedSecret = async (outputs: StackOutputs, context: Context): Promise<void> => {
  const aws = context.awsConfig(outputs.region);
  const { findings } = await runCheck(slackCheck({ outputs, aws }));
  for (const finding of findings) {
    if (finding.verdict === "ok") continue;
    const consequence = finding.verdict === "problem" ? " The events would only be parked again." : "";
    context.terminal.warn(`Warning: ${sentenceOf(finding)}.${consequence}`);
  }
};

const askConsent = async (
  { flags }: RedriveRequest,
  outputs: StackOutputs,
  { terminal }: Context,
): Promise<void> => {
  if (flags.yes) return;
  if (!terminal.isInteractive) {
    throw wrongUsage(
      `there is no terminal to ask; once the cause is fixed, run ${typed("redrive", outputs, "--yes")}`,
    );
  }
  if (await terminal.confirm("Is the cause fixed? Send the events back now?")) return;
  throw new Failure("Cancelled. Nothing was changed.");
};

const destinationOf = (outputs: StackOutputs, sqs: SQSClient, context: Context): Destination => {
  const aws = context.awsConfig(outputs.region);
  const destination =
    outputs.delivery === "queue"
      ? toQueue(outputs.queue_url, sqs)
      : toFunction(outputs, connect(LambdaClient, aws));
  return apartFromForwards(destination, outputs, aws);
};

/** Says what was sent where. */
const sayWhatWasSent = (
  { movedCount, forwardedCount }: Redriven,
  outputs: StackOutputs,
  { terminal }: Context,
): void => {
  const count = movedCount - forwardedCount;
  if (forwardedCount > 0)
    terminal.say(`Forwarded ${counted(forwardedCount, "event")} to topics and buses, not to Slack.`);
  if (count === 0 && forwardedCount > 0) return;
  terminal.say(
    outputs.delivery === "queue"
      ? `Sent ${counted(count, "event")} back to the queue; ${count === 1 ? "it reaches" : "they reach"} Slack within minutes.`
      : `The notifier accepted ${counted(count, "event")}; what Slack rejected again is parked again.`,
  );
};

const sendBack = async (
  queue: DeadLetterQueue,
  maxCount: number,
  destination: Destination,
  outputs: StackOutputs,
  context: Context,
): Promise<void> => {
  const { terminal, signal } = context;
  const again = typed("redrive", outputs);
  context.ifInterrupted(
    `What was not sent back is still in the dead-letter queue. To resume in two minutes: ${again}`,
  );
  const redriven = await terminal.step("Sending the events back", (report) =>
    redriveLetters(queue, destination, { maxCount, report, signal }),
  );
  const { movedCount, kept, problem } = redriven;
  const left = maxCount - movedCount - kept.length;
  if (problem !== undefined) {
    throw new Failure(
      `${movedCount} of ${counted(maxCount, "event")} sent back, then ${problem}; fix that and run ${again} again`,
    );
  }
  sayWhatWasSent(redriven, outputs, context);
  const [first] = kept;
  if (first !== undefined) {
    throw new Failure(
      `${counted(kept.length, "event")} could not be forwarded and ${kept.length === 1 ? "is" : "are"} still in the dead-letter queue: ${first.reason}; fix that and run ${again} again`,
    );
  }
  if (left > 0) {
    terminal.say(
      `${counted(left, "event")} could not be received: another consumer holds them for two minutes, or the count of SQS was too high. Check again then: ${again}`,
    );
  }
  if (left === 0 && (await queue.peek()).length > 0) {
    terminal.say(
      `The dead-letter queue still holds events: SQS counted too few, or some were parked again. Send them back once the cause is fixed: ${again}`,
    );
  }
  terminal.say(`To see whether any were parked again: ${typed("doctor", outputs)}`);
};

/**
 * Ends a run that received no event: only a queue that counts none either is empty.
 * @throws Failure where it counts some.
 */
const endWithNothingReceived = (
  { waiting, inFlight }: Depth,
  outputs: StackOutputs,
  { terminal }: Context,
): void => {
  const queue = `the dead-letter queue of stage ${outputs.stage}`;
  const again = `run ${typed("redrive", outputs)} again in two minutes`;
  if (inFlight > 0) {
    throw new Failure(
      `${counted(inFlight, "event")} in ${queue} could not be received, because another consumer holds ${itOrThem(inFlight)}; ${again}`,
    );
  }
  if (waiting > 0)
    throw new Failure(`${queue} counts ${counted(waiting, "event")} and returned none; ${again}`);
  terminal.say(`Nothing to do: ${queue} is empty.`);
};

/** Sends parked events back to be delivered. */
export const redrive = async (request: RedriveRequest, context: Context): Promise<void> => {
  const outputs = await readDeployedStack(request, "redrive", context);
  const sqs = connect(SQSClient, context.awsConfig(outputs.region));
  const queue = openDeadLetterQueue(outputs.dead_letter_queue_url, sqs);
  const depth = await queue.depth();
  const letters = await queue.peek();
  if (letters.length === 0) {
    endWithNothingReceived(depth, outputs, context);
    return;
  }
  // SQS's numbers are approximate, and may be too low. (Amazon SQS API reference, GetQueueAttributes)
  const count = Math.max(depth.waiting + depth.inFlight, letters.length);
  printReasons(letters, count, depth, context);
  await warnOfRejectedSecret(outputs, context);
  await askConsent(request, outputs, context);
  await sendBack(queue, count, destinationOf(outputs, sqs, context), outputs, context);
};
