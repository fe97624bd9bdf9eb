import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ownEventBody } from "../../../handler/model/own-event";
import { startLambda } from "../../../local/aws/lambda/lambda";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { type Received, type Script, startScripted } from "../../servers/scripted-server";
import { factsOf } from "./facts";
import { resourcesOf, resourceWith, type StackJson } from "./stack-json";

/** An action on a resource, as IAM checks it. */
export type Permission = { readonly action: string; readonly resource: string };

const region = "eu-west-1";
const account = "111122223333";

/** IAM's names for services whose signature has another name. (Service Authorization Reference) */
const iamNames: Readonly<Record<string, string>> = { tagging: "tag" };

/** AWS Backup's API has paths, not operations. (AWS Backup API Reference) */
const backupActions: readonly (readonly [RegExp, string])[] = [
  [/^\/backup-jobs\/[^/?]+$/, "backup:DescribeBackupJob"],
  [/^\/copy-jobs\/[^/?]+$/, "backup:DescribeCopyJob"],
  [/^\/restore-jobs\/[^/?]+$/, "backup:DescribeRestoreJob"],
  [/^\/backup-jobs\/\?/, "backup:ListBackupJobs"],
  [/^\/copy-jobs\/\?/, "backup:ListCopyJobs"],
  [/^\/restore-jobs\/\?/, "backup:ListRestoreJobs"],
  [/^\/resources\/[^/?]+\/recovery-points\/\?/, "backup:ListRecoveryPointsByResource"],
];

/** The action that a signed call needs. A batch call needs that of a single one. (Amazon SQS API Reference) */
const actionOf = ({ method, path, headers }: Received): string => {
  const service =
    /Credential=[^/]+\/\d+\/[\w-]+\/(\w+)\//.exec(headers.authorization ?? "")?.[1] ?? "unsigned";
  if (service === "backup") {
    return (
      backupActions.find(([pattern]) => method === "GET" && pattern.test(path))?.[1] ??
      `backup: ${method} ${path}`
    );
  }
  const operation = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
  return `${iamNames[service] ?? service}:${service === "sqs" ? operation.replace(/Batch$/, "") : operation}`;
};

const inputs = z.object({
  Name: z.string().optional(),
  QueueUrl: z.string().optional(),
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});

/** The resource that a call is about; `*` for those without. */
const resourceOf = ({ body }: Received, stack: StackJson): string => {
  const { Name, QueueUrl, TableName, RequestItems } = inputs.parse(body === "" ? {} : JSON.parse(body));
  const arnOf = (type: string, name: string | undefined) =>
    `\${${resourceWith(stack, type, (args) => args["name"] === name).address}.arn}`;
  if (Name !== undefined) return factsOf(stack).arn("ssm", `parameter${Name}`);
  if (QueueUrl !== undefined) return arnOf("aws_sqs_queue", QueueUrl.split("/").at(-1));
  const [table = TableName] = Object.keys(RequestItems ?? {});
  return table === undefined ? "*" : arnOf("aws_dynamodb_table", table);
};

const queueUrlOf = (name: unknown): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;

/** The function's own environment, as AWS would have it after a deployment. */
const environmentOf = (stack: StackJson): Readonly<Record<string, string>> => {
  const { environment } = resourceWith(stack, "aws_lambda_function").args;
  const text = JSON.stringify(
    z.object({ variables: z.record(z.string(), z.string()) }).parse(environment).variables,
  );
  const deployed = resourcesOf(stack, "aws_sqs_queue").reduce(
    (sofar, { address, args }) => sofar.replaceAll(`\${${address}.url}`, queueUrlOf(args["name"])),
    text,
  );
  if (deployed.includes("${")) throw new Error(`a reference in the environment has no value: ${deployed}`);
  return JSON.parse(deployed);
};

/** A failed job of its own. */
const failed = (type: "backup" | "copy" | "restore"): unknown => {
  const found = eventBridgeEvents.find(({ name }) => name === `${type} failed`);
  const [id = ""] = /(?<=JobId":")[^"]+/.exec(JSON.stringify(found?.event)) ?? [];
  return JSON.parse(JSON.stringify(found?.event).replaceAll(id, randomUUID()));
};

/** An edit that was put off, and is again while Slack is busy. */
const editDue = (): unknown =>
  JSON.parse(
    ownEventBody(
      {
        source: "backup-notifications.notifier",
        detailType: "Edit Due",
        detail: { schema: 1, subjects: ["backup|a1b2|-|-"], round: 0 },
      },
      { id: randomUUID(), at: new Date(), accountId: account, region },
    ),
  );

/** An event as Lambda hands it over: from the stage's queue, or directly. */
const delivered = (event: unknown, stack: StackJson): unknown => {
  const [queue] = resourcesOf(stack, "aws_lambda_event_source_mapping").map(() =>
    resourceWith(stack, "aws_sqs_queue", ({ name }) => String(name).endsWith("-events")),
  );
  if (queue === undefined) return event;
  return {
    Records: [
      {
        messageId: randomUUID(),
        receiptHandle: "receipt",
        eventSource: "aws:sqs",
        eventSourceARN: `arn:aws:sqs:${region}:${account}:${queue.args["name"]}`,
        body: JSON.stringify(event),
        attributes: { ApproximateReceiveCount: "1" },
        messageAttributes: {},
      },
    ],
  };
};

/**
 * All of AWS in one: every job is a plan's and has failed, no earlier backup is good, every resource belongs to the team of payments. AWS
 * Backup throttles the first call.
 */
const aws = (slackUrl: string): Script => {
  let isThrottled = true;
  return (response, { path, body }) => {
    if (isThrottled && path.startsWith("/backup-jobs/")) {
      isThrottled = false;
      response.writeHead(429).end();
      return;
    }
    const {
      Name,
      Entries,
      ResourceARNList: arns = [],
      RequestItems = {},
    } = body === "" ? {} : JSON.parse(body);
    const Value = String(Name).endsWith("bot-token")
      ? "xoxb-1-2-notarealtoken"
      : `${slackUrl}/services/T0/B0/x`;
    response.writeHead(200).end(
      JSON.stringify({
        Parameter: { Value },
        State: "FAILED",
        Status: "FAILED",
        CopyJob: {
          State: "FAILED",
          StartBy: Date.now() / 1000,
          CreatedBy: { BackupPlanId: "nightly", BackupRuleId: "daily" },
        },
        Attributes: { states: { SS: ["names {}"] } },
        BackupJobs: [],
        CopyJobs: [],
        RestoreJobs: [],
        RecoveryPoints: [],
        Successful: Entries,
        Responses: Object.fromEntries(Object.keys(RequestItems).map((table) => [table, []])),
        ResourceTagMappingList: arns.map((ResourceARN: string) => ({
          ResourceARN,
          Tags: [{ Key: "team", Value: "payments" }],
        })),
      }),
    );
  };
};

type SlackMood = "accepts" | "refuses" | "is busy";

/** A Slack that answers webhooks with a word and its Web API with JSON. */
const slackThat =
  (mood: () => SlackMood): Script =>
  (response, { path }) => {
    const isBot = path.startsWith("/api/");
    if (mood() === "is busy") {
      response
        .writeHead(429, { "retry-after": "600" })
        .end(isBot ? '{"ok":false,"error":"ratelimited"}' : "rate_limited");
    } else if (mood() === "refuses") {
      response
        .writeHead(isBot ? 200 : 404)
        .end(isBot ? '{"ok":false,"error":"channel_not_found"}' : "no_service");
    } else {
      response
        .writeHead(200)
        .end(isBot ? '{"ok":true,"channel":"C0123ABCD","ts":"1700000000.000100"}' : "ok");
    }
  };

/**
 * Runs the bundle with a stack's own environment over events that make it call every service that it can.
 * @returns the permissions that its calls need, each once
 */
export const permissionsUsed = async (
  stack: StackJson,
  codeDirectory: string,
): Promise<readonly Permission[]> => {
  let mood: SlackMood = "accepts";
  const slack = await startScripted(slackThat(() => mood));
  const cloud = await startScripted(aws(slack.url));
  const lambda = startLambda({
    codeDirectory,
    handler: "index.handler",
    region,
    timeoutMilliseconds: 20_000,
    environment: {
      ...environmentOf(stack),
      SLACK_HOSTS: "127.0.0.1",
      SLACK_API_URL: `${slack.url}/api/`,
      AWS_ENDPOINT_URL: cloud.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
    },
  });
  try {
    for (const type of ["backup", "copy", "restore"] as const)
      await lambda.invoke(delivered(failed(type), stack));
    mood = "refuses";
    await lambda.invoke(delivered(failed("backup"), stack));
    mood = "is busy";
    await lambda.invoke(delivered(failed("copy"), stack));
    if (factsOf(stack).queueArn !== undefined) await lambda.invoke(delivered(editDue(), stack));
  } finally {
    await Promise.all([lambda.close(), slack.close(), cloud.close()]);
  }
  const calls = cloud.received.map((call) => ({ action: actionOf(call), resource: resourceOf(call, stack) }));
  return [...new Map(calls.map((one) => [`${one.action} ${one.resource}`, one])).values()];
};
