import { type EditDue, ownEventBody } from "../../../handler/model/own-event";
import { ownEventOf, withOwn } from "../../../handler/parse/own-event";
import { parse } from "../../../handler/parse/parse";

const due: EditDue = {
  source: "backup-notifications.notifier",
  detailType: "Edit Due",
  detail: { schema: 1, subjects: ["backup|a1b2|111122223333|eu-west-1"], round: 3 },
};

const body = ownEventBody(due, {
  id: "5c9d0e1f",
  at: new Date("2026-08-22T04:03:00Z"),
  accountId: "111122223333",
  region: "eu-west-1",
});

const changed = (fields: object): string => JSON.stringify({ ...JSON.parse(body), ...fields });
const withDetail = (detail: object): string => changed({ detail: { ...due.detail, ...detail } });

const queued = (...bodies: readonly string[]) =>
  parse({
    Records: bodies.map((one, index) => ({
      messageId: `message-${index}`,
      receiptHandle: "receipt",
      body: one,
      attributes: { ApproximateReceiveCount: "2" },
      eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
    })),
  });

const throughSns = (Message: string): string =>
  JSON.stringify({ Type: "Notification", MessageId: "m", TopicArn: "arn", Subject: "x", Message });

const shown = (batch: ReturnType<typeof parse>) =>
  batch.records.map(({ event }) => (event.kind === "unrecognized" ? event.what : event.kind));

describe("an event of our own", () => {
  test("has EventBridge's envelope", () => {
    expect(JSON.parse(body)).toEqual({
      version: "1",
      id: "5c9d0e1f",
      source: "backup-notifications.notifier",
      "detail-type": "Edit Due",
      time: "2026-08-22T04:03:00.000Z",
      account: "111122223333",
      region: "eu-west-1",
      detail: due.detail,
    });
  });

  test("is read as it was written, whatever a newer function adds", () => {
    expect(ownEventOf(body)).toEqual(due);
    expect(ownEventOf(changed({ trace: "1-2-3" }))).toEqual(due);
    expect(ownEventOf(withDetail({ priority: 1 }))).toEqual(due);
  });

  test.each([
    ["another version", changed({ version: "2" })],
    ["another schema", withDetail({ schema: 2 })],
    ["another kind", changed({ "detail-type": "Edit Done" })],
    ["another function", changed({ source: "backup-notifications.watch" })],
    ["the name of a method", changed({ "detail-type": "toString", source: "" })],
    ["no subjects", withDetail({ subjects: "all" })],
    ["no round", withDetail({ round: -1 })],
    ["no detail", changed({ detail: null })],
    ["SNS's envelope", throughSns(body)],
    ["no envelope", "Edit Due"],
  ])("is not understood with %s", (_name, other) => {
    expect(ownEventOf(other)).toBeUndefined();
  });
});

describe("a batch with events of our own", () => {
  test("has them apart from what is reported, each with its message", () => {
    const batch = withOwn(queued("hello", body));
    expect(shown(batch)).toEqual(["text"]);
    expect(batch).toMatchObject({
      delivery: "queue",
      own: [{ event: due, message: { id: "message-1", receiveCount: 2 } }],
    });
  });

  test("shows those that this version does not know, like any other event", () => {
    const unknown = changed({ source: "backup-notifications.restore-test", "detail-type": "Test Passed" });
    const batch = withOwn(queued(unknown));
    expect(batch.own).toEqual([]);
    expect(shown(batch)).toEqual(["backup-notifications.restore-test: Test Passed"]);
  });

  test.each([
    ["through SNS", queued(throughSns(body))],
    ["directly from SNS", parse({ Records: [{ Sns: JSON.parse(throughSns(body)) }] })],
    ["directly from EventBridge", parse(JSON.parse(body))],
  ])("shows those that come %s: anyone may have sent them", (_name, batch) => {
    expect(withOwn(batch)).toEqual({ ...batch, own: [] });
    expect(shown(batch)).toEqual(["backup-notifications.notifier: Edit Due"]);
  });
});
