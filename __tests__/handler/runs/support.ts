import { http } from "../../../handler/aws/http";
import { type Aws, createAws } from "../../../handler/aws/request";
import type { Notifier } from "../../../handler/context";
import { createLedger } from "../../../handler/deduplicate/ledger";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { type BatchResponse, notify } from "../../../handler/pipeline";
import type { Route } from "../../../handler/route/route";
import type { Channel } from "../../../handler/slack/channel";
import { createWebhookChannel } from "../../../handler/slack/webhook/webhook-channel";
import { startTable } from "../../../local/aws/dynamodb/table";
import { openScene } from "../slack/bot/support";
import { deliverOptions, newNotifier } from "../support/notifier";

export const queueArn = "arn:aws:sqs:eu-west-1:111122223333:events";

export const startBy = "2026-08-22T04:00:00Z";

/** The run of the jobs below, as the ledger names it. */
export const run = "run|111122223333|eu-west-1|plan-1|rule-1|2026-08-22T04:00:00.000Z";

/** A backup job as AWS Backup knows it. */
export type KnownJob = { readonly State: string } & Readonly<Record<string, unknown>>;

const planned = {
  BackupVaultName: "main",
  ResourceType: "DynamoDB",
  MessageCategory: "SUCCESS",
  StartBy: startBy,
  CreatedBy: {
    BackupPlanId: "plan-1",
    BackupPlanName: "nightly",
    BackupRuleId: "rule-1",
    BackupRuleName: "daily",
  },
};

/** A message in the queue. */
export type Waiting = { readonly body: string; readonly delaySeconds: number };

export type RunScene = Awaited<ReturnType<typeof openRunScene>>;

/** A stage whose plan runs, with a bot or a webhook, and with several functions that share queue and ledger. */
export const openRunScene = async ({
  bot = false,
  routes = bot ? [{ kinds: ["*.started"], post: true } as const] : [],
}: {
  readonly bot?: boolean;
  readonly routes?: readonly Route[];
} = {}) => {
  const clock = { now: Date.parse("2026-08-22T03:00:00Z") };
  const now = () => clock.now;
  const table = await startTable({ tableName: "sent", keyName: "fact" });
  const dynamo = createAws(http, {
    AWS_ENDPOINT_URL: table.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  const jobs = new Map<string, KnownJob>();
  const asked: string[] = [];
  /** Ids of jobs that are the first of their resource. */
  const firstBackups = new Set<string>();
  const faults = { backup: false, ledger: false, queue: false, slack: false };
  const answer = (status: number, body: unknown) => ({ status, headers: {}, body: JSON.stringify(body) });
  const aws: Aws = async (request) => {
    if (request.service === "dynamodb") {
      if (faults.ledger) throw new Error("the ledger is down");
      return dynamo(request);
    }
    if (request.service !== "backup") return answer(403, {});
    if (faults.backup) return answer(503, { Message: "HTTP 503" });
    const url = new URL(request.path, "https://backup");
    asked.push(request.path);
    const pointArn = (id: string) => `arn:aws:backup:eu-west-1:111122223333:recovery-point:${id}`;
    const resource = [...firstBackups].find((id) => decodeURIComponent(request.path).includes(`table/${id}`));
    if (resource !== undefined && url.pathname.startsWith("/resources/")) {
      const point = { RecoveryPointArn: pointArn(resource), CreationDate: clock.now / 1000 };
      return answer(200, { RecoveryPoints: [point] });
    }
    const id = /^\/backup-jobs\/([^/]+)$/.exec(url.pathname)?.[1];
    const described = ([BackupJobId, job]: readonly [string, KnownJob]) => ({
      ...planned,
      BackupJobId,
      ResourceArn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${BackupJobId}`,
      CreationDate: clock.now / 1000,
      RecoveryPointArn: pointArn(BackupJobId),
      ...job,
    });
    if (id !== undefined) {
      const job = jobs.get(id);
      return job ? answer(200, described([id, job])) : answer(404, {});
    }
    const state = url.searchParams.get("state");
    const listed = [...jobs].map(described).filter((job) => job.State === state);
    if (resource !== undefined && url.searchParams.get("resourceArn") !== null) {
      return answer(200, {
        BackupJobs: [described([resource, jobs.get(resource) ?? { State: "COMPLETED" }])],
      });
    }
    return answer(200, { BackupJobs: state === null ? [] : listed });
  };
  const scene = openScene();
  const posted: string[] = [];
  const waiting: Waiting[] = [];
  const lines: object[] = [];
  const webhook = createWebhookChannel(
    deliverOptions({
      http: async ({ body }) => {
        if (faults.slack) return { status: 503, headers: {}, body: "" };
        posted.push(JSON.parse(body ?? "{}").text);
        return { status: 200, headers: {}, body: "ok" };
      },
    }),
  );
  let messages = 0;
  let receives: string[] = [];

  const newFunction = () => {
    const ledger = createLedger({ tableName: "sent", aws, now });
    const history = createSentHistory(ledger);
    const channel: Channel = bot ? scene.another(history) : webhook;
    const { notifier: usual } = newNotifier();
    const notifier: Notifier = {
      ...usual,
      settings: { ...usual.settings, stage: "prod", routes },
      aws,
      history,
      runLedger: ledger,
      channels: () => channel,
      queue: {
        ...usual.queue,
        returnToQueue: async () => [],
        send: async (_queue, body, delaySeconds) => {
          if (faults.queue) return "SendMessageBatch: HTTP 503";
          waiting.push({ body, delaySeconds });
          return undefined;
        },
      },
      log: (line) => void lines.push(line),
      now,
    };
    const receive = (bodies: readonly string[], receiveCount = 1): Promise<BatchResponse> => {
      receives = bodies.map(() => `message-${messages++}`);
      return notify(
        {
          Records: bodies.map((body, index) => ({
            messageId: receives[index],
            receiptHandle: `handle-${index}`,
            eventSourceARN: queueArn,
            body,
            attributes: { ApproximateReceiveCount: String(receiveCount) },
          })),
        },
        () => 30_000,
        notifier,
      );
    };
    return { receive, notifier };
  };

  const bodyOf = (jobId: string, state: string): string =>
    JSON.stringify({
      Type: "Notification",
      MessageId: `${jobId}-${state}`,
      TopicArn: "arn:aws:sns:eu-west-1:111122223333:events",
      Message: `An AWS Backup job. Backup Job Id : ${jobId}`,
      Timestamp: new Date(clock.now).toISOString(),
      MessageAttributes: Object.fromEntries(
        Object.entries({ EventType: "BACKUP_JOB", State: state, AccountId: "111122223333", Id: jobId }).map(
          ([name, Value]) => [name, { Type: "String", Value }],
        ),
      ),
    });

  const first = newFunction();
  const scene0 = {
    jobs,
    firstBackups,
    asked,
    faults,
    table,
    slack: scene,
    posted,
    waiting,
    lines,
    newFunction,
    outcomes: () => lines.map((line) => ("outcome" in line ? line.outcome : undefined)),
    /** Jobs reach a state, and the notifier receives all of it in one batch. */
    reach: (state: string, ids: readonly string[], { by = first, parts = {}, receiveCount = 1 } = {}) => {
      for (const id of ids) jobs.set(id, { State: state, ...parts });
      return by.receive(
        ids.map((id) => bodyOf(id, state)),
        receiveCount,
      );
    },
    /** Time passes until the next of the notifier's own events is received. */
    next: (by = first) => {
      const [due] = waiting.splice(0, 1);
      if (due === undefined) throw new Error("the notifier sent itself nothing");
      clock.now += due.delaySeconds * 1000;
      scene.pass(due.delaySeconds);
      return by.receive([due.body]);
    },
    pass: (seconds: number) => {
      clock.now += seconds * 1000;
      scene.pass(seconds);
    },
    close: () => table.close(),
  };
  return scene0;
};
