import { interpretBatch } from "../../handler/parse/interpret-batch";
import { parse } from "../../handler/parse/parse";
import { alarmMessage as alarm } from "../fixtures/cloudtrail-events";
import { messagesFor, queueOf } from "./support/messages";

const published = (message: object | string, more: object = {}) => ({
  Type: "Notification",
  MessageId: "aaaaaaaa-0000-4000-8000-000000000004",
  TopicArn: "arn:aws:sns:eu-west-1:111122223333:backup-notifications-dev",
  Message: typeof message === "string" ? message : JSON.stringify(message),
  Timestamp: "2026-08-22T04:03:00.000Z",
  Signature: "c2lnbmF0dXJl",
  ...more,
});

const eventOf = (source: string, detailType: string, detail: object) => ({
  source,
  "detail-type": detailType,
  id: "aaaaaaaa-0000-4000-8000-000000000005",
  account: "111122223333",
  region: "eu-west-1",
  time: "2026-08-22T04:03:00Z",
  detail,
});

describe("an alarm of CloudWatch", () => {
  const byEventBridge = eventOf("aws.cloudwatch", "CloudWatch Alarm State Change", {
    alarmName: alarm.AlarmName,
    state: { value: "ALARM", reason: alarm.NewStateReason },
    previousState: { value: "OK" },
    configuration: { description: alarm.AlarmDescription },
  });

  test.each([
    ["a topic", published(alarm)],
    ["EventBridge", byEventBridge],
    ["EventBridge through a topic", published(byEventBridge)],
  ])("is shown as one, with its name, state and reason: by %s", async (_way, body) => {
    const { messages } = await messagesFor(queueOf(body));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.color).toBe("warning");
    expect(messages[0]?.text).toMatch(
      /^CloudWatch alarm raised: backup-jobs-failed-main: Threshold Crossed: .*, eu-west-1, account 111122223333$/,
    );
    expect(messages[0]?.whole).toContain(alarm.NewStateReason);
    expect(messages[0]?.whole).toContain("Description  A backup job failed");
    expect(messages[0]?.whole).toContain("State before  OK");
    expect(messages[0]?.whole).toContain("Open alarm");
  });

  test("names its metric", async () => {
    const { messages } = await messagesFor(queueOf(published(alarm)));
    expect(messages[0]?.whole).toContain("Metric  AWS/Backup NumberOfBackupJobsFailed, BackupVaultName main");
  });

  test.each([
    ["OK", "CloudWatch alarm OK again", "good"],
    ["INSUFFICIENT_DATA", "CloudWatch alarm without data", "neutral"],
    ["NEW_STATE", "CloudWatch alarm new state", "neutral"],
  ])("in state %s is: %s", async (NewStateValue, title, color) => {
    const { messages } = await messagesFor(queueOf(published({ ...alarm, NewStateValue })));
    expect(messages[0]?.text.startsWith(`${title}: backup-jobs-failed-main`)).toBe(true);
    expect(messages[0]?.color).toBe(color);
  });
});

describe("a message that the notifier does not know", () => {
  test("is shown with all its fields, the most important first", async () => {
    const health = eventOf("aws.health", "AWS Health Event", {
      eventArn: "arn:aws:health:eu-west-1::event/BACKUP/X",
      service: "BACKUP",
      eventTypeCode: "AWS_BACKUP_OPERATIONAL_ISSUE",
      eventDescription: [{ language: "en_US", latestDescription: "Increased failure rates of backup jobs." }],
      affected: Array.from({ length: 20 }, (_, index) => `resource-${index}`),
    });
    const { messages } = await messagesFor(queueOf(health));
    expect(messages[0]?.text).toMatch(
      /^Unrecognized event: aws\.health: AWS Health Event: detail\.eventDescription\.0\.latestDescription: Increased failure rates of backup jobs\./,
    );
    expect(messages[0]?.whole).toContain("detail.affected.19: resource-19");
    expect(messages[0]?.color).toBe("warning");
  });

  test.each([
    [
      "published by Amazon RDS",
      { "Event Message": "Finished DB Instance backup", "Source ID": "orders" },
      "Event Message: Finished DB Instance backup",
    ],
    [
      "of an input transformer",
      { source: "aws.backup", state: "FAILED", backupJobId: "0a1b" },
      "state: FAILED",
    ],
  ])("begins with what it says: one %s", async (_kind, message, start) => {
    const { messages } = await messagesFor(queueOf(published(message, { Subject: "A subject" })));
    expect(messages[0]?.text.startsWith(`Unrecognized event: A subject: ${start}`)).toBe(true);
  });

  test("that is text is shown as it is, up to what a message holds", async () => {
    const text = `This is a test. ${"word ".repeat(500)}The end.`;
    const { messages } = await messagesFor(queueOf(published(text)));
    expect(messages[0]?.whole).toContain("The end.");
  });

  test("that asks to confirm a subscription does not show the token", async () => {
    const confirmation = published("You have chosen to subscribe.", {
      Type: "SubscriptionConfirmation",
      Token: "2336412f37fbTOKEN",
      SubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Token=2336412f37fbTOKEN",
    });
    const { messages } = await messagesFor(
      queueOf(
        confirmation,
        { ...confirmation, MessageId: "", Message: 1 },
        { ...confirmation, MessageId: "x" },
      ),
    );
    expect(messages).toHaveLength(3);
    expect(JSON.stringify(messages)).not.toContain("TOKEN");
  });
});

describe("what interprets such messages", () => {
  const batch = parse(queueOf(published(alarm)));

  test("is loaded only for them", async () => {
    const load = jest.fn();
    const known = parse(queueOf("An AWS Backup job failed. BackupJob ID : J-1"));
    expect(await interpretBatch(known, "dev", load)).toBe(known);
    expect(load).not.toHaveBeenCalled();
  });

  test.each([
    ["cannot be loaded", () => Promise.reject(new Error("gone"))],
    [
      "has a bug",
      async () => ({
        interpreted: () => {
          throw new TypeError("x");
        },
      }),
    ],
  ])("loses no event where it %s", async (_problem, load) => {
    expect(await interpretBatch(batch, "dev", load)).toBe(batch);
    expect(batch.records[0]?.event).toMatchObject({
      kind: "unrecognized",
      raw: expect.stringContaining("ALARM"),
    });
  });
});
