import type { MessageKinds } from "./stage/message-kind";
import type { Route } from "./stage/route";
import type { VaultEvent } from "./stage/vault-event";

/** Where a rule's recovery points are copied to. */
export type Copy = {
  /** ARN of the vault that receives the copies, often in another Region: `arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite`. */
  readonly vaultArn: string;
  /** Days until a copy is deleted. Required: AWS keeps copies without it forever. */
  readonly deleteAfterDays: number;
  /** Days until a copy moves to cold storage; `deleteAfterDays` must be at least 90 days more. */
  readonly moveToColdStorageAfterDays?: number;
};

/** One rule of the backup plan. */
export type Rule = {
  /** Shown in messages: 1 to 50 letters, digits and `-_.`. */
  readonly name: string;
  /** `cron(minute hour day-of-month month day-of-week year)`, one of the two days is `?`; or `rate(12 hours)`. */
  readonly schedule: string;
  /** IANA time zone of the schedule. Default: `Etc/UTC`. */
  readonly timeZone?: string;
  /** Minutes that a job may wait to start before it expires. At least 60. Default: 480, AWS's own. */
  readonly startWindowMinutes?: number;
  /** Minutes until an unfinished job is given up; more than the start window. Default: 10080 (7 days), AWS's own. */
  readonly completionWindowMinutes?: number;
  /** Days until a recovery point moves to cold storage, for resource types that have it. Default: never. */
  readonly moveToColdStorageAfterDays?: number;
  /** Days until a recovery point is deleted; at least 90 more than `moveToColdStorageAfterDays`. */
  readonly deleteAfterDays: number;
  /** Tags on the recovery points, at most 10. AWS makes recovery points, so the stage's `tags` do not reach them. */
  readonly recoveryPointTags?: Readonly<Record<string, string>>;
  /** Copies of each recovery point, at most 5. */
  readonly copyTo?: readonly Copy[];
};

/** A vault that the stack makes, with its backup plan. */
export type OwnVault = {
  /** 2 to 50 letters, digits, `-` and `_`. Default: `backup-notifications-<stage>`. */
  readonly name?: string;
  /** The backup plan's rules, 1 to 10. */
  readonly rules: readonly Rule[];
  /** What is backed up: resources that carry **all** of these tags. */
  readonly selectionTags: Readonly<Record<string, string>>;
  /** `true` lets `cdktf destroy` delete the vault's recovery points. Default: `false`, then AWS refuses. */
  readonly forceDestroy?: boolean;
};

/** The Lambda function that writes to Slack. */
export type Notifier = {
  /** Default: `nodejs24.x`. `nodejs22.x` where an older AWS provider does not know it. */
  readonly runtime?: "nodejs22.x" | "nodejs24.x";
  /** 128 to 10240. Default: 512; less memory means less CPU and a slower message. */
  readonly memoryMegabytes?: number;
  /** One of CloudWatch's own values: 1, 3, 5, 7, 14, 30, 60, 90, ... Default: 365. */
  readonly logRetentionDays?: number;
  /**
   * Concurrency kept free for the notifier, at least 2. Default: none. A queue lets two run at once anyway, and Lambda
   * refuses a reservation that leaves others too little: a new account, with 10 in all, could not be deployed to.
   * (Lambda Developer Guide, Configuring reserved concurrency)
   */
  readonly reservedConcurrency?: number;
};

/** A Slack app that posts with a bot token: one message a job, edited as the job goes on, with its details in the thread. */
export type Bot = {
  /** Id of the channel, `C0123ABCD`; it stands at the bottom of the channel's details in Slack. Names change, ids do not. */
  readonly channel: string;
  /**
   * Further channels that `routes` may send events to: their ids by the names that the routes use. The app must be in each.
   * `{ payments: "C0456EFGH" }`. Default: none but the main channel.
   */
  readonly channels?: Readonly<Record<string, string>>;
  /** Slack's Web API. Default: `https://slack.com/api/`; `https://slack-gov.com/api/` for GovSlack. */
  readonly apiUrl?: string;
};

/** A small EC2 instance that gives the plan something to back up. */
export type TestWorkload = {
  /** Default: `t4g.nano`. The architecture of its Amazon Linux image follows from it. */
  readonly instanceType?: string;
};

/**
 * What a stage file says. Name a `vault`, `existingVaults`, or both; everything else has a default.
 * `defineStage` types it, `loadStage` checks it and reports every problem at once.
 */
export type Stage = {
  /** AWS Region, unless `AWS_REGION` names another. Default: `us-east-1`. */
  readonly region?: string;
  /** A vault that the stack makes, with its plan. */
  readonly vault?: OwnVault;
  /**
   * Names of vaults that exist already: they only get notifications.
   * A vault has one notification setting: the stack replaces what is there, and removes its own on destroy.
   */
  readonly existingVaults?: readonly string[];
  /** Vault events to hear of. Default: all that tell about backup, copy and restore jobs. */
  readonly events?: readonly VaultEvent[];
  /** `queue` (default): SNS, SQS, Lambda: outlives a day of Slack outage. `direct`: SNS, Lambda: the smallest setup. */
  readonly delivery?: "queue" | "direct";
  /**
   * Also listen on EventBridge for what vault notifications leave out, in the whole account and Region: changes of
   * vaults, plans and settings, recovery points that are partial, expired or deleted, malware scans. Default: `false`.
   */
  readonly eventBridge?: boolean;
  readonly notifier?: Notifier;
  /**
   * Kinds of message that are logged, not posted, beside those that are by default: `recovery-point.modified`,
   * `restore.*`, `*.completed`. Short for a route with `post: false`; routes that fit win over it. Default: none.
   */
  readonly mutedKinds?: readonly MessageKinds[];
  /**
   * Which events are posted, whom they call and how bad they are: every route that fits applies, in order, and a later
   * one wins for what it sets. `[{ kinds: ["*.failed"], mention: "here" }]`. Default: none; then failures and ends are
   * posted, steps on the way are not, and nobody is called.
   */
  readonly routes?: readonly Route[];
  /**
   * Texts of AWS's status messages that this stage has accepted: a job that completed with such issues or in part, or a
   * copy that failed for such a reason, is posted as neutral and calls nobody. Upper and lower case are the same.
   * Default: none.
   */
  readonly benignReasons?: readonly string[];
  /**
   * Names of accounts by their ids, shown beside the id: `{ "111122223333": "prod" }` makes it `prod (111122223333)`.
   * At most 10. Default: none, messages show the id alone.
   */
  readonly accountNames?: Readonly<Record<string, string>>;
  /**
   * Posts as a Slack app with a bot token instead of a webhook, and keeps one message a job up to date, from the job's
   * start on: `*.started` is posted too, unless the stage mutes it. The token is stored by `npm run set-bot-token`.
   * Default: none, the stage posts to a webhook.
   */
  readonly bot?: Bot;
  /**
   * Names of further channels of Slack that `routes` may send events to, each behind a webhook of its own, which
   * `npm run set-webhook -- <stage> --channel <name>` stores. A bot's are in `bot.channels`. Default: none but the main channel.
   */
  readonly channels?: readonly string[];
  /** Hosts that the webhook URL, or the bot's API, may point to. Default: `hooks.slack.com`, `hooks.slack-gov.com`. */
  readonly slackHosts?: readonly string[];
  /**
   * Who hears when the notifier itself is in trouble. AWS sends a mail to confirm it first.
   * Left out: `ALARM_EMAIL` at synth, and a warning if that is empty too. `false`: nobody, on purpose.
   */
  readonly alarmEmail?: string | false;
  /**
   * Also alarm when nothing at all reached Slack for this many whole hours, 2 to 168: the one way to hear of backups
   * that never ran. Choose more than the longest quiet time between two messages; `26` fits daily backups.
   * Muted kinds do not count. Default: none.
   */
  readonly silenceAlarmHours?: number;
  /** A CloudWatch dashboard of backups, notifier and alarms. Default: `true`. */
  readonly dashboard?: boolean;
  /**
   * `true` makes a DynamoDB table in which the notifier remembers what it has told, so that an event that AWS
   * delivers twice is told once, and a bot finds its message again. Default: `true` with a `bot`, else `false`: then only
   * duplicates within one batch are dropped.
   */
  readonly ledger?: boolean;
  /** A small instance to back up, to see the first messages within minutes. Needs a `vault`. Default: none. */
  readonly testWorkload?: TestWorkload;
  /** Tags on every resource of the stack. */
  readonly tags?: Readonly<Record<string, string>>;
};

/** Types a stage file: `export default defineStage({ ... })`. Nothing is checked here; `loadStage` does. */
export const defineStage = (stage: Stage): Stage => stage;
