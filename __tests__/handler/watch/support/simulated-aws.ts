import { createHash } from "node:crypto";
import type { HttpAnswer } from "../../../../handler/aws/http";
import type { Aws, AwsRequest } from "../../../../handler/aws/request";
import type { WatchSettings } from "../../../../handler/watch/settings";
import type { WatchContext, WatchLine } from "../../../../handler/watch/watch-context";

/** An account of AWS as the watch sees it: what its API answers, with names as in AWS's API References. */
export type Account = {
  readonly plans: Map<string, { name: string; version: string; createdAt: Date; rules: object[] }>;
  readonly selections: Map<string, { id: string; createdAt: Date; selection: object }[]>;
  readonly tags: Map<string, Record<string, string>>;
  readonly backedUp: Map<string, Date>;
  /** Names of the vaults of the newest backups, where AWS names them, and the resources' types. */
  readonly lastVaults: Map<string, string>;
  readonly types: Map<string, string>;
  readonly points: Map<string, { createdAt: Date; status: string; vaultName?: string }[]>;
  readonly jobs: Map<string, unknown>[];
  readonly optIns: Record<string, boolean>;
  readonly notifications: Map<string, string>;
  waiting: number;
  readonly table: Map<string, Record<string, unknown>>;
  readonly sent: { readonly id: string; readonly body: string }[];
};

export const region = "eu-west-1";
export const accountId = "111122223333";

const seconds = (date: Date): number => date.getTime() / 1000;

const ok = (fields: object): HttpAnswer => ({ status: 200, headers: {}, body: JSON.stringify(fields) });

export const refusal = (status: number, type: string): HttpAnswer => ({
  status,
  headers: { "x-amzn-errortype": type },
  body: JSON.stringify({ __type: type, Message: "refused" }),
});

const order = (key: string, seed: number): string =>
  createHash("sha256").update(`${seed}${key}`).digest("hex");

/** An account with nothing in it. */
export const emptyAccount = (): Account => ({
  plans: new Map(),
  selections: new Map(),
  tags: new Map(),
  backedUp: new Map(),
  lastVaults: new Map(),
  types: new Map(),
  points: new Map(),
  jobs: [],
  optIns: { DynamoDB: true },
  notifications: new Map(),
  waiting: 0,
  table: new Map(),
  sent: [],
});

type Options = {
  /** Items on a page, though more are asked for. */
  readonly pageSize?: number;
  /** Of the order of lists. */
  readonly seed?: number;
  /** An answer instead of the usual one; may throw. */
  readonly instead?: (request: AwsRequest, name: string) => HttpAnswer | undefined;
};

/** The operation that a request asks for: `backup /backup-jobs/`, `dynamodb BatchGetItem`. */
export const nameOf = ({ service, path, headers }: AwsRequest): string =>
  `${service} ${headers?.["x-amz-target"]?.split(".").at(-1) ?? path.split("?")[0]}`;

/** AWS, as far as the watch asks it. */
export const simulatedAws = (
  account: Account,
  { pageSize = 1000, seed = 0, instead = () => undefined }: Options = {},
): Aws => {
  const page = (name: string, items: readonly object[], size: number, token: string | null | undefined) => {
    const sorted =
      seed === 0
        ? items
        : items
            .map((item) => ({ item, key: order(JSON.stringify(item), seed) }))
            .sort((one, other) => (one.key < other.key ? -1 : 1))
            .map(({ item }) => item);
    const start = Number(token ?? 0);
    const end = start + Math.min(size, pageSize);
    return ok({ [name]: sorted.slice(start, end), ...(end < sorted.length && { NextToken: String(end) }) });
  };

  const backup = (path: string): HttpAnswer => {
    const url = new URL(path, "https://backup.test");
    const query = (name: string): string | null => url.searchParams.get(name);
    const list = (name: string, items: readonly object[]): HttpAnswer =>
      page(name, items, Number(query("maxResults")), query("nextToken"));
    const parts = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    const [first = "", second = "", third, fourth] = parts;
    if (first === "account-settings") return ok({ ResourceTypeOptInPreference: account.optIns });
    if (url.pathname === "/backup/plans/") {
      return list(
        "BackupPlansList",
        [...account.plans].map(([BackupPlanId, { name, version, createdAt }]) => ({
          BackupPlanId,
          BackupPlanName: name,
          VersionId: version,
          CreationDate: seconds(createdAt),
        })),
      );
    }
    if (first === "backup" && second === "plans") {
      const plan = account.plans.get(third ?? "");
      if (plan === undefined) return refusal(400, "ResourceNotFoundException");
      if (fourth === undefined) return ok({ BackupPlan: { BackupPlanName: plan.name, Rules: plan.rules } });
      const selections = account.selections.get(third ?? "") ?? [];
      const one = selections.find(({ id }) => id === parts[4]);
      if (one) return ok({ BackupSelection: one.selection, SelectionId: one.id });
      return list(
        "BackupSelectionsList",
        selections.map(({ id, createdAt }) => ({ SelectionId: id, CreationDate: seconds(createdAt) })),
      );
    }
    if (first === "resources" && second === "") {
      return list(
        "Results",
        [...account.backedUp].map(([ResourceArn, at]) => {
          const vault = account.lastVaults.get(ResourceArn);
          return {
            ResourceArn,
            ResourceType: account.types.get(ResourceArn),
            LastBackupTime: seconds(at),
            ...(vault && {
              LastBackupVaultArn: `arn:aws:backup:${region}:${accountId}:backup-vault:${vault}`,
            }),
          };
        }),
      );
    }
    if (first === "resources") {
      return list(
        "RecoveryPoints",
        (account.points.get(second) ?? []).map(({ createdAt, status, vaultName }, index) => ({
          RecoveryPointArn: `point-${index}`,
          BackupVaultName: vaultName,
          CreationDate: seconds(createdAt),
          Status: status,
        })),
      );
    }
    if (/^(?:backup|copy|restore)-jobs$/.test(first)) {
      const kind = first.split("-")[0] ?? "";
      const idName = { backup: "BackupJobId", copy: "CopyJobId", restore: "RestoreJobId" }[kind] ?? "";
      const jobs = account.jobs.map((job) => Object.fromEntries(job)).filter((job) => idName in job);
      if (second !== "") {
        const job = jobs.find((one) => one[idName] === second);
        return job === undefined
          ? refusal(400, "ResourceNotFoundException")
          : ok(kind === "copy" ? { CopyJob: job } : job);
      }
      const time = (name: string): number => seconds(new Date(query(name) ?? Number.NaN));
      const after = (value: unknown, name: string): boolean =>
        query(name) === null || (typeof value === "number" && value > time(name));
      const before = (value: unknown, name: string): boolean =>
        query(name) === null || (typeof value === "number" && value < time(name));
      return list(
        { backup: "BackupJobs", copy: "CopyJobs", restore: "RestoreJobs" }[kind] ?? "",
        jobs.filter(
          (job) =>
            after(job["CreationDate"], "createdAfter") &&
            after(job["CompletionDate"], "completeAfter") &&
            before(job["CompletionDate"], "completeBefore") &&
            (query("resourceArn") ?? job["ResourceArn"]) === job["ResourceArn"],
        ),
      );
    }
    if (parts[2] === "notification-configuration") {
      const topic = account.notifications.get(second);
      return topic === undefined ? refusal(400, "ResourceNotFoundException") : ok({ SNSTopicArn: topic });
    }
    return refusal(400, "InvalidParameterValueException");
  };

  const dynamodb = (name: string, input: Record<string, never>): HttpAnswer => {
    if (name === "UpdateItem") {
      const { Key, ExpressionAttributeValues: values } = input as unknown as {
        Key: { fact: { S: string } };
        ExpressionAttributeValues: Record<string, unknown>;
      };
      account.table.set(Key.fact.S, { fact: Key.fact, packed: values[":packed"] });
      return ok({});
    }
    const [[table, { Keys }] = ["", { Keys: [] }]] = Object.entries(
      input["RequestItems"] as unknown as Record<string, { Keys: { fact: { S: string } }[] }>,
    );
    return ok({ Responses: { [table]: Keys.flatMap(({ fact }) => account.table.get(fact.S) ?? []) } });
  };

  return async (request) => {
    const name = nameOf(request);
    const other = instead(request, name);
    if (other !== undefined) return other;
    const input = JSON.parse(request.body ?? "{}");
    switch (name) {
      case "tagging GetResources": {
        const { ResourceTypeFilters, ResourcesPerPage, PaginationToken } = input;
        const items = [...account.tags]
          .filter(([arn]) => {
            const [, , service, , , resource = ""] = arn.split(":");
            return ResourceTypeFilters.includes(`${service}:${resource.split("/")[0]}`);
          })
          .map(([ResourceARN, tags]) => ({
            ResourceARN,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          }));
        const answer = JSON.parse(page("items", items, ResourcesPerPage, PaginationToken).body);
        return ok({ ResourceTagMappingList: answer.items, PaginationToken: answer.NextToken ?? "" });
      }
      case "sqs GetQueueAttributes":
        return ok({
          Attributes: {
            ApproximateNumberOfMessages: String(account.waiting),
            ApproximateNumberOfMessagesNotVisible: "0",
            ApproximateNumberOfMessagesDelayed: "0",
          },
        });
      case "sqs SendMessageBatch": {
        for (const { MessageBody } of input.Entries) {
          const { id } = JSON.parse(MessageBody);
          account.sent.push({ id, body: MessageBody });
        }
        return ok({ Successful: input.Entries.map(({ Id }: { Id: string }) => ({ Id })), Failed: [] });
      }
      case "dynamodb BatchGetItem":
      case "dynamodb UpdateItem":
        return dynamodb(name.split(" ")[1] ?? "", input);
      default:
        return request.service === "backup" ? backup(request.path) : refusal(403, "AccessDeniedException");
    }
  };
};

export const watchSettings: WatchSettings = {
  vaultNames: ["main"],
  heardKinds: ["backup", "copy", "restore"],
  overdue: [],
  expected: [],
  ownPlanIds: ["plan-1"],
  timeZone: "UTC",
  digest: true,
  routeTagKeys: ["team"],
};

/** A check of an account at a time. */
export const contextOf = (
  aws: Aws,
  now: Date,
  more: Partial<WatchSettings> = {},
  lines: WatchLine[] = [],
): WatchContext => ({
  aws,
  settings: { ...watchSettings, ...more },
  env: {
    stage: "dev",
    region,
    accountId,
    queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/main",
    waitingQueueUrls: ["https://sqs.eu-west-1.amazonaws.com/111122223333/main"],
    ledgerTableName: "ledger",
  },
  now,
  sleep: async () => {},
  elapsed: () => 0,
  log: (line) => void lines.push(line),
});

export const at = (text: string): Date => new Date(text);

export const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

/** A plan that runs at 05:00 UTC: its backups have ended by 08:00. */
export const withDailyPlan = (account: Account, more: object = {}): Account => {
  account.plans.set("plan-1", {
    name: "daily",
    version: "1",
    createdAt: at("2026-01-01T00:00Z"),
    rules: [
      {
        RuleName: "daily",
        RuleId: "rule-1",
        TargetBackupVaultName: "main",
        ScheduleExpression: "cron(0 5 ? * * *)",
        StartWindowMinutes: 60,
        CompletionWindowMinutes: 120,
        Lifecycle: { DeleteAfterDays: 35 },
        ...more,
      },
    ],
  });
  account.selections.set("plan-1", [
    {
      id: "selection-1",
      createdAt: at("2026-01-01T00:00Z"),
      selection: {
        SelectionName: "tagged",
        ListOfTags: [{ ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "daily" }],
      },
    },
  ]);
  return account;
};

/** A backup job as AWS lists it. */
export const backupJob = (
  account: Account,
  name: string,
  createdAt: Date,
  more: Record<string, unknown> = {},
): Record<string, unknown> => {
  const job = {
    BackupJobId: `JOB-${name}-${createdAt.getTime()}`,
    AccountId: accountId,
    BackupVaultName: "main",
    BackupVaultArn: `arn:aws:backup:${region}:${accountId}:backup-vault:main`,
    ResourceArn: tableArn(name),
    ResourceType: "DynamoDB",
    State: "COMPLETED",
    CreationDate: seconds(createdAt),
    CompletionDate: seconds(createdAt) + 1800,
    CreatedBy: { BackupPlanId: "plan-1", BackupRuleId: "rule-1", BackupRuleName: "daily" },
    ...more,
  };
  account.jobs.push(new Map(Object.entries(job)));
  return job;
};

/** What the notifier writes down once it has sent a job's end. */
export const heard = (account: Account, jobId: unknown, kind = "backup", state = "COMPLETED"): void => {
  const fact = `${kind}|${String(jobId).toLowerCase()}|${accountId}|${region}`;
  account.table.set(fact, { fact: { S: fact }, states: { SS: [state] } });
};

/** What was sent since, in words: `overdue missed orders`, `over overdue orders`, `late JOB-1`. */
export const wordsOf = (sent: Account["sent"]): readonly string[] =>
  sent.map(({ body }) => {
    const { detail, "detail-type": type } = JSON.parse(body);
    if (type === "Late Event")
      return `late ${detail.event.detail.backupJobId ?? detail.event.detail.copyJobId}`;
    const names = detail.subjects.map(({ id }: { id: string }) => id.split("/").at(-1));
    return [detail.isOver && "over", detail.finding, detail.cause, detail.to, ...names]
      .filter(Boolean)
      .join(" ");
  });
