import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { StackOutputs } from "../../src/outputs";
import { queueArnOf } from "../aws/stage-arns";
import { bodyOf, type DeadLetter, ownAttributes } from "./dead-letter";
import type { Destination } from "./destination";

const answerSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional(),
  errorMessage: z.string().optional(),
});

/** An attribute as Lambda passes it on. (Lambda Developer Guide, Using Lambda with Amazon SQS) */
const lambdaAttributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue) => ({
  dataType: DataType,
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
  stringListValues: [],
  binaryListValues: [],
});

/** The event with which an event source mapping on the dead-letter queue would invoke the function. */
export const eventOf = (letters: readonly DeadLetter[], outputs: StackOutputs) => ({
  Records: letters.map((letter) => ({
    messageId: letter.messageId,
    receiptHandle: letter.receiptHandle,
    body: bodyOf(letter),
    attributes: letter.attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(ownAttributes(letter)).map(([name, value]) => [name, lambdaAttributeOf(value)]),
    ),
    eventSource: "aws:sqs",
    eventSourceARN: queueArnOf(outputs.dead_letter_queue_url, outputs),
    awsRegion: outputs.region,
  })),
});

const answerOf = (payload: Uint8Array | undefined): z.infer<typeof answerSchema> => {
  try {
    return answerSchema.parse(JSON.parse(Buffer.from(payload ?? []).toString("utf8")));
  } catch {
    // An unreadable answer proves nothing, so no dead letter is accepted.
    return { errorMessage: "the function returned an unreadable answer" };
  }
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
    const accepted = letters.filter(({ messageId }) => !failed.has(messageId));
    if (accepted.length === letters.length) return { accepted };
    return { accepted, problem: "Slack did not accept some; the notifier's log shows why" };
  };
