import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import { jsonFieldsOf } from "../../handler/model/fields";
import type { StackOutputs } from "../../src/outputs";
import { queueArnOf } from "../aws/stage-arns";
import { bodyOf, type DeadLetter, ownAttributes } from "./dead-letter";

/** A letter that stays, and why; it concerns no other letter. */
export type Kept = { readonly letter: DeadLetter; readonly reason: string };

/** The outcome of a batch. What is not accepted stays in the dead-letter queue. */
type Acceptance = {
  readonly accepted: readonly DeadLetter[];
  /** Why some were not, in a sentence, so that nothing more is to be sent; absent where all were, or were kept. */
  readonly problem?: string;
  readonly kept?: readonly Kept[];
};

/** Where dead letters are sent, at most ten per call. One is accepted once it is stored or delivered there. */
export type Destination = (letters: readonly DeadLetter[]) => Promise<Acceptance>;

const accept = (
  letters: readonly DeadLetter[],
  isAccepted: (letter: DeadLetter, index: number) => boolean,
  problem: string,
): Acceptance => {
  const accepted = letters.filter(isAccepted);
  return accepted.length === letters.length ? { accepted } : { accepted, problem };
};

const entryOf = (letter: DeadLetter, index: number): SendMessageBatchRequestEntry => {
  const attributes = ownAttributes(letter);
  return {
    Id: String(index),
    MessageBody: bodyOf(letter),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: { ...attributes } }),
  };
};

/**
 * Sends dead letters to the delivery queue. SQS's own StartMessageMoveTask only moves messages that SQS itself put
 * into the dead-letter queue, not those of SNS, EventBridge or Lambda, and it continues as long as the queue is not
 * empty, even with messages that were just parked again. (Amazon SQS API reference, StartMessageMoveTask)
 */
export const toQueue =
  (QueueUrl: string, sqs: SQSClient): Destination =>
  async (letters) => {
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl, Entries: letters.map(entryOf) }),
    );
    const sent = new Set(Successful.map(({ Id }) => Id));
    const reason = Failed[0]?.Code ?? "AWS gave no reason";
    return accept(letters, (_, index) => sent.has(String(index)), `the queue rejected some (${reason})`);
  };

/** An attribute as Lambda passes it on. (Lambda Developer Guide, Using Lambda with Amazon SQS) */
const lambdaAttributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue) => ({
  dataType: DataType,
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
  stringListValues: [],
  binaryListValues: [],
});

/** The event with which an event source mapping on the dead-letter queue would invoke the function. */
const eventOf = (letters: readonly DeadLetter[], outputs: StackOutputs) => ({
  Records: letters.map((letter) => ({
    messageId: letter.MessageId,
    receiptHandle: letter.ReceiptHandle,
    body: bodyOf(letter),
    attributes: letter.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(ownAttributes(letter)).map(([name, value]) => [name, lambdaAttributeOf(value)]),
    ),
    eventSource: "aws:sqs",
    eventSourceARN: queueArnOf(outputs.dead_letter_queue_url, outputs),
    awsRegion: outputs.region,
  })),
});

const answerSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional(),
  errorMessage: z.string().optional(),
});

/** An unreadable answer proves nothing, so no dead letter is accepted. */
const answerOf = (payload: Uint8Array = new Uint8Array()): z.infer<typeof answerSchema> =>
  answerSchema.safeParse(jsonFieldsOf(Buffer.from(payload).toString("utf8"))).data ?? {
    errorMessage: "the function returned an unreadable answer",
  };

/** Invokes the notifier with dead letters, where there is no queue: it accepts what it does not report as failed. */
export const toFunction =
  (outputs: StackOutputs, lambda: LambdaClient): Destination =>
  async (letters) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: outputs.function_name,
        InvocationType: "RequestResponse",
        Payload: Buffer.from(JSON.stringify(eventOf(letters, outputs))),
      }),
    );
    const { batchItemFailures = [], errorMessage } = answerOf(Payload);
    if (FunctionError !== undefined || errorMessage !== undefined) {
      return { accepted: [], problem: `the notifier failed (${errorMessage ?? FunctionError})` };
    }
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    return accept(
      letters,
      ({ MessageId }) => !failed.has(MessageId),
      "Slack did not accept some; the notifier's log shows why",
    );
  };
