import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ownEventBody } from "../../../handler/model/own-event";
import { startLambda } from "../../../local/aws/lambda/lambda";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { type Received, type Script, startScripted } from "../../servers/scripted-server";
import { factsOf, isNotifier } from "./facts";
import { recoveryPointArns } from "./notifier-actions";
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
  [/^\/backup\/plans\/[^/?]+\/$/, "backup:GetBackupPlan"],
  [/^\/scan\/jobs\/[^/?]+$/, "backup:DescribeScanJob"],
  [/^\/resources\/[^/?]+\/recovery-points\/\?/, "backup:ListRecoveryPointsByResource"],
  [/^\/backup-vaults\/[^/?]+\/recovery-points\/[^/?]+$/, "backup:DescribeRecoveryPoint"],
];

/** The action that a signed call needs. A batch call needs that of a single one. (Amazon SQS API Reference) */
const actionOf = ({ method, path, headers, body }: Received): string => {
  const service =
    /Credential=[^/]+\/\d+\/[\w-]+\/(\w+)\//.exec(headers.authorization ?? "")?.[1] ?? "unsigned";
  if (service === "backup") {
    return (
      backupActions.find(([pattern]) => method === "GET" && pattern.test(path))?.[1] ??
      `backup: ${method} ${path}`
    );
  }
  if (service === "sns") return `sns:${new URLSearchParams(body).get("Action")}`;
  const operation = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
  return `${iamNames[service] ?? service}:${service === "sqs" ? operation.replace(/Batch$/, "") : operation}`;
};

/** SNS speaks AWS's query protocol. */
const isForm = ({ headers }: Received): boolean =>
  headers["content-type"] === "application/x-www-form-urlencoded";

const inputs = z.object({
  Name: z.string().optional(),
  Names: z.array(z.string()).optional(),
  Entries: z.array(z.looseObject({ EventBusName: z.string().optional() })).optional(),
  QueueUrl: z.string().optional(),
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});

/** The resources that a call is about; `*` for those without. */
const resourcesIn = (call: Received, stack: StackJson): readonly string[] => {
  const { body, path } = call;
  const point = /^\/backup-vaults\/[^/?]+\/recovery-points\/([^/?]+)$/.exec(path)?.[1];
  if (point !== undefined) return [decodeURIComponent(point)];
  const plan = /^\/backup\/plans\/([^/?]+)\/$/.exec(path)?.[1];
  if (plan !== undefined) return [factsOf(stack).arn("backup", "backup-plan:*")];
  if (isForm(call)) return [new URLSearchParams(body).get("TopicArn") ?? ""];
  const { Names, Entries = [], ...one } = inputs.parse(body === "" ? {} : JSON.parse(body));
  const buses = Entries.flatMap(({ EventBusName }) => EventBusName ?? []);
  if (buses.length > 0) return buses;
  return Names
    ? Names.map((name) => factsOf(stack).arn("ssm", `parameter${name}`))
    : [resourceOf(one, stack)];
};

type Input = Omit<z.infer<typeof inputs>, "Names" | "Entries">;

const resourceOf = ({ Name, QueueUrl, TableName, RequestItems }: Input, stack: StackJson): string => {
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
  const { environment } = resourceWith(stack, "aws_lambda_function", isNotifier).args;
  const text = JSON.stringify(
    z.object({ variables: z.record(z.string(), z.string()) }).parse(environment).variables,
  );
  const deployed = resourcesOf(stack, "aws_sqs_queue").reduce(
    (sofar, { address, args }) => sofar.replaceAll(`\${${address}.url}`, queueUrlOf(args["name"])),
    text.replace(/\$\{data\.aws_partition\.\w+\.dns_suffix\}/, "amazonaws.com"),
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

/** Notices that AWS Backup can complete, each with an id of its own. */
const notices = (): readonly unknown[] =>
  ["plan deleted", "scan completed, threats found"].map((wanted) => {
    const found = eventBridgeEvents.find(({ name }) => name === wanted);
    return { ...(JSON.parse(JSON.stringify(found?.event)) as object), id: randomUUID() };
  });

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
 * All of AWS in one: every job is a plan's and has failed, each time there is another recovery point, every resource belongs
 * to the team of payments. AWS Backup throttles the first call.
 */
const aws = (slackUrl: string, nextPointArn: () => string | undefined): Script => {
  let isThrottled = true;
  return (response, { path, body }) => {
    if (isThrottled && /^\/\w+-jobs\//.test(path)) {
      isThrottled = false;
      response.writeHead(429).end();
      return;
    }
    if (body.startsWith("Action=")) {
      response.writeHead(200).end("<PublishResponse/>");
      return;
    }
    const RecoveryPointArn = path.startsWith("/resources/") ? nextPointArn() : undefined;
    const {
      Name,
      Names = [],
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
        Parameters: Names.map(() => ({ Value: "{}" })),
        FailedEntryCount: 0,
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
        RecoveryPoints: [
          { RecoveryPointArn, Status: "COMPLETED", CreationDate: 1_700_000_000, BackupVaultName: "main" },
        ],
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
  const points = recoveryPointArns(factsOf(stack)).values();
  const cloud = await startScripted(aws(slack.url, () => points.next().value));
  const start = () =>
    startLambda({
      codeDirectory,
      handler: "index.handler",
      region,
      timeoutMilliseconds: 60_000,
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
  const lambda = start();
  try {
    for (const type of ["backup", "copy", "restore"] as const)
      await lambda.invoke(delivered(failed(type), stack));
    if (factsOf(stack).hasNotices)
      for (const notice of notices()) await lambda.invoke(delivered(notice, stack));
    // Each in a new process: one process would keep Slack's pace.
    for (const _form of recoveryPointArns(factsOf(stack))) {
      const other = start();
      await other.invoke(delivered(failed("backup"), stack)).finally(other.close);
    }
    mood = "refuses";
    await lambda.invoke(delivered(failed("backup"), stack));
    mood = "is busy";
    await lambda.invoke(delivered(failed("copy"), stack));
    if (factsOf(stack).queueArn !== undefined) await lambda.invoke(delivered(editDue(), stack));
  } finally {
    await Promise.all([lambda.close(), slack.close(), cloud.close()]);
  }
  const calls = cloud.received.flatMap((call) =>
    resourcesIn(call, stack).map((resource) => ({ action: actionOf(call), resource })),
  );
  return [...new Map(calls.map((one) => [`${one.action} ${one.resource}`, one])).values()];
};
