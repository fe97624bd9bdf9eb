import {
  BackupClient,
  CreateBackupSelectionCommand,
  DeleteBackupVaultNotificationsCommand,
  PutBackupVaultNotificationsCommand,
} from "@aws-sdk/client-backup";
import { http } from "../../../handler/aws/http";
import { createAws } from "../../../handler/aws/request";
import { check } from "../../../handler/watch/check";
import type { CheckResult } from "../../../handler/watch/watch-context";
import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import { type LocalTable, startTable } from "../../../local/aws/dynamodb/table";
import type { JsonService } from "../../../local/aws/json-service";
import { startSqsEndpoint } from "../../../local/aws/sqs/endpoint";
import { createVirtualQueue, type VirtualQueue } from "../../../local/aws/sqs/queue";
import { type LocalTags, startTags } from "../../../local/aws/tagging/tags";
import { seededRandom } from "../../../local/clock/seeded-random";
import { createVirtualClock, type VirtualClock } from "../../../local/clock/virtual-clock";

// Over real requests, so that what the watch asks and what the local AWS answers fit together.

const accountId = "111122223333";
const region = "eu-west-1";
const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;
const vaultArn = arnOf("backup", "backup-vault:main");
const topicArn = arnOf("sns", "backups");
const tableArn = arnOf("dynamodb", "table/orders");
const queueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/events`;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "test" };
const hour = 3_600_000;

let clock: VirtualClock;
let backup: LocalBackup;
let client: BackupClient;
let tags: LocalTags;
let ledger: LocalTable;
let queue: VirtualQueue;
let sqs: JsonService;
let planId: string;

beforeEach(async () => {
  clock = createVirtualClock();
  backup = await startBackup({ accountId, region, scheduler: clock, publish: async () => {} });
  client = new BackupClient({ endpoint: backup.url, region, credentials, maxAttempts: 1 });
  tags = await startTags();
  ledger = await startTable({ tableName: "ledger", keyName: "fact" });
  queue = createVirtualQueue({
    arn: arnOf("sqs", "events"),
    scheduler: clock,
    random: seededRandom(1),
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 86_400,
  });
  sqs = await startSqsEndpoint([queue]);
  backup.seedVault({ name: "main", notifications: { topicArn, events: ["BACKUP_JOB_COMPLETED"] } });
  planId = backup.seedPlan({
    BackupPlanName: "daily",
    Rules: [{ RuleName: "daily", TargetBackupVaultName: "main" }],
  });
  await client.send(
    new CreateBackupSelectionCommand({
      BackupPlanId: planId,
      BackupSelection: {
        SelectionName: "tagged",
        IamRoleArn: `arn:aws:iam::${accountId}:role/backup`,
        ListOfTags: [{ ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "daily" }],
      },
    }),
  );
  tags.put(tableArn, { backup: "daily", team: "shop" });
});

afterEach(async () => {
  client.destroy();
  for (const one of [backup, tags, ledger, sqs]) await one.close();
});

const checkNow = (): Promise<CheckResult> =>
  check({
    aws: createAws(http, {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: tags.url,
      AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
    }),
    settings: {
      vaultNames: ["main"],
      heardKinds: ["backup"],
      overdue: [],
      expected: [{ of: "vault-notifications", arn: vaultArn, expected: topicArn }],
      ownPlanIds: [planId],
      timeZone: "Etc/UTC",
      digest: false,
      routeTagKeys: [],
    },
    env: {
      stage: "dev",
      region,
      accountId,
      queueUrl,
      waitingQueueUrls: [queueUrl],
      ledgerTableName: "ledger",
    },
    now: clock.now(),
    sleep: async () => {},
    elapsed: () => performance.now(),
    log: () => {},
  });

/** What waits in the notifier's queue, which is then empty. */
const sent = (): readonly string[] =>
  queue
    .takeAll()
    .map(({ body }) => JSON.parse(body))
    .map(({ "detail-type": type, detail }) =>
      [type, detail.finding, detail.cause, detail.isOver && "over"].filter(Boolean).join(" "),
    )
    .sort();

test("the watch sees everything that it asks the local AWS, and finds nothing wrong", async () => {
  expect(await checkNow()).toMatchObject({ open: {}, unseen: [] });
  expect(sent()).toEqual([]);
});

test("a lost tag, lost notifications and a lost event are found, said once, and said to be over", async () => {
  await checkNow();
  clock.advance(hour);
  const lost = backup.seedBackupJob({
    vaultName: "main",
    resourceArn: tableArn,
    createdAt: clock.now(),
    outcome: { state: "COMPLETED" },
  });
  tags.put(tableArn, { team: "shop" });
  await client.send(new DeleteBackupVaultNotificationsCommand({ BackupVaultName: "main" }));
  clock.advance(2 * hour);
  expect(await checkNow()).toMatchObject({ open: { guard: 1, unheard: 1, unprotected: 1 }, unseen: [] });
  expect(queue.messages().some(({ body }) => body.includes(lost.id))).toBe(true);
  expect(sent()).toEqual([
    "Finding guard vault-notifications",
    "Finding unheard",
    "Finding unprotected not-named",
    "Late Event",
  ]);

  clock.advance(hour);
  expect(await checkNow()).toMatchObject({ unseen: [] });
  expect(sent()).toEqual([]);

  tags.put(tableArn, { backup: "daily", team: "shop" });
  await client.send(
    new PutBackupVaultNotificationsCommand({
      BackupVaultName: "main",
      SNSTopicArn: topicArn,
      BackupVaultEvents: ["BACKUP_JOB_COMPLETED"],
    }),
  );
  clock.advance(hour);
  await checkNow();
  expect(sent()).toEqual(["Finding guard vault-notifications over", "Finding unprotected not-named over"]);
});

test("what the local AWS does not answer is not good news", async () => {
  await checkNow();
  tags.inject(() => ({ kind: "error", status: 400, type: "AccessDeniedException" }));
  clock.advance(hour);
  const { unseen, open } = await checkNow();
  expect(unseen).not.toEqual([]);
  expect(Object.keys(open)).toEqual(["blind"]);
});
