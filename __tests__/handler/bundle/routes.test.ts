/** The bundle as deployed, for a stage with further channels, account names, and routes that ask for tags and forward. */
import { join } from "node:path";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../../local/aws/ssm/parameters";
import { bundleHandler } from "../../../src/bundle";
import { throughQueue } from "../../fixtures/vault-events";
import { answer, type Script, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const tagsByName: Readonly<Record<string, string>> = { orders: "payments", carts: "shop", logs: "sandbox" };

const arnOf = (name: string): string => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;

/** A tagging API in which every table has its team. */
const tagging: Script = (response, { body }) => {
  const { ResourceARNList: arns } = JSON.parse(body);
  const ResourceTagMappingList = arns.map((ResourceARN: string) => ({
    ResourceARN,
    Tags: [{ Key: "team", Value: tagsByName[ResourceARN.split("/").at(-1) ?? ""] }],
  }));
  response.writeHead(200).end(JSON.stringify({ PaginationToken: "", ResourceTagMappingList }));
};

/** Slack, whose webhook of payments is busy. */
const slackScript: Script = (response, { path }) => {
  if (path.endsWith("/payments")) response.writeHead(429, { "retry-after": "600" }).end("rate_limited");
  else response.writeHead(200).end("ok");
};

let parameters: LocalParameters;
let servers: Readonly<Record<"slack" | "tags" | "backup" | "sqs" | "sns", ScriptedServer>>;
let lambda: LocalLambda;
let log: string[];

beforeAll(async () => {
  parameters = await startParameters();
  servers = {
    slack: await startScripted(slackScript),
    tags: await startScripted(tagging),
    backup: await startScripted(answer(403, '{"Message":"no"}')),
    sqs: await startScripted(answer(200, "{}")),
    sns: await startScripted(answer(200, "<PublishResponse/>")),
  };
  const furtherNames = "/channels/*/slack-webhook-url";
  parameters.put("/webhook", `${servers.slack.url}/services/T0/B0/main`);
  parameters.put("/channels/payments/slack-webhook-url", `${servers.slack.url}/services/T0/B0/payments`);
  parameters.put("/names/1", '{"111122223333":"shop-prod"}');
  log = [];
  lambda = startLambda({
    codeDirectory: bundleHandler(join(__dirname, "../../..")),
    handler: "index.handler",
    region: "eu-west-1",
    timeoutMilliseconds: 30_000,
    onLog: (line) => log.push(line),
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: "/webhook",
      FURTHER_WEBHOOK_PARAMETER_NAMES: furtherNames,
      SLACK_HOSTS: "127.0.0.1",
      ROUTES: JSON.stringify([
        { tags: { team: "payments" }, channel: "payments", mention: "here" },
        { tags: { team: "shop" }, channel: "shop" },
        { tags: { team: "sandbox" }, post: false },
        { tags: { team: "shop" }, forward: "arn:aws:sns:eu-west-1:111122223333:on-call" },
      ]),
      DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
      LEDGER_TABLE_NAME: "",
      LAST_ACCOUNT_NAMES_PARAMETER_NAME: "/names/1",
      AWS_ENDPOINT_URL_SNS: servers.sns.url,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: servers.backup.url,
      AWS_ENDPOINT_URL_SQS: servers.sqs.url,
      AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: servers.tags.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
    },
  });
});

afterAll(async () => {
  await lambda.close();
  await Promise.all([parameters.close(), ...Object.values(servers).map((server) => server.close())]);
});

/** Failed backups of tables, in one batch. */
const batchOf = (...names: readonly string[]) => ({
  Records: names.flatMap((name) =>
    throughQueue({
      name,
      message: `An AWS Backup job failed. Resource ARN : ${arnOf(name)}. BackupJob ID : job-${name}`,
      attributes: { EventType: "BACKUP_JOB", State: "FAILED", AccountId: "111122223333", Id: `job-${name}` },
    }).Records.map((record) => ({ ...record, messageId: `message-${name}` })),
  ),
});

const posts = () =>
  servers.slack.received.map(({ path, body }) => [path.split("/").at(-1), JSON.parse(body).text]);

test("tags decide: a throttled channel is retried, one without a webhook goes to the main one, a muted event to the log", async () => {
  expect(await lambda.invoke(batchOf("orders", "carts", "logs"))).toMatchObject({
    status: "ok",
    payload: { batchItemFailures: [{ itemIdentifier: "message-orders" }] },
  });
  expect(servers.tags.received).toHaveLength(1);
  expect(posts()).toEqual([
    ["payments", expect.stringMatching(/orders .* <!here>$/)],
    ["main", expect.stringMatching(/carts .*meant for channel shop, which has no webhook yet\)$/)],
  ]);
  expect(log.join("\n")).toMatch(/"outcome":"muted","kind":"backup.failed","id":"job-logs"/);
});

test("what a route forwards reached its topic, with the name of its account", () => {
  const [published, ...others] = servers.sns.received.map(({ body }) => new URLSearchParams(body));
  expect(others).toEqual([]);
  expect(published?.get("TopicArn")).toBe("arn:aws:sns:eu-west-1:111122223333:on-call");
  const { detail } = JSON.parse(published?.get("Message") ?? "");
  expect(detail).toMatchObject({
    kind: "backup.failed",
    accountName: "shop-prod",
    resource: { arn: arnOf("carts"), type: "DynamoDB", name: "carts" },
  });
  expect(JSON.parse(servers.slack.received[0]?.body ?? "").text).toContain("shop-prod (111122223333)");
});

test("a later invocation leaves the busy channel alone", async () => {
  const before = servers.slack.received.length;
  await lambda.invoke(batchOf("orders")).catch(() => undefined);
  expect(servers.slack.received).toHaveLength(before);
  expect(log.join("\n")).toMatch(/Slack asked to post more slowly, with \d+ s left to wait/);
});
