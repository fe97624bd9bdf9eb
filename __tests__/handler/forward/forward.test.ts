import type { Aws, AwsRequest } from "../../../handler/aws/request";
import type { DeadLetter } from "../../../handler/aws/sqs";
import type { Notifier } from "../../../handler/context";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { notify } from "../../../handler/pipeline";
import type { Route } from "../../../handler/route/route";
import type { Channel } from "../../../handler/slack/channel";
import type { Delivery } from "../../../handler/slack/delivery-outcome";
import { throughQueue, vaultEvents } from "../../fixtures/vault-events";
import { newNotifier } from "../support/notifier";

const topic = "arn:aws:sns:eu-west-1:111122223333:on-call";
const bus = "arn:aws:events:eu-west-1:111122223333:event-bus/tickets";

const queued = (...names: readonly string[]) => ({
  Records: names.flatMap((name, index) => {
    const found = vaultEvents.find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return throughQueue(found).Records.map((record) => ({ ...record, messageId: `message-${index}` }));
  }),
});

/** AWS in which topics and buses answer like this. AWS Backup answers nothing. */
const awsWith = (answers: { readonly sns?: Aws; readonly events?: Aws } = {}) => {
  const asked: AwsRequest[] = [];
  const ok: Aws = async ({ service }) => ({
    status: 200,
    headers: {},
    body: service === "events" ? '{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}' : "<PublishResponse/>",
  });
  const aws: Aws = async (request) => {
    const { service } = request;
    if (service !== "sns" && service !== "events") return { status: 503, headers: {}, body: "" };
    asked.push(request);
    return (answers[service] ?? ok)(request);
  };
  return { aws, asked };
};

type Published = Readonly<Record<string, unknown>> & { readonly detail: Readonly<Record<string, unknown>> };

const publishedIn = ({ body = "" }: AwsRequest): Published =>
  JSON.parse(new URLSearchParams(body).get("Message") ?? "");

type Setting = Partial<Notifier> & {
  readonly routes?: readonly Route[];
  readonly slack?: Delivery;
  readonly park?: Notifier["queue"]["park"];
};

const delivered: Delivery = { outcome: "delivered", slackStatus: 200 };

/** Runs the whole notifier. */
const run = async (input: unknown, aws: Aws, setting: Setting = {}) => {
  const { routes = [{ forward: topic }], slack = delivered, park, ...parts } = setting;
  const parked: DeadLetter[] = [];
  const titles: string[] = [];
  const channel: Channel = {
    send: async ({ card }) => {
      titles.push(card.title);
      return slack;
    },
  };
  const { notifier, lines } = newNotifier({
    aws,
    channels: () => channel,
    queue: {
      send: async () => undefined,
      returnToQueue: async () => [],
      park:
        park ??
        (async (letters) => {
          parked.push(...letters);
          return letters.map(() => true);
        }),
    },
    now: () => Date.parse("2024-01-02T03:04:05Z"),
    ...parts,
  });
  const settings = { ...notifier.settings, routes };
  const result = await notify(input, () => 30_000, { ...notifier, settings }).catch(String);
  return { result, lines, parked, titles };
};

const jobId = "B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB";

describe("an event that a route forwards", () => {
  test("reaches a topic as JSON in the envelope of our own events, and Slack", async () => {
    const { aws, asked } = awsWith();
    const { titles } = await run(queued("backup failed"), aws, {
      readAccountNames: async () => ({ "111122223333": "shop-prod" }),
    });
    expect(titles).toEqual(["Backup failed"]);
    expect(asked).toHaveLength(1);
    const [request] = asked;
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: topic,
    });
    const { detail, ...envelope } = publishedIn(request as AwsRequest);
    expect(envelope).toEqual({
      version: "1",
      id: detail["id"],
      source: "backup-notifications.notifier",
      "detail-type": "Backup Update",
      time: "2024-01-02T03:04:05.000Z",
      account: "111122223333",
      region: "eu-west-1",
    });
    expect(detail).toMatchObject({
      schema: 1,
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      stage: "dev",
      kind: "backup.failed",
      severity: "danger",
      title: "Backup failed",
      text: expect.stringMatching(/^Backup failed: .*, shop-prod \(111122223333\)$/),
      accountId: "111122223333",
      accountName: "shop-prod",
      jobId,
      state: "FAILED",
    });
    expect(detail["meaning"]).toEqual(expect.stringContaining("could not get the reason from AWS Backup"));
    expect(detail["next"]).toEqual(expect.stringContaining("Open the job"));
    expect(JSON.stringify(detail)).not.toMatch(/&(amp|lt|gt);|<https/);
  });

  test("reaches a bus, which makes the envelope itself", async () => {
    const { aws, asked } = awsWith();
    await run(queued("backup failed"), aws, { routes: [{ forward: bus }] });
    const [entry, ...others] = JSON.parse(asked[0]?.body ?? "").Entries;
    expect(others).toEqual([]);
    expect(asked[0]?.headers?.["x-amz-target"]).toBe("AWSEvents.PutEvents");
    expect({ ...entry, Detail: JSON.parse(entry.Detail) }).toEqual({
      EventBusName: bus,
      Source: "backup-notifications.notifier",
      DetailType: "Backup Update",
      Time: Date.parse("2024-01-02T03:04:05Z") / 1000,
      Detail: expect.objectContaining({ schema: 1, kind: "backup.failed" }),
    });
  });

  test("has the severity that the stage sets, and means what the catalog says", async () => {
    const { aws, asked } = awsWith();
    const described = { State: "FAILED", StatusMessage: "Access denied", ResourceType: "EBS" };
    const answering: Aws = async (request) =>
      request.service === "backup"
        ? { status: 200, headers: {}, body: JSON.stringify(described) }
        : aws(request);
    await run(queued("backup failed"), answering, { routes: [{ severity: "warning", forward: topic }] });
    expect(publishedIn(asked[0] as AwsRequest).detail).toMatchObject({
      severity: "warning",
      reason: "Access denied",
      meaning: expect.any(String),
      next: expect.any(String),
      links: expect.arrayContaining([
        { label: "Open job", url: expect.stringMatching(/^https:\/\/[^|>]+backup\/home\?region=[^|>]+$/) },
      ]),
    });
  });

  test("is forwarded although the stage does not post it, with what it means", async () => {
    const { aws, asked } = awsWith();
    const { titles } = await run(queued("backup failed", "copy completed"), aws, {
      routes: [{ post: false, forward: topic }],
    });
    expect(titles).toEqual([]);
    expect(asked.map((one) => publishedIn(one).detail["kind"]).sort()).toEqual([
      "backup.failed",
      "copy.completed",
    ]);
    expect(
      asked.map((one) => publishedIn(one).detail).find(({ kind }) => kind === "backup.failed"),
    ).toHaveProperty("next");
  });

  test("goes to every target, once", async () => {
    const { aws, asked } = awsWith();
    await run(queued("backup failed"), aws, {
      routes: [{ forward: topic }, { kinds: ["*.failed"], forward: bus }, { forward: topic }],
    });
    expect(asked.map(({ service }) => service)).toEqual(["sns", "events"]);
  });

  test("that is not recognized is forwarded as it came", async () => {
    const { aws, asked } = awsWith();
    await run({ Records: [{ ...queued("backup failed").Records[0], body: "not JSON" }] }, aws);
    expect(publishedIn(asked[0] as AwsRequest).detail).toMatchObject({
      kind: "unrecognized",
      reason: "not JSON",
    });
  });
});

test("an event is small enough for SNS and EventBridge, and well-formed, whatever its texts are", async () => {
  const { aws, asked } = awsWith();
  const hostile = "\u0001\u{1F600}\ud83d".repeat(40_000);
  const [record] = queued("backup failed").Records;
  const body = JSON.parse(record?.body ?? "");
  const attributes = body.MessageAttributes;
  const Message = `An AWS Backup job failed. Resource ARN : arn:aws:ec2:eu-west-1:1:volume/${hostile}. BackupJob ID : ${hostile}`;
  const input = {
    Records: [{ ...record, body: JSON.stringify({ ...body, Message, MessageAttributes: attributes }) }],
  };
  await run(input, aws, { routes: [{ forward: topic }] });
  const message = new URLSearchParams(asked[0]?.body).get("Message") ?? "";
  expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024);
  expect(message).not.toMatch(/\\ud[89a-f]/);
});

describe("a target that does not take an event", () => {
  const denied: Aws = async () => ({
    status: 403,
    headers: {},
    body: "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code></Error></ErrorResponse>",
  });
  const refusedEntry: Aws = async () => ({
    status: 200,
    headers: {},
    body: '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"slow"}]}',
  });

  test.each<[string, Aws, string]>([
    ["denies", denied, "AuthorizationError"],
    ["says nothing", async () => Promise.reject(new Error("no answer in time")), "no answer in time"],
    ["answers with a page", async () => ({ status: 502, headers: {}, body: "<html>" }), "HTTP 502"],
  ])(
    "since it %s costs a dead letter of that target alone; Slack has the message",
    async (_how, sns, why) => {
      const { aws } = awsWith({ sns });
      const { result, parked, titles, lines } = await run(queued("backup failed"), aws, {
        routes: [{ forward: topic }, { forward: bus }],
      });
      expect(titles).toEqual(["Backup failed"]);
      expect(result).toEqual({ batchItemFailures: [] });
      expect(parked).toHaveLength(1);
      const [letter] = parked;
      expect(JSON.parse(letter?.body ?? "")).toEqual({
        forward: topic,
        event: expect.objectContaining({ version: "1", "detail-type": "Backup Update" }),
      });
      const reason = `${topic} did not take the event: ${why}`;
      expect(letter?.reason).toBe(reason);
      expect(lines).toContainEqual({
        outcome: "forward-parked",
        kind: "backup.failed",
        id: jobId,
        target: topic,
        reason: why,
      });
    },
  );

  test.each<[string, Aws, string]>([
    ["its entry", refusedEntry, "ThrottlingException"],
    [
      "to say",
      async () => ({ status: 200, headers: {}, body: "{}" }),
      "it did not say that it has the event",
    ],
  ])("a bus that refuses %s", async (_what, events, why) => {
    const { parked } = await run(queued("backup failed"), awsWith({ events }).aws, {
      routes: [{ forward: bus }],
    });
    expect(parked.map(({ reason }) => reason)).toEqual([`${bus} did not take the event: ${why}`]);
  });

  test("is not asked again when only the message in Slack is retried", async () => {
    const history = createSentHistory();
    const down: Delivery = { outcome: "retry", reason: "Slack is failing" };
    const first = awsWith({ sns: denied });
    const { parked } = await run(queued("backup failed"), first.aws, { history, slack: down });
    expect(parked).toHaveLength(1);
    const second = awsWith();
    const retried = await run(queued("backup failed"), second.aws, { history });
    expect(retried.titles).toEqual(["Backup failed"]);
    expect(second.asked).toEqual([]);
  });

  test("is asked again by a retry where not even the dead-letter queue took the event; until then the log has it", async () => {
    const history = createSentHistory();
    const down: Delivery = { outcome: "retry", reason: "Slack is failing" };
    const { lines } = await run(queued("backup failed"), awsWith({ sns: denied }).aws, {
      history,
      slack: down,
      park: async (letters) => letters.map(() => false),
    });
    expect(lines).toContainEqual(expect.objectContaining({ outcome: "forward-lost", target: topic }));
    expect(lines).toContainEqual(
      expect.objectContaining({ outcome: "content", content: expect.stringContaining('"Backup Update"') }),
    );
    const again = awsWith();
    await run(queued("backup failed"), again.aws, { history });
    expect(again.asked).toHaveLength(1);
  });
});

test("a retry of the message does not forward again, and has the same id where it must", async () => {
  const down: Delivery = { outcome: "retry", reason: "Slack is failing" };
  const history = createSentHistory();
  const first = awsWith();
  await run(queued("backup failed"), first.aws, { history, slack: down });
  const second = awsWith();
  await run(queued("backup failed"), second.aws, { history });
  expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
  // Another function without a ledger knows nothing of the first: its receiver can tell by the id.
  const third = awsWith();
  await run(queued("backup failed"), third.aws);
  const [one, other] = [...first.asked, ...third.asked].map((request) => publishedIn(request)["id"]);
  expect(one).toBe(other);
});

test("what cannot be forwarded in the time is parked", async () => {
  let milliseconds = 0;
  const { aws, asked } = awsWith();
  const slow: Aws = async (request) => {
    if (request.service === "sns") milliseconds += 3000;
    return aws(request);
  };
  const { parked } = await run(
    queued("backup failed", "backup expired", "copy completed", "recovery point modified"),
    slow,
    { now: () => milliseconds, routes: [{ forward: topic }, { forward: topic.replace("on-call", "chat") }] },
  );
  expect(asked.length).toBeLessThan(8);
  expect(asked.length + parked.length).toBe(8);
  expect(parked[0]?.reason).toMatch(/did not take the event: too many to forward in the time$/);
});
