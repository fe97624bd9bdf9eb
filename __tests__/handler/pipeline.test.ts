import { http } from "../../handler/aws/http";
import { createQueue } from "../../handler/aws/sqs";
import type { Notifier } from "../../handler/context";
import type { Ledger } from "../../handler/deduplicate/ledger";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { ownEventBody } from "../../handler/model/own-event";
import { notify } from "../../handler/pipeline";
import type { Route } from "../../handler/route/route";
import { checkWebhookUrl } from "../../handler/slack/webhook/url";
import { createWebhookChannel } from "../../handler/slack/webhook/webhook-channel";
import { throughQueue, throughSns, vaultEvents } from "../fixtures/vault-events";
import {
  answer,
  breakOff,
  type Script,
  type ScriptedServer,
  startScripted,
} from "../servers/scripted-server";
import { deadLetterQueueUrl, deliverOptions, newNotifier } from "./support/notifier";

let server: ScriptedServer;

const servers: ScriptedServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((one) => one.close())));

type Setting = Partial<Notifier> & {
  readonly routes?: readonly Route[];
  readonly remainingMilliseconds?: () => number;
};

const run = async (input: unknown, scripts: readonly Script[], setting: Setting = {}) => {
  const { routes, remainingMilliseconds = () => 30_000, ...parts } = setting;
  server = await startScripted(...scripts);
  servers.push(server);
  const { url } = server;
  const channel = createWebhookChannel({
    webhook: async () => checkWebhookUrl(`${url}/services/T0/B0/canary`, ["127.0.0.1"]),
    http,
    stage: "dev",
    sleep: async () => undefined,
  });
  const { notifier, lines, metrics } = newNotifier({ channels: () => channel, ...parts });
  const settings = { ...notifier.settings, ...(routes && { routes }) };
  const result = await notify(input, remainingMilliseconds, { ...notifier, settings }).then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );
  const texts = server.received.map(({ body }) => JSON.parse(body).text as string);
  return { result, lines, metrics, texts };
};

const fixture = (name: string) => {
  const found = vaultEvents.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const queued = (...names: readonly string[]) => ({
  Records: names.flatMap((name, index) =>
    throughQueue(fixture(name)).Records.map((record) => ({ ...record, messageId: `message-${index}` })),
  ),
});

const failedJobId = "B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB";

const three = queued("backup failed", "backup expired", "copy completed");

describe("a batch from the queue", () => {
  test("is posted one message an event, and answered with no failure", async () => {
    const { result, texts } = await run(three, [answer(200, "ok")]);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Backup failed",
      "Backup expired",
      "Copy completed",
    ]);
  });

  test("gives back only what was not delivered", async () => {
    const scripts = [answer(200, "ok"), answer(400, "no_text"), answer(400, "no_text"), answer(200, "ok")];
    const { result, texts } = await run(three, scripts);
    expect(result).toEqual({ value: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
    expect(texts).toHaveLength(4);
  });

  test("is not tried any further once Slack is failing", async () => {
    const { result, texts } = await run(three, [answer(200, "ok"), answer(503, "")]);
    expect(result).toEqual({
      value: { batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-2" }] },
    });
    expect(texts).toHaveLength(2);
  });

  test("is not tried any further where the time left is too short for another event", async () => {
    const { result, texts } = await run(three, [answer(200, "ok")], {
      remainingMilliseconds: () => (server.received.length === 0 ? 30_000 : 13_999),
    });
    expect(result).toEqual({
      value: { batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-2" }] },
    });
    expect(texts).toHaveLength(1);
  });

  test("has its first event tried however short the time", async () => {
    const { result, texts } = await run(three, [answer(200, "ok")], { remainingMilliseconds: () => 0 });
    expect(result).toMatchObject({ value: { batchItemFailures: { length: 2 } } });
    expect(texts).toHaveLength(1);
  });

  test("fails as a whole where nothing was delivered, so that Lambda backs off", async () => {
    const { result } = await run(three, [answer(503, "")]);
    expect(result).toEqual({
      error: expect.stringMatching(/^3 of 3 events not delivered: Slack is failing/),
    });
  });
});

describe("direct delivery", () => {
  test("fails where the message was not delivered, so that Lambda tries again", async () => {
    const { result } = await run(throughSns(fixture("backup failed")), [answer(404, "no_service")]);
    expect(result).toEqual({ error: expect.stringContaining("npm run set-webhook -- dev") });
  });

  test("of garbage still reaches Slack", async () => {
    for (const garbage of [
      null,
      {},
      "x",
      { Records: [{}] },
      throughSns({ name: "", message: "x".repeat(300_000), attributes: {} }),
    ]) {
      const { result, texts } = await run(garbage, [answer(200, "ok")]);
      expect(result).toEqual({ value: { batchItemFailures: [] } });
      expect(texts[0]).toMatch(/^Unrecognized event/);
    }
  });
});

describe("what the stage mutes", () => {
  test.each<[string, readonly Route[]]>([
    ["by a route", [{ post: true }, { kinds: ["backup.started"], post: false }]],
    ["by leaving the default as it is", []],
  ])("%s is logged and not posted", async (_how, routes) => {
    const { result, texts, lines } = await run(
      queued("backup started", "copy completed"),
      [answer(200, "ok")],
      { routes },
    );
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts).toHaveLength(1);
    expect(lines).toContainEqual({ outcome: "muted", kind: "backup.started", id: expect.any(String) });
  });

  test("is judged by what AWS Backup says about the job, which the event left out", async () => {
    const described = { BackupVaultName: "sandbox", State: "FAILED", ResourceType: "EC2" };
    const aws: Notifier["aws"] = async () => ({ status: 200, headers: {}, body: JSON.stringify(described) });
    const routes: readonly Route[] = [{ vaults: ["sandbox"], post: false }];
    const { texts, lines } = await run(queued("backup failed"), [answer(200, "ok")], { aws, routes });
    expect(texts).toEqual([]);
    expect(lines).toContainEqual({ outcome: "muted", kind: "backup.failed", id: failedJobId });
  });
});

describe("a list of earlier jobs that is refused", () => {
  const described = { State: "FAILED", ResourceType: "EBS", BackupVaultName: "main" };
  const aws: Notifier["aws"] = async ({ path }) =>
    path.includes("/backup-jobs/?")
      ? { status: 403, headers: {}, body: '{"message":"not authorized"}' }
      : { status: 200, headers: {}, body: JSON.stringify(described) };

  test("is no reason to say that the job itself could not be asked about", async () => {
    const { texts, lines } = await run(queued("backup failed"), [answer(200, "ok")], { aws });
    expect(texts).toHaveLength(1);
    const whole = server.received.map(({ body }) => body).join();
    expect(whole).not.toContain("could not ask AWS Backup");
    expect(whole).toContain("until the plan's next run");
    expect(lines).toContainEqual({
      outcome: "not-enriched",
      kind: "backup.failed",
      id: failedJobId,
      reason: "earlier backups: not authorized",
    });
  });
});

describe("a finished backup that AWS Backup cannot be asked about", () => {
  const silent: Notifier["aws"] = async () => ({ status: 503, headers: {}, body: "" });
  const received = (count: number, ...names: readonly string[]) => {
    const { Records } = queued(...names);
    return {
      Records: Records.map((record) => ({
        ...record,
        attributes: { ApproximateReceiveCount: String(count) },
      })),
    };
  };
  const queue = (returned: unknown[]): Partial<Notifier> => ({
    queue: {
      send: async () => undefined,
      park: async (letters) => letters.map(() => true),
      returnToQueue: async (returns) => {
        returned.push(...returns.map(({ delaySeconds }) => delaySeconds));
        return [];
      },
    },
  });

  test.each([
    [1, 300],
    [2, 900],
  ])(
    "waits in the queue at receive %d for %d seconds, and nothing is posted or failed",
    async (count, delay) => {
      const returned: unknown[] = [];
      const { result, texts, lines } = await run(
        received(count, "backup completed, live wording of an EC2 instance"),
        [answer(200, "ok")],
        {
          aws: silent,
          ...queue(returned),
        },
      );
      expect(texts).toEqual([]);
      expect(returned).toEqual([delay]);
      expect(result).toEqual({ value: { batchItemFailures: [{ itemIdentifier: "message-0" }] } });
      expect(lines).toContainEqual(
        expect.objectContaining({ outcome: "postponed", kind: "backup.completed-unchecked" }),
      );
    },
  );

  test("is then sent as what could not be checked, and counted", async () => {
    const { texts, metrics } = await run(
      received(3, "backup completed, live wording of an EC2 instance"),
      [answer(200, "ok")],
      {
        aws: silent,
      },
    );
    expect(texts).toEqual([expect.stringMatching(/^Backup completed, could not be checked: /)]);
    expect(metrics).toEqual([expect.objectContaining({ Unchecked: 1, Delivered: 1 })]);
  });

  test("is sent so at once by direct delivery", async () => {
    const { texts } = await run(
      throughSns(fixture("backup completed, live wording of an EC2 instance")),
      [answer(200, "ok")],
      {
        aws: silent,
      },
    );
    expect(texts).toEqual([expect.stringMatching(/^Backup completed, could not be checked: /)]);
  });

  test.each<readonly [string, readonly Route[], number]>([
    ["a route for completed backups", [{ kinds: ["backup.completed"], post: false }], 1],
    ["a wildcard", [{ kinds: ["backup.*"], post: false }], 1],
    ["a route without kinds", [{ resourceTypes: ["EBS", "EC2"], post: false }], 1],
    ["its exact name", [{ kinds: ["backup.completed-unchecked"], post: false }], 0],
  ])("is muted by %s only if that names it", async (_name, routes, count) => {
    const { texts } = await run(
      received(3, "backup completed, live wording of an EC2 instance"),
      [answer(200, "ok")],
      {
        aws: silent,
        routes,
      },
    );
    expect(texts).toHaveLength(count);
  });

  test("is not remembered as the full fact: its details are news once they are known", async () => {
    const history = createSentHistory();
    await run(received(3, "backup completed, live wording of an EC2 instance"), [answer(200, "ok")], {
      aws: silent,
      history,
    });
    const aws: Notifier["aws"] = async () => ({
      status: 200,
      headers: {},
      body: JSON.stringify({
        State: "COMPLETED",
        MessageCategory: "ACCESS_DENIED",
        StatusMessage: "Some items were skipped.",
      }),
    });
    const { texts } = await run(
      received(1, "backup completed, live wording of an EC2 instance"),
      [answer(200, "ok")],
      { aws, history },
    );
    expect(texts).toEqual([expect.stringMatching(/^Backup completed with issues: /)]);
  });
});

describe("routes that ask for tags", () => {
  const aws: Notifier["aws"] = async () => ({ status: 200, headers: {}, body: '{"State":"FAILED"}' });
  const routes: readonly Route[] = [{ tags: { env: "sandbox" }, post: false }];

  test("are judged by the resource's tags, which are read once for all events", async () => {
    const asked: (readonly string[])[] = [];
    const readTags: Notifier["readTags"] = async (arns) => {
      asked.push(arns);
      return { tags: new Map(arns.map((arn) => [arn, { env: "sandbox" }])) };
    };
    const { texts, lines } = await run(queued("backup failed", "backup expired"), [answer(200, "ok")], {
      aws,
      routes,
      readTags,
    });
    expect(texts).toEqual([]);
    expect(lines.filter(({ outcome }) => outcome === "muted")).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  test("lose nothing where tags cannot be read, and the log says why", async () => {
    const readTags: Notifier["readTags"] = async () => ({
      tags: new Map(),
      problem: "AccessDeniedException",
    });
    const { texts, lines } = await run(queued("backup failed"), [answer(200, "ok")], {
      aws,
      routes,
      readTags,
    });
    expect(texts).toHaveLength(1);
    expect(lines).toContainEqual({ outcome: "tags-not-read", reason: "AccessDeniedException" });
  });
});

describe("what the stage wants to be loud", () => {
  test("calls whom the stage names", async () => {
    const { texts } = await run(queued("backup failed", "copy completed"), [answer(200, "ok")], {
      routes: [{ kinds: ["*.failed"], mention: "here" }],
    });
    expect(texts).toEqual([
      expect.stringMatching(/^Backup failed: .* <!here>$/),
      expect.stringMatching(/^Copy completed: [^<]*$/),
    ]);
  });
});

/** SQS as it answers when all goes well, and what it was asked. */
const obligingSqs = () => {
  const asked: { readonly operation: string; readonly input: { Entries: Record<string, unknown>[] } }[] = [];
  const aws: Notifier["aws"] = async ({ service, headers = {}, body = "{}" }) => {
    if (service !== "sqs") return { status: 403, headers: {}, body: "{}" };
    const operation = headers["x-amz-target"]?.replace("AmazonSQS.", "") ?? "";
    const input = JSON.parse(body);
    asked.push({ operation, input });
    return { status: 200, headers: {}, body: JSON.stringify({ Successful: input.Entries, Failed: [] }) };
  };
  return { asked, aws, queue: createQueue(aws, deadLetterQueueUrl) };
};

const received = (count: string, ...names: readonly string[]) => ({
  Records: queued(...names).Records.map((record) => ({
    ...record,
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
    attributes: { ApproximateReceiveCount: count },
  })),
});

describe("what Slack does not take now", () => {
  const names = ["backup failed", "copy completed"];

  test("comes back after as long as Slack asks", async () => {
    const { asked, ...sqs } = obligingSqs();
    const limited = answer(429, "rate_limited", { "retry-after": "40" });
    await run(received("1", ...names), [limited], sqs);
    expect(asked).toEqual([
      {
        operation: "ChangeMessageVisibilityBatch",
        input: {
          QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/events",
          Entries: ["0", "1"].map((Id) => ({ Id, ReceiptHandle: "handle", VisibilityTimeout: 40 })),
        },
      },
    ]);
  });

  test.each([
    ["1", 15],
    ["4", 120],
    ["30", 900],
  ])("comes back later with every try: at receive %s after %i seconds", async (count, seconds) => {
    const { asked, ...sqs } = obligingSqs();
    await run(received(count, ...names), [answer(503, "")], sqs);
    expect(asked[0]?.input.Entries.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([
      seconds,
      seconds,
    ]);
  });

  test("comes back at once where only the time ran out", async () => {
    const { asked, ...sqs } = obligingSqs();
    const remainingMilliseconds = () => (server.received.length === 0 ? 30_000 : 13_999);
    await run(received("1", ...names), [answer(200, "ok")], { ...sqs, remainingMilliseconds });
    expect(asked[0]?.input.Entries).toEqual([{ Id: "0", ReceiptHandle: "handle", VisibilityTimeout: 0 }]);
  });

  test("returns to the queue anyway where SQS refuses the delay, and the log says so", async () => {
    const { result, lines } = await run(received("1", ...names), [answer(200, "ok"), answer(503, "")]);
    expect(result).toEqual({ value: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
    expect(lines).toContainEqual({
      outcome: "not-returned",
      reason: "ChangeMessageVisibilityBatch: HTTP 403",
    });
  });
});

describe("what Slack may have", () => {
  const odd = answer(200, "OK");
  const isUp = answer(400, "no_text");
  const isDown = answer(503, "");

  /** A ledger that remembers. */
  const rememberingLedger = (): Ledger => {
    const states = new Map<string, readonly string[]>();
    return {
      read: async () => ({
        entries: new Map([...states].map(([subject, known]) => [subject, { states: known, posts: [] }])),
      }),
      write: async ({ subject, state }) => {
        states.set(subject, [...(states.get(subject) ?? []), state]);
        return {};
      },
      writePost: async () => ({}),
    };
  };

  /** Receives one event again and again; a text is a post, `undefined` a question whether Slack is up. */
  const receive = async (
    receives: readonly (readonly [count: string, ...answers: readonly Script[]])[],
    historyOf: () => Notifier["history"],
  ) => {
    const { asked, ...sqs } = obligingSqs();
    const calls: string[] = [];
    const outcomes: string[] = [];
    for (const [count, ...answers] of receives) {
      const { texts, lines } = await run(received(count, "backup failed"), answers, {
        ...sqs,
        history: historyOf(),
      });
      calls.push(...texts.map((text) => (text === undefined ? "question" : "post")));
      outcomes.push(...lines.flatMap(({ outcome }) => (outcome === "not-enriched" ? [] : [outcome])));
    }
    return { asked, calls, outcomes };
  };
  const inOneProcess = (): (() => Notifier["history"]) => {
    const history = createSentHistory();
    return () => history;
  };

  test("is sent three times and parked then, with a word for the operator", async () => {
    const { asked, calls, outcomes } = await receive(
      [
        ["5", odd],
        ["6", isUp, odd],
        ["7", isUp, odd],
      ],
      inOneProcess(),
    );
    expect(calls).toEqual(["post", "question", "post", "question", "post"]);
    expect(outcomes).toEqual(["failed", "failed", "parked"]);
    expect(asked.at(-1)).toMatchObject({
      operation: "SendMessageBatch",
      input: {
        Entries: [
          {
            MessageAttributes: {
              ParkedBecause: {
                StringValue: expect.stringMatching(/^Slack may have it: .* look in the channel/),
              },
            },
          },
        ],
      },
    });
  });

  test.each([
    ["fails", isDown],
    ["does not answer in Slack's words", answer(400, "")],
    ["shows a page", answer(200, "<html>")],
    ["loses the question too", breakOff],
  ])("is not sent again while Slack %s, and parked by no such receive", async (_name, down) => {
    const outage = ["6", "7", "8", "9", "10", "11", "12", "13"].map((count) => [count, down] as const);
    const { calls, outcomes } = await receive(
      [["5", odd], ...outage, ["14", isUp, answer(200, "ok")]],
      inOneProcess(),
    );
    expect(calls).toEqual(["post", ...outage.map(() => "question"), "question", "post"]);
    expect(outcomes).toEqual(["failed", ...outage.map(() => "failed"), "delivered"]);
  });

  test("waits a quarter of an hour before the third time", async () => {
    const { asked } = await receive(
      [
        ["1", odd],
        ["2", isUp, odd],
      ],
      inOneProcess(),
    );
    const delays = asked.map(({ input }) => input.Entries[0]?.["VisibilityTimeout"]);
    expect(delays).toEqual([15, 900]);
  });

  test("is counted by the ledger where every try is another process's", async () => {
    const ledger = rememberingLedger();
    const { calls, outcomes } = await receive(
      [
        ["1", odd],
        ["2", isUp, odd],
        ["3", isUp, odd],
      ],
      () => createSentHistory(ledger),
    );
    expect(calls.filter((call) => call === "post")).toHaveLength(3);
    expect(outcomes).toEqual(["failed", "failed", "parked"]);
  });

  test("is parked although no one counts, once it was received often and Slack is up", async () => {
    const { calls, outcomes } = await receive(
      [
        ["1", odd],
        ["11", odd],
        ["12", isDown],
        ["13", isUp, odd],
      ],
      () => createSentHistory(),
    );
    expect(calls).toEqual(["post", "post", "question", "question", "post"]);
    expect(outcomes).toEqual(["failed", "failed", "failed", "parked"]);
  });

  test("is asked about once for a batch", async () => {
    const history = createSentHistory();
    const names = ["backup failed", "copy completed"];
    const { queue, aws } = obligingSqs();
    await run(received("1", "backup failed"), [odd], { history, queue, aws });
    await run(received("1", "copy completed"), [odd], { history, queue, aws });
    const { texts } = await run(received("2", ...names), [isUp, answer(200, "ok")], { history, queue, aws });
    expect(texts.map((text) => text === undefined)).toEqual([true, false, false]);
  });
});

describe("an event of our own", () => {
  const body = ownEventBody(
    {
      source: "backup-notifications.notifier",
      detailType: "Edit Due",
      detail: { schema: 1, subjects: ["backup|a"], round: 0 },
    },
    { id: "1", at: new Date(0), accountId: "111122223333", region: "eu-west-1" },
  );
  const record = { ...queued("backup failed").Records[0], body, messageAttributes: {} };

  test("is not posted, and does not return to the queue", async () => {
    const { result, texts, lines } = await run({ Records: [record] }, [answer(200, "ok")]);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts).toEqual([]);
    expect(lines).toEqual([
      { outcome: "edit-skipped", id: "backup|a", reason: expect.stringContaining("webhook") },
    ]);
  });

  test("is shown where this version does not know it", async () => {
    const unknown = { ...record, body: body.replace("Edit Due", "Report Due") };
    const { texts } = await run({ Records: [unknown] }, [answer(200, "ok")]);
    expect(texts).toEqual([expect.stringContaining("backup-notifications.notifier: Report Due")]);
  });
});

describe("what is asked of AWS Backup", () => {
  test("stops after a third of the time that is left, so that Slack still hears of all", async () => {
    let asked = 0;
    let milliseconds = 0;
    const aws: Notifier["aws"] = async () => {
      asked++;
      milliseconds += 2000;
      return { status: 404, headers: {}, body: "{}" };
    };
    const jobs = ["backup failed", "copy completed", "restore completed"];
    const { texts } = await run(queued(...jobs), [answer(200, "ok")], {
      aws,
      now: () => milliseconds,
      remainingMilliseconds: () => 3000,
    });
    expect(texts.length).toBeGreaterThanOrEqual(1);
    expect(asked).toBe(1);
  });
});

describe("what Slack does not take at all", () => {
  test("is parked with its reason, and does not come back", async () => {
    const { asked, ...sqs } = obligingSqs();
    const input = received("1", "backup failed", "copy completed");
    const { result, texts, lines } = await run(input, [answer(404, "no_service")], sqs);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    // One post shows that the webhook is gone; the second event is not tried.
    expect(texts).toHaveLength(1);
    expect(asked).toEqual([
      {
        operation: "SendMessageBatch",
        input: {
          QueueUrl: deadLetterQueueUrl,
          Entries: input.Records.map(({ body }, index) => ({
            Id: String(index),
            MessageBody: body,
            MessageAttributes: {
              ParkedBecause: {
                DataType: "String",
                StringValue: expect.stringMatching(/^Slack refused the webhook \(no_service\)/),
              },
            },
          })),
        },
      },
    ]);
    expect(lines.filter(({ outcome }) => outcome === "parked")).toHaveLength(2);
  });

  test("is parked alone where Slack dislikes only this message", async () => {
    const { asked, ...sqs } = obligingSqs();
    const scripts = [answer(400, "invalid_blocks"), answer(400, "invalid_payload"), answer(200, "ok")];
    const { result, texts } = await run(received("1", "backup failed", "copy completed"), scripts, sqs);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts).toHaveLength(3);
    expect(asked.map(({ operation, input }) => [operation, input.Entries.length])).toEqual([
      ["SendMessageBatch", 1],
    ]);
  });

  test.each([
    ["9", "failed", "ChangeMessageVisibilityBatch"],
    ["10", "parked", "SendMessageBatch"],
  ])("without a word of Slack's is %s times received and then %s", async (count, outcome, operation) => {
    const { asked, ...sqs } = obligingSqs();
    const { texts, lines } = await run(
      received(count, ...["backup failed", "copy completed"]),
      [answer(403, "")],
      sqs,
    );
    expect(texts).toHaveLength(1);
    expect(lines.filter((line) => line.outcome === outcome)).toHaveLength(2);
    expect(asked.map((one) => one.operation)).toEqual([operation]);
  });

  test("comes back where it cannot be parked", async () => {
    const { result, lines } = await run(received("9", "backup failed"), [answer(410, "channel_is_archived")]);
    expect(result).toEqual({ error: expect.stringContaining("channel_is_archived") });
    expect(lines.map(({ outcome }) => outcome)).toContain("failed");
  });

  test("is parked by direct delivery too, in a form that the queue's reader knows", async () => {
    const { asked, ...sqs } = obligingSqs();
    const gone = [answer(404, "no_service")];
    const { result } = await run(throughSns(fixture("backup failed")), gone, sqs);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    const [parked] = asked[0]?.input.Entries ?? [];
    const again = { Records: [{ messageId: "m", body: parked?.["MessageBody"] }] };
    const { texts } = await run(again, [answer(200, "ok")]);
    expect(texts[0]).toMatch(/^Backup failed: vol-0aa11bb22cc33dd44/);
  });
});

describe("what was sent", () => {
  test("is not sent again: within a batch, and in a later one", async () => {
    const history = createSentHistory();
    const twice = queued("backup failed", "backup failed", "copy completed");
    const first = await run(twice, [answer(200, "ok")], { history });
    expect(first.texts).toHaveLength(2);
    const second = await run(twice, [answer(200, "ok")], { history });
    expect(second.texts).toEqual([]);
    expect(second.result).toEqual({ value: { batchItemFailures: [] } });
    expect(second.lines.map(({ outcome }) => outcome)).toEqual(["duplicate", "duplicate"]);
  });

  test("is sent again where Slack did not take it", async () => {
    const history = createSentHistory();
    await run(queued("backup failed"), [answer(503, "")], { history });
    const { texts } = await run(queued("backup failed"), [answer(200, "ok")], { history });
    expect(texts).toHaveLength(1);
  });

  test("about a job's end makes its start stale: in the same batch, and later", async () => {
    const history = createSentHistory();
    const start = queued("backup started", "backup failed");
    const first = await run(start, [answer(200, "ok")], { history });
    expect(first.texts).toEqual([expect.stringMatching(/^Backup failed/)]);
    expect(first.lines).toContainEqual({ outcome: "stale", kind: "backup.started", id: expect.any(String) });
    const later = await run(queued("backup started"), [answer(200, "ok")], { history });
    expect(later.texts).toEqual([]);
    expect(later.lines).toContainEqual({ outcome: "stale", kind: "backup.started", id: expect.any(String) });
  });

  test("with a start that goes with an end that comes back, comes back whole", async () => {
    const { result } = await run(
      queued("backup started", "backup failed", "copy completed"),
      [answer(503, "")],
      {},
    );
    expect(result).toEqual({ error: expect.stringMatching(/^3 of 3 events not delivered/) });
  });
});

describe("the ledger", () => {
  const failing: Ledger = {
    read: async () => ({ entries: new Map(), problem: "ProvisionedThroughputExceededException" }),
    write: async () => ({ problem: "no answer in time" }),
    writePost: async () => ({}),
  };

  test("stops nothing by failing, and the log and a metric show it", async () => {
    const { texts, lines, metrics } = await run(queued("backup failed"), [answer(200, "ok")], {
      history: createSentHistory(failing),
    });
    expect(texts).toHaveLength(1);
    expect(lines.filter(({ outcome }) => outcome === "ledger-failed")).toHaveLength(2);
    expect(metrics).toEqual([expect.objectContaining({ LedgerFailures: 2, Delivered: 1 })]);
  });

  test("knows what another function sent", async () => {
    const entries = new Map([
      [
        "backup|b7d2f0a4-1c3e-4a5b-8d6f-0123456789ab|111122223333|eu-west-1",
        { states: ["FAILED"], posts: [] },
      ],
    ]);
    const history = createSentHistory({ ...failing, read: async () => ({ entries }) });
    const { texts } = await run(queued("backup failed"), [answer(200, "ok")], { history });
    expect(texts).toEqual([]);
  });
});

describe("a burst", () => {
  const jobs = (count: number) => ({
    Records: Array.from({ length: count }, (_, index) => {
      const copy = JSON.stringify(throughQueue(fixture("backup failed")).Records[0]);
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      return { ...JSON.parse(copy.replaceAll(failedJobId, id)), messageId: `message-${index}` };
    }),
  });

  test("of 500 failures is one message that counts them all", async () => {
    const { texts, lines, metrics } = await run(jobs(500), [answer(200, "ok")]);
    expect(texts).toEqual([
      expect.stringMatching(
        /^500 backups failed — last good backup unknown: vol-0aa11bb22cc33dd44 \(EBS\) ×500, eu-west-1/,
      ),
    ]);
    expect(lines.filter(({ outcome }) => outcome === "delivered")).toHaveLength(500);
    expect(metrics).toEqual([expect.objectContaining({ Delivered: 500, Messages: 1 })]);
  });

  test("that Slack does not take comes back whole", async () => {
    const { result } = await run(jobs(7), [answer(500, "")]);
    expect(result).toEqual({ error: expect.stringMatching(/^7 of 7/) });
  });

  test("of different updates is paced: two at once, then one every two seconds", async () => {
    const waits: number[] = [];
    const { notifier } = newNotifier();
    const sleep = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
    };
    const names = [
      "backup failed",
      "copy completed",
      "backup expired",
      "index completed, without State and Id",
    ];
    await notify(queued(...names, "copy failed, without any ARN"), () => 30_000, {
      ...notifier,
      sleep,
      now: () => 0,
    });
    expect(waits).toEqual([2000, 2000, 2000]);
  });
});

describe("the metrics", () => {
  test("of an invocation are one line in CloudWatch's embedded format", async () => {
    const now = Date.parse("2026-08-22T04:03:12Z");
    const { metrics } = await run(three, [answer(200, "ok")], { now: () => now });
    expect(metrics).toEqual([
      {
        _aws: {
          Timestamp: now,
          CloudWatchMetrics: [
            {
              Namespace: "BackupNotifications",
              Dimensions: [["Stage"]],
              Metrics: [
                { Name: "NotEnriched", Unit: "Count" },
                { Name: "Messages", Unit: "Count" },
                { Name: "Delivered", Unit: "Count" },
                { Name: "Latency", Unit: "Seconds" },
              ],
            },
          ],
        },
        Stage: "dev",
        NotEnriched: 3,
        Messages: 3,
        Delivered: 3,
        Latency: [12, 12, 12],
      },
    ]);
  });

  test("count duplicates, unrecognized events, and retries", async () => {
    const again = queued(
      "backup failed",
      "backup failed",
      "an event type that AWS adds one day",
      "copy completed",
    );
    const { metrics } = await run(again, [answer(200, "ok"), answer(200, "ok"), answer(503, "")]);
    expect(metrics).toEqual([
      expect.objectContaining({ Delivered: 2, Messages: 2, Duplicates: 1, Retried: 1 }),
    ]);
    const unknown = await run(queued("an event type that AWS adds one day"), [answer(200, "ok")]);
    expect(unknown.metrics).toEqual([expect.objectContaining({ Unrecognized: 1, Delivered: 1 })]);
    const known = await run(queued("backup failed"), [answer(200, "ok")]);
    expect(known.metrics).toEqual([expect.not.objectContaining({ Unrecognized: expect.anything() })]);
  });

  test("count what was sent in an earlier batch, and what was parked", async () => {
    const history = createSentHistory();
    await run(queued("backup failed"), [answer(200, "ok")], { history });
    const later = await run(queued("backup failed"), [answer(200, "ok")], { history });
    expect(later.metrics).toEqual([expect.objectContaining({ Duplicates: 1 })]);
    const parked = await run(received("1", "backup failed"), [answer(404, "no_service")], obligingSqs());
    expect(parked.metrics).toEqual([expect.objectContaining({ Parked: 1 })]);
    expect(parked.metrics).toEqual([expect.not.objectContaining({ Retried: expect.anything() })]);
  });

  test("are not written where nothing happened", async () => {
    const { metrics } = await run(queued("backup started"), [answer(200, "ok")], {
      routes: [{ kinds: ["backup.started"], post: false }],
      aws: async () => ({ status: 200, headers: {}, body: "{}" }),
    });
    expect(metrics).toEqual([]);
  });
});

describe("the log", () => {
  test("says how many events one message reports, where it reports several", async () => {
    const many = Array.from({ length: 4 }, () => "an event type that AWS adds one day");
    const Records = queued(...many).Records.map(({ body, ...record }, index) => ({
      ...record,
      body: body.replace("9b01f85b-f3f5-5bab-a134-a71c56e45fb1", `message-${index}`),
    }));
    const { lines } = await run({ Records }, [answer(200, "ok")]);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatchObject({ outcome: "delivered", eventsInMessage: 4 });
    const alone = await run({ Records: Records.slice(0, 1) }, [answer(200, "ok")]);
    expect(alone.lines).toEqual([expect.not.objectContaining({ eventsInMessage: expect.anything() })]);
  });

  test("says Slack's status where Slack answered, and no status where it did not", async () => {
    const answered = await run(queued("backup failed"), [answer(503, "")]);
    expect(answered.lines).toContainEqual(expect.objectContaining({ outcome: "failed", slackStatus: 503 }));
    const silent = async () => Promise.reject(new Error("no answer in time"));
    const unanswered = await run(queued("backup failed"), [answer(200, "ok")], {
      channels: () => createWebhookChannel(deliverOptions({ http: silent })),
    });
    const failed = unanswered.lines.find(({ outcome }) => outcome === "failed");
    expect(failed).toBeDefined();
    expect(failed).not.toHaveProperty("slackStatus");
  });

  test("names each event's fate by id, and never the webhook or AWS's text", async () => {
    const { lines } = await run(three, [answer(200, "ok"), answer(404, "no_service")], obligingSqs());
    expect(lines.filter(({ outcome }) => outcome !== "not-enriched")).toEqual([
      {
        outcome: "delivered",
        kind: "backup.failed",
        id: expect.any(String),
        slackStatus: 200,
        milliseconds: expect.any(Number),
      },
      {
        outcome: "parked",
        kind: "backup.expired",
        id: expect.any(String),
        slackStatus: 404,
        reason: expect.any(String),
      },
      {
        outcome: "parked",
        kind: "copy.completed",
        id: expect.any(String),
        slackStatus: 404,
        reason: expect.any(String),
      },
    ]);
    expect(lines.filter(({ outcome }) => outcome === "not-enriched")).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toMatch(/canary|services|arn:aws/);
  });
});
