import type { HttpAnswer } from "../../handler/aws/http";
import type { Aws, AwsRequest } from "../../handler/aws/request";
import { conditionOf, type Placeholders, updateOf } from "../../local/aws/dynamodb/expression";
import type { Item } from "../../local/aws/dynamodb/item";
import { ServiceError } from "../../local/aws/json-service";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import type { Account, Job, LivePlan } from "./account";
import type { Resource } from "./fleet";
import type { Mood } from "./mood";
import { queueUrlOf, tableName, vaultName } from "./names";
import type { RestoreTests } from "./restore-tests";

type Fields = Readonly<Record<string, unknown>>;

const ok = (fields: object): HttpAnswer => ({ status: 200, headers: {}, body: JSON.stringify(fields) });

const refused = (status: number, type: string): HttpAnswer => ({
  status,
  headers: { "x-amzn-errortype": type },
  body: JSON.stringify({ __type: type, Message: "refused" }),
});

/** `backup backup-jobs`, `dynamodb BatchGetItem`, `iam GetRole`. */
export const nameOf = ({ service, path, headers }: AwsRequest): string =>
  `${service} ${headers?.["x-amz-target"]?.split(".").at(-1) ?? /[?&]Action=(\w+)/.exec(path)?.[1] ?? path.split(/[?]/, 1)[0]?.split("/").filter(Boolean)[0] ?? ""}`;

const daySeconds = 86_400;
const jobListDays = 30;

const inSeconds = (milliseconds: number): number => milliseconds / 1000;

/** One page of a list. Only what is on it is written out: a list may have ten thousands. */
const pageOf = <One>(
  name: string,
  items: readonly One[],
  url: URL,
  written: (one: One) => object,
): HttpAnswer => {
  const start = Number(url.searchParams.get("nextToken") ?? 0);
  const end = start + Math.min(1000, Number(url.searchParams.get("maxResults") ?? 1000));
  return ok({
    [name]: items.slice(start, end).map(written),
    ...(end < items.length && { NextToken: String(end) }),
  });
};

const page = (name: string, items: readonly object[], url: URL): HttpAnswer =>
  pageOf(name, items, url, (one) => one);

/** The form of an ARN as the tagging API names it. */
const formsOf = ({ arn }: Resource): readonly string[] => {
  const [, , service = "", , , resource = ""] = arn.split(":");
  return [service, `${service}:${resource.split(/[/:]/, 1)[0]}`];
};

type Parts = {
  readonly account: Account;
  readonly queues: readonly VirtualQueue[];
  readonly mood: Mood;
  readonly now: () => number;
  readonly webhookUrl: string;
  /** A message that a function put into the notifier's queue. */
  readonly onSent: (body: string) => void;
  readonly restoreTests: () => Pick<RestoreTests, "plans" | "restores"> | undefined;
};

/** AWS at the level of requests: what watch and notifier ask, as the API References have it. */
export const createAwsOf = ({ account, queues, mood, now, webhookUrl, onSent, restoreTests }: Parts) => {
  const items = new Map<string, Item>();
  const inventoryPages = new Map<string, { readonly version: number; readonly all: readonly object[] }>();
  /** Of delayed messages. */
  const visibleAt = new Map<string, number>();
  let calls = 0;

  const listedJobs = (kind: Job["kind"], url: URL): readonly object[] => {
    const time = (name: string, otherwise: number): number => {
      const given = url.searchParams.get(name);
      return given === null ? otherwise : Date.parse(given);
    };
    const [createdAfter, createdBefore] = [
      time("createdAfter", 0),
      time("createdBefore", Number.POSITIVE_INFINITY),
    ];
    const [completeAfter, completeBefore] = [
      time("completeAfter", 0),
      time("completeBefore", Number.POSITIVE_INFINITY),
    ];
    const asksForEnd = url.searchParams.has("completeAfter") || url.searchParams.has("completeBefore");
    const state = url.searchParams.get("state");
    const resourceArn = url.searchParams.get("resourceArn");
    const all = resourceArn === null ? account.jobs : (account.jobsByResource.get(resourceArn) ?? []);
    const oldest = now() - jobListDays * daySeconds * 1000;
    return all
      .filter(
        ({ kind: own, createdAt, endedAt, fields }) =>
          own === kind &&
          createdAt > Math.max(oldest, createdAfter) &&
          createdAt < createdBefore &&
          (!asksForEnd || (endedAt !== undefined && endedAt > completeAfter && endedAt < completeBefore)) &&
          (state === null || fields["State"] === state),
      )
      .map(({ fields }) => fields)
      .reverse();
  };

  const rulesOf = ({ plan, id }: LivePlan): readonly object[] =>
    plan.rules.map((rule) => ({
      RuleName: rule.name,
      RuleId: `${id}-${rule.name}`,
      TargetBackupVaultName: vaultName,
      ScheduleExpression: rule.cron,
      ScheduleExpressionTimezone: rule.timeZone,
      StartWindowMinutes: rule.startWindowMinutes,
      CompletionWindowMinutes: rule.completionWindowMinutes,
      Lifecycle: { DeleteAfterDays: rule.deleteAfterDays },
      ...(rule.isContinuous && { EnableContinuousBackup: true }),
      ...(rule.copyTo !== undefined && {
        CopyActions: [{ DestinationBackupVaultArn: rule.copyTo, Lifecycle: { DeleteAfterDays: 90 } }],
      }),
    }));

  const plansAnswer = ([id, part, selectionId]: readonly string[], url: URL): HttpAnswer => {
    if (id === undefined) {
      return page(
        "BackupPlansList",
        account.plans.map(({ id: BackupPlanId, plan, version, createdAt }) => ({
          BackupPlanId,
          BackupPlanName: plan.name,
          VersionId: version,
          CreationDate: inSeconds(createdAt),
        })),
        url,
      );
    }
    const live = account.plans.find((one) => one.id === id);
    if (live === undefined) return refused(400, "ResourceNotFoundException");
    const { plan, version, selection } = live;
    if (part === undefined)
      return ok({
        BackupPlanId: id,
        VersionId: version,
        BackupPlan: { BackupPlanName: plan.name, Rules: rulesOf(live) },
      });
    if (selectionId === undefined) {
      const list = selection
        ? [
            {
              SelectionId: selection.id,
              SelectionName: "tagged",
              CreationDate: inSeconds(selection.createdAt),
            },
          ]
        : [];
      return page("BackupSelectionsList", list, url);
    }
    const condition = { ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: plan.name };
    return ok({
      SelectionId: selectionId,
      BackupSelection: { SelectionName: "tagged", ListOfTags: [condition] },
    });
  };

  const vaultPoints = (url: URL): HttpAnswer => {
    const before = url.searchParams.get("createdBefore");
    const until = before === null ? Number.POSITIVE_INFINITY : Date.parse(before);
    const odd = account.oddPoints
      .map(
        ({ fields }) =>
          (): Fields =>
            fields,
      )
      .filter((fields) => Number(fields()["CreationDate"]) < inSeconds(until));
    const ofPlans = [...account.resources.values()].flatMap(({ arn, points, tags }) =>
      points
        .filter(({ createdAt }) => createdAt < until)
        .map(
          ({ arn: RecoveryPointArn, createdAt, status }) =>
            (): Fields => ({
              RecoveryPointArn,
              ResourceArn: arn,
              BackupVaultName: vaultName,
              CreationDate: inSeconds(createdAt),
              Status: status,
              CreatedBy: { BackupPlanId: account.livePlanOf(tags["backup"] ?? "")?.id ?? "gone" },
              Lifecycle: { DeleteAfterDays: 35 },
              CalculatedLifecycle: { DeleteAt: inSeconds(createdAt) + 35 * daySeconds },
            }),
        ),
    );
    return pageOf("RecoveryPoints", [...odd, ...ofPlans], url, (written) => written());
  };

  const vaultAnswer = (part: string | undefined, url: URL): HttpAnswer => {
    const { topicArn, lock, policySids } = account.settings;
    switch (part) {
      case "notification-configuration":
        return topicArn === undefined
          ? refused(400, "ResourceNotFoundException")
          : ok({ SNSTopicArn: topicArn });
      case "access-policy":
        return policySids.length === 0
          ? refused(400, "ResourceNotFoundException")
          : ok({ Policy: JSON.stringify({ Statement: policySids.map((Sid) => ({ Sid, Effect: "Deny" })) }) });
      case "recovery-points":
        return vaultPoints(url);
      default:
        return ok({
          BackupVaultName: vaultName,
          Locked: lock !== undefined,
          ...(lock && { MinRetentionDays: lock.least, MaxRetentionDays: lock.most }),
        });
    }
  };

  const backup = (path: string): HttpAnswer => {
    const url = new URL(path, "https://backup.test");
    const [first = "", second, third, ...rest] = url.pathname
      .split("/")
      .filter(Boolean)
      .map(decodeURIComponent);
    switch (first) {
      case "account-settings":
        return ok({ ResourceTypeOptInPreference: account.optIns });
      case "backup":
        return plansAnswer(third === undefined ? [] : [third, ...rest], url);
      case "backup-vaults":
        return vaultAnswer(third, url);
      case "resources": {
        if (second !== undefined) {
          const points = account.resources.get(second)?.points ?? [];
          return page(
            "RecoveryPoints",
            points.map(({ arn, createdAt, status }) => ({
              RecoveryPointArn: arn,
              CreationDate: inSeconds(createdAt),
              Status: status,
              BackupVaultName: vaultName,
            })),
            url,
          );
        }
        const backedUp = [...account.resources.values()].filter(
          ({ lastBackupAt }) => lastBackupAt !== undefined,
        );
        return pageOf("Results", backedUp, url, ({ arn, type, lastBackupAt = 0 }) => ({
          ResourceArn: arn,
          ResourceType: type,
          LastBackupTime: inSeconds(lastBackupAt),
        }));
      }
      case "backup-jobs":
      case "copy-jobs": {
        const kind = first === "backup-jobs" ? "backup" : "copy";
        if (second === undefined)
          return page(kind === "backup" ? "BackupJobs" : "CopyJobs", listedJobs(kind, url), url);
        const job = account.jobsById.get(second);
        if (job === undefined) return refused(400, "ResourceNotFoundException");
        return ok(kind === "copy" ? { CopyJob: job.fields } : job.fields);
      }
      case "restore-jobs": {
        const oldest = inSeconds(Date.parse(url.searchParams.get("createdAfter") ?? "1970-01-01"));
        const all = restoreTests()?.restores() ?? [];
        return page(
          "RestoreJobs",
          all.filter(({ CreationDate }) => Number(CreationDate) > oldest),
          url,
        );
      }
      case "restore-testing":
        return page("RestoreTestingPlans", restoreTests()?.plans() ?? [], url);
      default:
        return refused(400, "InvalidParameterValueException");
    }
  };

  const inventoryOf = (types: readonly string[]): readonly object[] => {
    const key = types.join(" ");
    const known = inventoryPages.get(key);
    const version = account.inventoryVersion();
    if (known?.version === version) return known.all;
    const all = [...account.resources.values()]
      .filter(
        (one) =>
          one.exists && Object.keys(one.tags).length > 0 && formsOf(one).some((form) => types.includes(form)),
      )
      .map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }));
    inventoryPages.set(key, { version, all });
    return all;
  };

  const update = (input: Fields): HttpAnswer => {
    const { Key, UpdateExpression, ConditionExpression, ReturnValues } = input as unknown as {
      readonly Key: { readonly fact: { readonly S: string } };
      readonly UpdateExpression: string;
      readonly ConditionExpression?: string;
      readonly ReturnValues?: string;
    };
    const placeholders: Placeholders = {
      names: (input["ExpressionAttributeNames"] ?? {}) as Placeholders["names"],
      values: (input["ExpressionAttributeValues"] ?? {}) as Placeholders["values"],
      used: new Set(),
    };
    const before = items.get(Key.fact.S);
    const { apply } = updateOf(UpdateExpression, placeholders);
    if (ConditionExpression !== undefined && !conditionOf(ConditionExpression, placeholders)(before ?? {}))
      return refused(400, "ConditionalCheckFailedException");
    const after = apply(before ?? Key);
    items.set(Key.fact.S, after);
    return ok(ReturnValues === "ALL_NEW" ? { Attributes: after } : {});
  };

  const dynamodb = (operation: string | undefined, input: Fields): HttpAnswer => {
    try {
      if (operation === "UpdateItem") return update(input);
      const asked = input["RequestItems"] as Record<
        string,
        { readonly Keys: readonly { readonly fact: { readonly S: string } }[] }
      >;
      const found = (asked[tableName]?.Keys ?? []).flatMap(({ fact }): readonly Item[] => {
        const item = items.get(fact.S);
        return item === undefined ? [] : [item];
      });
      return ok({ Responses: { [tableName]: found }, UnprocessedKeys: {} });
    } catch (error) {
      if (error instanceof ServiceError) return refused(400, "ValidationException");
      throw error;
    }
  };

  const sqs = (operation: string | undefined, input: Fields): HttpAnswer => {
    const queue = queues.find(({ arn }) => queueUrlOf(arn) === input["QueueUrl"]);
    if (queue === undefined) return refused(400, "QueueDoesNotExist");
    if (operation === "GetQueueAttributes") {
      const messages = queue.messages();
      const late = messages.filter(({ messageId }) => (visibleAt.get(messageId) ?? 0) > now()).length;
      const visible = queue.visibleCount();
      return ok({
        Attributes: {
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(messages.length - visible - late),
          ApproximateNumberOfMessagesDelayed: String(late),
        },
      });
    }
    const entries = input["Entries"] as readonly {
      readonly Id: string;
      readonly MessageBody: string;
      readonly DelaySeconds?: number;
      readonly ReceiptHandle: string;
      readonly VisibilityTimeout: number;
    }[];
    for (const entry of entries) {
      if (operation === "SendMessageBatch") {
        const { messageId } = queue.send(entry.MessageBody, {}, entry.DelaySeconds);
        if (entry.DelaySeconds) visibleAt.set(messageId, now() + entry.DelaySeconds * 1000);
        if (queue === queues[0]) onSent(entry.MessageBody);
      } else queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout);
    }
    return ok({ Successful: entries.map(({ Id }) => ({ Id })), Failed: [] });
  };

  const iam = (path: string): HttpAnswer => {
    const xml = (body: string): HttpAnswer => ({
      status: 200,
      headers: {},
      body: `<Response>${body}</Response>`,
    });
    if (!path.includes("Action=GetRole&"))
      return xml(
        path.includes("Attached")
          ? "<IsTruncated>false</IsTruncated><PolicyArn>arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup</PolicyArn>"
          : "<IsTruncated>false</IsTruncated>",
      );
    const Service = account.settings.isRoleAssumable ? "backup.amazonaws.com" : "ec2.amazonaws.com";
    const trust = { Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] };
    return xml(
      `<AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(trust))}</AssumeRolePolicyDocument>`,
    );
  };

  const answer = (request: AwsRequest): HttpAnswer => {
    const operation = request.headers?.["x-amz-target"]?.split(".").at(-1);
    const input = (): Fields => JSON.parse(request.body ?? "{}");
    switch (request.service) {
      case "backup":
        return backup(request.path);
      case "tagging": {
        const { ResourceTypeFilters, ResourcesPerPage, PaginationToken } = input() as unknown as {
          readonly ResourceTypeFilters: readonly string[];
          readonly ResourcesPerPage: number;
          readonly PaginationToken?: string;
        };
        const all = inventoryOf(ResourceTypeFilters);
        const start = Number(PaginationToken || 0);
        const end = start + Math.min(100, ResourcesPerPage);
        return ok({
          ResourceTagMappingList: all.slice(start, end),
          PaginationToken: end < all.length ? String(end) : "",
        });
      }
      case "dynamodb":
        return dynamodb(operation, input());
      case "sqs":
        return sqs(operation, input());
      case "kms":
        return ok({ KeyMetadata: { KeyState: account.settings.keyState } });
      case "iam":
        return iam(request.path);
      case "ssm":
        return ok({ Parameter: { Name: "webhook", Type: "SecureString", Value: webhookUrl, Version: 1 } });
      default:
        return refused(403, "AccessDeniedException");
    }
  };

  /** As a function sees it: the watch, whose rights and limits can be taken away; the notifier has its own. */
  const awsOf =
    (who: "watch" | "notifier"): Aws =>
    async (request) => {
      if (who === "watch") {
        calls += 1;
        if (mood.isThrottling && request.service === "backup") return refused(429, "ThrottlingException");
        if (mood.denied.has(nameOf(request))) return refused(403, "AccessDeniedException");
      }
      return answer(request);
    };

  return { awsOf, calls: (): number => calls, items };
};
