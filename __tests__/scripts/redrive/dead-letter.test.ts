import {
  bodyOf,
  type DeadLetter,
  inBatches,
  isDeadLetter,
  reasonOf,
} from "../../../scripts/redrive/dead-letter";

const letterOf = (changes: Partial<DeadLetter> = {}): DeadLetter => ({
  MessageId: "id",
  ReceiptHandle: "handle",
  Body: "{}",
  ...changes,
});

const noted = (notes: Record<string, string>): DeadLetter =>
  letterOf({
    MessageAttributes: Object.fromEntries(
      Object.entries(notes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  });

test.each([
  [
    "the notifier",
    noted({ ParkedBecause: "Slack rejected it", ERROR_MESSAGE: "older" }),
    "Slack rejected it",
  ],
  ["Lambda or SNS", noted({ ErrorCode: "429", ErrorMessage: "Rate exceeded" }), "Rate exceeded"],
  ["EventBridge", noted({ ERROR_CODE: "NO_PERMISSIONS", RULE_ARN: "arn" }), "NO_PERMISSIONS"],
  [
    "the queue",
    letterOf({ Attributes: { DeadLetterQueueSourceArn: "arn:aws:sqs:eu-west-1:111122223333:events" } }),
    "it was retried for more than a day; the notifier's log shows why it failed",
  ],
  ["no one", letterOf(), "AWS gave no reason"],
])("the reason of %s", (_who, letter, reason) => {
  expect(reasonOf(letter)).toBe(reason);
});

test("a reason has no control characters for the terminal", () => {
  expect(reasonOf(noted({ ParkedBecause: "a\u001b[2Jb\nc" }))).toBe("a [2Jb c");
});

test.each([
  ["an event of EventBridge", '{"detail-type":"x","source":"aws.backup"}'],
  ["an envelope of SNS", '{"Type":"Notification","Message":"m"}'],
  ["plain text", "An AWS Backup job failed."],
  ["a list of several records", '{"Records":[{"Sns":{"Message":"a"}},{"Sns":{"Message":"b"}}]}'],
  ["a record that is not SNS's", '{"Records":[{"s3":{}}]}'],
])("%s stays as it is", (_what, body) => {
  expect(bodyOf(letterOf({ Body: body }))).toBe(body);
});

test("Lambda's input is unpacked to what SNS sent", () => {
  const body = '{"Records":[{"EventSource":"aws:sns","Sns":{"Message":"m","MessageId":"1"}}]}';
  expect(bodyOf(letterOf({ Body: body }))).toBe('{"Message":"m","MessageId":"1"}');
});

test("a message without what every received message has is not a dead letter", () => {
  expect(isDeadLetter({ MessageId: "id", Body: "b" })).toBe(false);
  expect(isDeadLetter({ MessageId: "id", ReceiptHandle: "h", Body: "b" })).toBe(true);
});

test("a batch fits into a call, and what is too large is a batch by itself", () => {
  const sizes = [200, 200, 200, 900, 1].map((kibibytes) => letterOf({ Body: "x".repeat(kibibytes * 1024) }));
  expect(inBatches(sizes).map((batch) => batch.length)).toEqual([2, 1, 1, 1]);
  expect(inBatches([])).toEqual([]);
});
