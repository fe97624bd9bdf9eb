import { countOf, fieldsOf } from "../../model/fields";
import type { Answer } from "../answer";
import type { WatchPlace } from "../watch-context";
import type { Asker } from "./asker";
import { json } from "./requests";

/** Without the delayed ones: only the notifier delays messages, with which it reminds itself of a run; AWS's are never delayed. */
const countNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;

/**
 * How many messages wait in queues, those that are being processed or tried again included. SQS does not say how old they are.
 */
export const askWaiting = async (
  { ask }: Asker,
  { waitingQueueUrls }: Pick<WatchPlace, "waitingQueueUrls">,
): Promise<Answer<number>> => {
  const counts = await Promise.all(
    waitingQueueUrls.map((QueueUrl) =>
      ask(
        json(
          "sqs",
          "1.0",
          "AmazonSQS.GetQueueAttributes",
          { QueueUrl, AttributeNames: countNames },
          (answer) => {
            const attributes = fieldsOf(answer["Attributes"]);
            const each = countNames.map((name) => countOf(attributes?.[name]));
            return each.includes(undefined)
              ? undefined
              : each.reduce<number>((sum, count = 0) => sum + count, 0);
          },
        ),
      ),
    ),
  );
  return counts.reduce<Answer<number>>(
    (sum, one) =>
      sum.is === "unknown" || one.is === "unknown"
        ? sum.is === "unknown"
          ? sum
          : one
        : { is: "known", value: sum.value + one.value },
    { is: "known", value: 0 },
  );
};
