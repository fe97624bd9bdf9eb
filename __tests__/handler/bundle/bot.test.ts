/** The bundle as deployed, with a bot token, in a Node.js process of its own, against loopback stand-ins. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { http } from "../../../handler/aws/http";
import { createAws } from "../../../handler/aws/request";
import { createLedger } from "../../../handler/deduplicate/ledger";
import { ownEventBody } from "../../../handler/model/own-event";
import { type LocalTable, startTable } from "../../../local/aws/dynamodb/table";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../../local/aws/ssm/parameters";
import type { Fault } from "../../../local/slack/fault";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { bundleHandler } from "../../../src/bundle";
import { throughQueue, vaultEvents } from "../../fixtures/vault-events";
import { answer, type Script, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const parameterName = "/backup-notifications/dev/slack-bot-token";
const tableName = "ledger";

let codeDirectory: string;
let parameters: LocalParameters;
let backup: ScriptedServer;
let slack: LocalSlack;
let sqs: ScriptedServer;
let ledger: LocalTable;
let lambdas: LocalLambda[];
let log: string[];

const describedJob = JSON.stringify({ BackupVaultName: "main", ResourceName: "orders" });

/** SQS that does what it is asked. */
const takeAll: Script = (response, { body }) => {
  const { Entries } = JSON.parse(body);
  response.writeHead(200).end(JSON.stringify({ Successful: Entries, Failed: [] }));
};

/** Another function of the same stage, as Lambda starts them. */
const newFunction = (settings: Readonly<Record<string, string>> = {}): LocalLambda => {
  const lambda = startLambda({
    codeDirectory,
    handler: "index.handler",
    timeoutMilliseconds: 30_000,
    onLog: (line) => log.push(line),
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: "",
      BOT_TOKEN_PARAMETER_NAME: parameterName,
      BOT_CHANNEL: slack.channel,
      SLACK_API_URL: slack.apiUrl,
      SLACK_HOSTS: "127.0.0.1",
      ROUTES: JSON.stringify([{ kinds: ["*.started"], post: true }]),
      DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
      LEDGER_TABLE_NAME: tableName,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
      ...settings,
    },
  });
  lambdas.push(lambda);
  return lambda;
};

beforeAll(() => {
  codeDirectory = bundleHandler(join(__dirname, "../../.."));
});

beforeEach(async () => {
  lambdas = [];
  log = [];
  parameters = await startParameters();
  backup = await startScripted(answer(200, describedJob));
  slack = await startSlack();
  sqs = await startScripted(takeAll);
  ledger = await startTable({ tableName, keyName: "fact" });
  parameters.put(parameterName, slack.workspace.token());
});

afterEach(async () => {
  await Promise.all(lambdas.map((lambda) => lambda.close()));
  await Promise.all([parameters, backup, slack, sqs, ledger].map((one) => one.close()));
});

const eventOf = (name: string) => {
  const found = vaultEvents.find((event) => event.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
};

const inChannel = () =>
  slack.messages.flatMap(({ text, threadTs }) => (threadTs === undefined ? [text] : []));

describe("the deployed bundle with a bot token", () => {
  test("edits the message that another function posted, whose place the ledger kept", async () => {
    const jobOf = ({ attributes }: ReturnType<typeof eventOf>) => attributes["Id"];
    const end = eventOf("backup failed");
    const start = JSON.parse(
      JSON.stringify(eventOf("backup started")).replaceAll(
        String(jobOf(eventOf("backup started"))),
        String(jobOf(end)),
      ),
    ) as typeof end;
    expect(await newFunction().invoke(throughQueue(start))).toMatchObject({ status: "ok" });
    expect(inChannel()).toEqual([expect.stringMatching(/^Backup started/)]);
    expect(
      ledger.textsIn(`backup|${String(jobOf(end)).toLowerCase()}|111122223333|eu-west-1`, "posts"),
    ).toEqual(new Set([`${slack.channel} ${slack.messages[0]?.ts}`]));
    expect(await newFunction().invoke(throughQueue(end))).toMatchObject({ status: "ok" });
    expect(inChannel()).toEqual([expect.stringMatching(/^Backup failed/)]);
    expect(slack.messages.at(-1)).toMatchObject({ isBroadcast: true });
    expect(slack.refusals).toEqual([]);
  });

  test("makes edits that are due, and sends itself what Slack does not take now", async () => {
    const subject = "backup|a1b2|111122223333|eu-west-1";
    const start = eventOf("backup started");
    await newFunction().invoke(throughQueue(start));
    const [{ ts } = { ts: "" }] = slack.messages;
    const fields = { text: "Backup completed", blocks: [], attachments: [] };
    const aws = createAws(http, { AWS_ENDPOINT_URL: ledger.url, AWS_ACCESS_KEY_ID: "test" });
    const due = { fields, plainFields: fields, posts: [{ channel: slack.channel, ts }] };
    await createLedger({ tableName, aws }).writeDueEdit(subject, JSON.stringify(due));
    const body = ownEventBody(
      {
        source: "backup-notifications.notifier",
        detailType: "Edit Due",
        detail: { schema: 1, subjects: [subject], round: 0 },
      },
      { id: "1", at: new Date(), accountId: "111122223333", region: "eu-west-1" },
    );
    const [record] = throughQueue(start).Records;
    const event = {
      Records: [
        {
          ...record,
          body,
          eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
          messageAttributes: {},
        },
      ],
    };
    slack.inject((call) =>
      call.method === "chat.update" ? { kind: "answer", status: 503, body: "" } : undefined,
    );
    expect(await newFunction().invoke(event)).toMatchObject({ status: "ok" });
    expect(inChannel()).toEqual([expect.stringMatching(/^Backup started/)]);
    const [again] = sqs.received.map((call) => JSON.parse(call.body).Entries[0]);
    expect(again.DelaySeconds).toBe(60);
    expect(JSON.parse(again.MessageBody)).toMatchObject({ detail: { subjects: [subject], round: 1 } });
    slack.inject(() => undefined);
    expect(await newFunction().invoke(event)).toMatchObject({ status: "ok" });
    expect(inChannel()).toEqual(["Backup completed"]);
    expect(sqs.received).toHaveLength(1);
  });

  test("edits a job's end that the stage mutes into the job's message, and posts it nowhere", async () => {
    const lambda = newFunction({
      ROUTES: JSON.stringify([
        { kinds: ["*.started"], post: true },
        { kinds: ["backup.failed"], post: false },
      ]),
    });
    const end = eventOf("backup failed");
    const start = JSON.parse(
      JSON.stringify(end).replace('"State":"FAILED"', '"State":"RUNNING"'),
    ) as typeof end;
    expect(start).not.toEqual(end);
    await lambda.invoke(throughQueue(start));
    expect(inChannel()).toEqual([expect.stringMatching(/^Backup started/)]);
    const before = slack.messages.length;
    expect(await lambda.invoke(throughQueue(end))).toMatchObject({ status: "ok" });
    expect(inChannel()).toEqual([expect.stringMatching(/^Backup failed/)]);
    expect(slack.messages).toHaveLength(before);
    expect(log.some((line) => line.includes('"outcome":"muted"'))).toBe(true);
  });

  test("posts to the further channel that a route names, and to the main one where it is not known", async () => {
    slack.workspace.setChannel("C0PAYMENTS1");
    const channelOfLast = () => slack.messages.at(-1)?.channel;
    const to = (channel: string) => ({
      BOT_CHANNELS: '{"payments":"C0PAYMENTS1"}',
      ROUTES: JSON.stringify([{ channel }]),
    });
    await newFunction(to("payments")).invoke(throughQueue(eventOf("backup failed")));
    expect(channelOfLast()).toBe("C0PAYMENTS1");
    await newFunction(to("gone")).invoke(throughQueue(eventOf("copy failed, without any ARN")));
    expect(channelOfLast()).toBe(slack.channel);
    expect(slack.refusals).toEqual([]);
  });

  test("starts without its token, says what to do, and delivers once the token is there", async () => {
    parameters.remove(parameterName);
    const lambda = newFunction();
    expect(await lambda.invoke(throughQueue(eventOf("backup failed")))).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining("npm run set-bot-token -- dev"),
    });
    parameters.put(parameterName, slack.workspace.token());
    expect(await lambda.invoke(throughQueue(eventOf("backup failed")))).toMatchObject({ status: "ok" });
  });

  test("reads the token anew once Slack refuses it", async () => {
    const lambda = newFunction();
    await lambda.invoke(throughQueue(eventOf("copy completed")));
    parameters.put(parameterName, slack.workspace.replaceToken());
    expect(await lambda.invoke(throughQueue(eventOf("backup failed")))).toMatchObject({ status: "ok" });
    expect(inChannel()).toHaveLength(2);
  });

  const refused: Fault = { kind: "answer", status: 200, body: '{"ok":false,"error":"invalid_auth"}' };

  test.each<readonly [string, readonly Fault[]]>([
    ["refuses", [refused, refused]],
    ["is failing", [{ kind: "answer", status: 503, body: "" }]],
    [
      "redirects",
      [{ kind: "answer", status: 302, body: "", headers: { location: "https://evil.example/" } }],
    ],
    ["breaks off", [{ kind: "reset" }]],
    ["takes it", []],
  ])("never shows its token where Slack %s", async (_name, faults) => {
    slack.failNext(...faults);
    const token = slack.workspace.token();
    const lambda = newFunction();
    const result = await lambda.invoke(throughQueue(eventOf("backup failed")));
    await lambda.close();
    lambdas = [];
    expect(log.length).toBeGreaterThan(0);
    const seen = JSON.stringify([
      result,
      log,
      sqs.received,
      [...ledger.textsIn("x", "posts")],
      slack.messages,
    ]);
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(token.slice(-12));
  });

  test("keeps what a bot needs in a file that a webhook's function does not read", () => {
    const start = readFileSync(join(codeDirectory, "index.mjs"), "utf8");
    expect(start).not.toContain("chat.postMessage");
    const holders = readdirSync(codeDirectory).filter((name) =>
      readFileSync(join(codeDirectory, name), "utf8").includes("chat.postMessage"),
    );
    expect(holders).toEqual([expect.stringMatching(/^channels-\w+\.mjs$/)]);
  });
});
