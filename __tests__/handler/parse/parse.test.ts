import type { BackupEvent } from "../../../handler/model/event";
import { messageKindOf } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import {
  eventBridgeEvents,
  eventBridgeThroughQueue,
  eventBridgeThroughSns,
} from "../../fixtures/eventbridge-events";
import { throughQueue, throughRawQueue, throughSns, vaultEvents } from "../../fixtures/vault-events";

const only = (input: unknown): BackupEvent => {
  const { records } = parse(input);
  expect(records).toHaveLength(1);
  const [record] = records;
  if (record === undefined) throw new Error("no record");
  return record.event;
};

const vaultEvent = (name: string) => {
  const found = vaultEvents.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no fixture named ${name}`);
  return found;
};

const eventBridgeEvent = (name: string) => {
  const found = eventBridgeEvents.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no fixture named ${name}`);
  return found;
};

/** Raw delivery leaves out subject and topic: Region, time, and the account where no attribute names it. */
const withoutOrigin = ({ origin: _, ...event }: BackupEvent) => event;

describe("a vault event", () => {
  test.each(vaultEvents)("is read: $name", (fixture) => {
    expect(only(throughSns(fixture))).toMatchSnapshot();
  });

  test.each(vaultEvents)("reads the same through a queue: $name", (fixture) => {
    expect(only(throughQueue(fixture))).toEqual(only(throughSns(fixture)));
  });

  test.each(vaultEvents)(
    "reads the same with raw message delivery, but for the envelope: $name",
    (fixture) => {
      expect(withoutOrigin(only(throughRawQueue(fixture)))).toEqual(withoutOrigin(only(throughSns(fixture))));
    },
  );

  test.each([
    "backup completed, documented wording",
    "backup completed, live wording of an EC2 instance",
    "backup failed",
    "copy failed, without any ARN",
    "restore completed",
  ])("keeps its job id where the attributes are lost: %s", (name) => {
    const whole = only(throughSns(vaultEvent(name)));
    const bare = only(throughSns({ ...vaultEvent(name), attributes: {} }));
    if (whole.kind !== "job" || bare.kind !== "job") throw new Error("not a job");
    expect(bare.jobId).toBe(whole.jobId);
    expect(bare.jobType).toBe(whole.jobType);
    expect(bare.details.resourceArn).toBe(whole.details.resourceArn);
  });

  test("never takes its outcome from words: without a State a failure's text proves nothing", () => {
    const event = only(throughSns({ ...vaultEvent("copy failed, without any ARN"), attributes: {} }));
    expect(event).toMatchObject({ kind: "job", phase: "unknown" });
    expect(event).not.toHaveProperty("state");
  });

  test("takes the outcome of a subscription's name, should AWS send one as EventType", () => {
    const { Id, AccountId } = vaultEvent("backup failed").attributes;
    const attributes = { EventType: "BACKUP_JOB_EXPIRED", Id: Id ?? "", AccountId: AccountId ?? "" };
    expect(only(throughSns({ ...vaultEvent("backup failed"), attributes }))).toMatchObject({
      phase: "expired",
    });
  });

  test("keeps the dots of an S3 bucket's name", () => {
    expect(only(throughSns(vaultEvent("continuous backup interrupted")))).toMatchObject({
      resourceArn: "arn:aws:s3:::invoices.example.com",
    });
  });

  test("that is unknown keeps its type and its text", () => {
    expect(only(throughSns(vaultEvent("an event type that AWS adds one day")))).toMatchObject({
      kind: "unrecognized",
      what: "VAULT_TEMPERATURE_HIGH",
      raw: "Something new happened.",
    });
  });

  test("of send-test is a test and nothing else", () => {
    const attributes = { EventType: "BACKUP_NOTIFICATIONS_TEST", Id: "3f1c" };
    expect(only(throughSns({ name: "", message: "Test message", attributes }))).toMatchObject({
      kind: "test",
      testId: "3f1c",
    });
  });
});

describe("a raw notification", () => {
  const raw = (body: string) => ({
    Records: [{ messageId: "m-1", body, awsRegion: "eu-west-1", eventSource: "aws:sqs" }],
  });

  test("without a Region gets that of its queue, and so of the function", () => {
    expect(only(raw("An AWS Copy job was completed. Copy Job Id : J-1")).origin).toMatchObject({
      region: "eu-west-1",
    });
  });

  test("keeps the Region that its ARN names", () => {
    const text =
      "An AWS Backup job failed. Resource ARN : arn:aws:ec2:us-east-1:1:volume/vol-1. BackupJob ID : J-1";
    expect(only(raw(text)).origin).toMatchObject({ region: "us-east-1" });
  });
});

describe("an EventBridge event", () => {
  test.each(eventBridgeEvents)("is read: $name", ({ event }) => {
    expect(only(event)).toMatchSnapshot();
  });

  test.each(eventBridgeEvents)("reads the same through SNS and through a queue: $name", (fixture) => {
    expect(only(eventBridgeThroughSns(fixture))).toEqual(only(fixture.event));
    expect(only(eventBridgeThroughQueue(fixture))).toEqual(only(fixture.event));
  });

  test("of another service is shown, not judged", () => {
    const event = { source: "aws.ec2", "detail-type": "EC2 Instance State-change Notification", detail: {} };
    expect(only(event)).toMatchObject({
      kind: "unrecognized",
      what: "aws.ec2: EC2 Instance State-change Notification",
    });
  });

  test("of a finished scan that found threats is a danger, although its state is COMPLETED", () => {
    expect(only(eventBridgeEvent("scan completed, threats found").event)).toMatchObject({
      severity: "danger",
      state: "threats found",
    });
  });

  test("of an unknown destination does not show {} as a recovery point", () => {
    const event = only(eventBridgeEvent("copy running, its destination not known yet").event);
    expect(event.kind === "job" && event.details).not.toHaveProperty("recoveryPointArn");
  });
});

describe("a batch", () => {
  test("from the queue keeps each message's id, for partial batch answers", () => {
    const [first, second] = [
      throughQueue(vaultEvent("backup failed")),
      throughRawQueue(vaultEvent("backup expired")),
    ];
    const records = [
      ...first.Records,
      ...second.Records.map((record) => ({ ...record, messageId: "other" })),
    ];
    const batch = parse({ Records: records });
    expect(batch.delivery).toBe("queue");
    expect(batch.records.map((record) => record.message?.id)).toEqual([first.Records[0]?.messageId, "other"]);
    expect(batch.records.map((record) => messageKindOf(record.event))).toEqual([
      "backup.failed",
      "backup.expired",
    ]);
  });

  test("of which only a part came from the queue is the queue's: that part must be able to come back", () => {
    const records = [...throughSns(vaultEvent("backup failed")).Records, { messageId: "m", body: "x" }];
    expect(parse({ Records: records }).delivery).toBe("queue");
  });

  test("keeps what is needed to put a message away: its text and its attributes, as they came", () => {
    const { Records } = throughRawQueue(vaultEvent("backup failed"));
    expect(parse({ Records }).records[0]).toMatchObject({
      body: Records[0]?.body,
      attributes: Records[0]?.messageAttributes,
    });
    const { event } = eventBridgeEvent("backup failed");
    expect(parse(event).records[0]?.body).toBe(JSON.stringify(event));
  });

  test("by direct delivery carries every record, not only the first", () => {
    const records = vaultEvents.slice(0, 3).flatMap((fixture) => throughSns(fixture).Records);
    const batch = parse({ Records: records });
    expect(batch).toMatchObject({ delivery: "direct" });
    expect(batch.records).toHaveLength(3);
  });
});

describe("an envelope in an envelope", () => {
  const eventBridge = JSON.stringify(eventBridgeEvent("backup failed").event);
  const within = (text: string, times: number): string =>
    times === 0 ? text : JSON.stringify({ Message: within(text, times - 1), Subject: `level ${times}` });
  const queued = (body: string) => only({ Records: [{ messageId: "m", body }] });

  test.each([0, 1, 2])("is read: EventBridge in %i envelopes of SNS, through a queue", (times) => {
    expect(queued(within(eventBridge, times))).toMatchObject({ kind: "job", phase: "failed" });
  });

  test("is a loop beyond that, and shown as it came", () => {
    expect(queued(within(eventBridge, 3))).toMatchObject({
      kind: "unrecognized",
      what: "level 1",
      raw: eventBridge.slice(0, 2000),
    });
  });
});

describe("what no parser knows", () => {
  const sns = (fields: object) => only({ Records: [{ Sns: fields }] });

  test.each<readonly [string, unknown, string]>([
    ["the subject of a foreign message", sns({ Message: "Shipped.", Subject: "Shop" }), "Shop"],
    ["text without a subject", sns({ Message: "Shipped." }), "text"],
    ["JSON without a subject", sns({ Message: '{"AlarmName":"cpu"}' }), "JSON"],
    ["the subject of foreign JSON", sns({ Message: '{"AlarmName":"cpu"}', Subject: "ALARM" }), "ALARM"],
    ["a record without an id", only({ Records: [{ body: "x" }] }), "a record of an unknown kind"],
    [
      "a record without a text",
      only({ Records: [{ messageId: "m", body: 7 }] }),
      "a record of an unknown kind",
    ],
    ["half an EventBridge event", only({ source: "aws.backup", detail: {} }), "an event of an unknown kind"],
    ["its other half", only({ "detail-type": "Backup Job State Change" }), "an event of an unknown kind"],
  ])("is named by %s", (_name, event, what) => {
    expect(event).toMatchObject({ kind: "unrecognized", what });
  });
});

describe("garbage", () => {
  const loop = (depth: number): string =>
    depth === 0 ? "end" : JSON.stringify({ Type: "Notification", Message: loop(depth - 1) });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an empty batch", { Records: [] }],
    ["a batch that is no list", { Records: "x" }],
    ["a text", "hello"],
    ["a number", 7],
    ["a list", [1, 2]],
    ["a record that is null", { Records: [null] }],
    ["a record of another service", { Records: [{ eventSource: "aws:s3", s3: { bucket: { name: "b" } } }] }],
    ["an SNS record without a message", { Records: [{ Sns: { Subject: "x" } }] }],
    ["a queue record with an empty body", { Records: [{ messageId: "m", body: "" }] }],
    ["a queue record with binary", { Records: [{ messageId: "m", body: "\u0000\u0001\ufffd\ud800" }] }],
    ["a queue record with broken JSON", { Records: [{ messageId: "m", body: '{"detail-type": ' }] }],
    [
      "JSON of another service",
      { Records: [{ Sns: { Message: '{"AlarmName":"cpu"}', Subject: "ALARM: cpu" } }] },
    ],
    [
      "a foreign SNS message",
      { Records: [{ Sns: { Message: "Your order has shipped.", Subject: "Shop" } }] },
    ],
    ["300 KB of text", { Records: [{ Sns: { Message: "x".repeat(300_000) } }] }],
    ["messages within messages", { Records: [{ messageId: "m", body: loop(12) }] }],
  ])("becomes one unrecognized event: %s", (_name, input) => {
    const event = only(input);
    expect(event.kind).toBe("unrecognized");
    expect(event.kind === "unrecognized" && event.raw.length).toBeLessThanOrEqual(3000);
  });

  test("that JSON cannot show becomes an unrecognized event too", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(only(cycle).kind).toBe("unrecognized");
    expect(only({ count: 1n }).kind).toBe("unrecognized");
  });

  test("in a job's fields is left out, the rest is kept", () => {
    const { event } = eventBridgeEvent("backup completed");
    const detail = {
      ...event.detail,
      backupSizeInBytes: "many",
      creationDate: "0001-01-01",
      resourceType: 7,
    };
    const parsed = only({ ...event, detail, resources: "none", time: "later" });
    if (parsed.kind !== "job") throw new Error("not a job");
    expect(parsed.phase).toBe("completed");
    expect(parsed.details).not.toHaveProperty("sizeBytes");
    expect(parsed.details).not.toHaveProperty("startedAt");
    expect(parsed.details).not.toHaveProperty("resourceType");
    expect(parsed.origin).not.toHaveProperty("sentAt");
  });

  test("named like an object's own parts finds nothing in our tables", () => {
    for (const word of ["constructor", "__proto__", "toString"]) {
      expect(only({ source: "aws.backup", "detail-type": word, detail: {} }).kind).toBe("unrecognized");
      const attributes = { EventType: "BACKUP_JOB", State: word };
      expect(only(throughSns({ name: "", message: "", attributes }))).toMatchObject({ phase: "unknown" });
    }
  });
});
