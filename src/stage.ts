import type { MessageKinds } from "./stage/message-kind";
import type { Route } from "./stage/route";
import type { VaultEvent } from "./stage/vault-event";

/** A copy of a rule's recovery points in another vault. */
export type Copy = {
  /** ARN of the vault that receives the copies, often in another Region: `arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite`. */
  readonly vaultArn: string;
  /** Days until a copy is deleted. Required: without it, AWS keeps copies forever. */
  readonly deleteAfterDays: number;
  /** Days until a copy moves to cold storage; `deleteAfterDays` must be at least 90 days more. */
  readonly moveToColdStorageAfterDays?: number;
};

/** One rule of the backup plan. */
export type Rule = {
  /** Shown in messages: 1 to 50 letters, digits and `-_.`. */
  readonly name: string;
  /** `cron(minute hour day-of-month month day-of-week year)`, with `?` in exactly one of the two days; or `rate(12 hours)`. */
  readonly schedule: string;
  /** IANA time zone of the schedule. Default: `Etc/UTC`. */
  readonly timeZone?: string;
  /** Minutes within which a job must start before it expires. At least 60. Default: 480, as in AWS. */
  readonly startWindowMinutes?: number;
  /** Minutes within which a job must complete; more than the start window. Default: 10080 (7 days), as in AWS. */
  readonly completionWindowMinutes?: number;
  /** Days until a recovery point moves to cold storage, for resource types that support it. Default: never. */
  readonly moveToColdStorageAfterDays?: number;
  /** Days until a recovery point is deleted; at least 90 more than `moveToColdStorageAfterDays`. */
  readonly deleteAfterDays: number;
  /** Tags on the recovery points, at most 10. AWS creates recovery points, so the stage's `tags` do not apply to them. */
  readonly recoveryPointTags?: Readonly<Record<string, string>>;
  /** Copies of each recovery point, at most 5. */
  readonly copyTo?: readonly Copy[];
};

/** A vault that the stack creates, with its backup plan. */
export type OwnVault = {
  /** 2 to 50 letters, digits, `-` and `_`. Default: `backup-notifications-<stage>`. */
  readonly name?: string;
  /** The backup plan's rules, 1 to 10. */
  readonly rules: readonly Rule[];
  /** What is backed up: resources that carry **all** of these tags. */
  readonly selectionTags: Readonly<Record<string, string>>;
  /**
   * `true` lets `cdktf destroy` delete the vault with its recovery points. Default: `false`; then Terraform refuses every
   * plan that destroys or replaces the vault, its key or its role, and `cleanup` asks for the stage's name.
   */
  readonly forceDestroy?: boolean;
};

/** The Lambda function that posts to Slack. */
export type Notifier = {
  /** Default: `nodejs24.x`; `nodejs22.x` for AWS providers that do not support it yet. */
  readonly runtime?: "nodejs22.x" | "nodejs24.x";
  /** 128 to 10240. Default: 512; less memory means less CPU and slower messages. */
  readonly memoryMegabytes?: number;
  /** A value that CloudWatch allows: 1, 3, 5, 7, 14, 30, 60, 90, ... Default: 365. */
  readonly logRetentionDays?: number;
  /**
   * Concurrency reserved for the notifier, at least 2. Default: none. The queue never runs more than two at once, and
   * Lambda refuses a reservation that leaves too little for other functions: in a new account, with 10 in all, the
   * deployment would fail. (Lambda Developer Guide, Configuring reserved concurrency)
   */
  readonly reservedConcurrency?: number;
};

/** A Slack app that posts with a bot token: one message per job, edited as the job progresses, with details in its thread. */
export type Bot = {
  /** Id of the channel, `C0123ABCD`, shown at the bottom of the channel's details in Slack. Names change, ids do not. */
  readonly channel: string;
  /**
   * Further channels for `routes`: their ids by the names that routes use, `{ payments: "C0456EFGH" }`. The app must be
   * a member of each. Default: only the main channel.
   */
  readonly channels?: Readonly<Record<string, string>>;
  /** Slack's Web API. Default: `https://slack.com/api/`; `https://slack-gov.com/api/` for GovSlack. */
  readonly apiUrl?: string;
};

/** A small EC2 instance that gives the plan something to back up. */
export type TestWorkload = {
  /** Default: `t4g.nano`. It determines the architecture of the Amazon Linux image. */
  readonly instanceType?: string;
};

/**
 * The content of a stage file. `vault`, `existingVaults` or both are required; everything else has a default.
 * `defineStage` types it; `loadStage` checks it and reports all problems at once.
 */
export type Stage = {
  /** AWS Region, unless `AWS_REGION` names another one. Default: `us-east-1`. */
  readonly region?: string;
  /** A vault that the stack creates, with its plan. */
  readonly vault?: OwnVault;
  /**
   * Names of vaults that already exist: the stack only adds notifications.
   * A vault has one notification configuration: the stack replaces it, and removes its own on destroy.
   */
  readonly existingVaults?: readonly string[];
  /** Vault events to subscribe to. Default: all that concern backup, copy and restore jobs. */
  readonly events?: readonly VaultEvent[];
  /** `queue` (default): SNS, SQS, Lambda; survives a day of Slack outage. `direct`: SNS, Lambda; the smallest setup. */
  readonly delivery?: "queue" | "direct";
  /**
   * Also subscribe to what vault notifications leave out, through EventBridge, in the whole account and Region: changes
   * of vaults, plans and settings, recovery points that are partial, expired, stopped or deleted, malware scans.
   * Default: `false`.
   */
  readonly eventBridge?: boolean;
  readonly notifier?: Notifier;
  /**
   * Kinds of messages to log instead of posting them, in addition to those muted by default:
   * `recovery-point.modified`, `restore.*`, `*.completed`. Short for a route with `post: false`; matching `routes`
   * override it. Default: none.
   */
  readonly mutedKinds?: readonly MessageKinds[];
  /**
   * Which events are posted, where, whom they mention, and their severity. Every matching route applies, in order; for
   * each setting, the last one wins. `[{ kinds: ["*.failed"], mention: "here" }]`. Default: none; then failures and
   * final states are posted, intermediate states are not, and no one is mentioned.
   */
  readonly routes?: readonly Route[];
  /**
   * Texts in AWS's status messages that this stage accepts: a job that completed with such issues or partially, or a
   * copy that failed for such a reason, is posted as neutral and mentions no one. Case does not matter. Default: none.
   */
  readonly benignReasons?: readonly string[];
  /**
   * Account names by id: with `{ "111122223333": "prod" }`, messages show `prod (111122223333)`. At most 10.
   * Default: none; messages show only the id.
   */
  readonly accountNames?: Readonly<Record<string, string>>;
  /**
   * Posts as a Slack app with a bot token instead of a webhook, and keeps one message per job up to date from the job's
   * start: `*.started` is posted too, unless the stage mutes it. `npm run set-bot-token` stores the token.
   * Default: none; the stage posts to a webhook.
   */
  readonly bot?: Bot;
  /**
   * Names of further Slack channels for `routes`, each with its own webhook, which
   * `npm run set-webhook -- <stage> --channel <name>` stores. With a bot, use `bot.channels` instead. Default: only the
   * main channel.
   */
  readonly channels?: readonly string[];
  /** Hosts allowed in the webhook URL and the bot's API URL. Default: `hooks.slack.com`, `hooks.slack-gov.com`. */
  readonly slackHosts?: readonly string[];
  /**
   * E-mail address that gets the alarms about the notifier itself. AWS first sends it a confirmation.
   * Not set: `ALARM_EMAIL` at synth, or a warning if that is empty too. `false`: no one, on purpose.
   */
  readonly alarmEmail?: string | false;
  /**
   * Adds an alarm for when nothing at all reached Slack for this many whole hours, 2 to 168: the only way to notice
   * backups that never ran. Choose more than the longest normal gap between two messages; `26` fits daily backups.
   * Muted kinds do not count. Default: none.
   */
  readonly silenceAlarmHours?: number;
  /** A CloudWatch dashboard for backups, notifier and alarms. Default: `true`. */
  readonly dashboard?: boolean;
  /**
   * `true` adds a DynamoDB table that records what was sent, so that an event that AWS delivers twice is posted once,
   * and a bot finds the message to edit. Default: `true` with a `bot`, else `false`; then only duplicates within one
   * batch are dropped.
   */
  readonly ledger?: boolean;
  /** A small instance to back up, so that the first messages arrive within minutes. Requires `vault`. Default: none. */
  readonly testWorkload?: TestWorkload;
  /** Tags on every resource in the stack; not `backup-notifications:stage`, which names the stage that owns a vault. */
  readonly tags?: Readonly<Record<string, string>>;
};

/** Types a stage file: `export default defineStage({ ... })`. Checks nothing; `loadStage` does. */
export const defineStage = (stage: Stage): Stage => stage;
