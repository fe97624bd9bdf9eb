import type { JobKind, MustProtect, OverdueLimit, Setting } from "./facts";

/** A restore test of the stage, as far as the watch looks after it. */
export type WatchedTest = {
  /** The stage's name for it. */
  readonly name: string;
  /** AWS's name for its plan. */
  readonly planName: string;
  /** What it restores, by AWS Backup's words. */
  readonly types: readonly string[];
  /** Whether something gives AWS a result. */
  readonly isChecked: boolean;
  /** How long AWS keeps what was restored for its check. */
  readonly keepHours: number;
  readonly withinMinutes?: number;
};

/** What the stage wants watched. */
export type WatchSettings = {
  /** Names of the vaults whose backups count; `all-vaults` for the whole account and Region. */
  readonly vaultNames: readonly string[] | "all-vaults";
  /** Of which kinds of jobs the stage hears the end. */
  readonly heardKinds: readonly JobKind[];
  /** The first that fits a resource counts. */
  readonly overdue: readonly OverdueLimit[];
  readonly mustProtect?: MustProtect;
  /**
   * What AWS should say of the stage's own vaults and key. `expected` of `vault-notifications` is the topic's ARN; of
   * `vault-lock` `governance 7 35` or `compliance 7 -`, with the least and the most days of retention; of `vault-policy` the
   * statements' Sids, sorted and joined by commas; of `key` `Enabled`. `none` where there is none.
   */
  readonly expected: readonly Omit<Setting, "seen">[];
  /** Plans and the backup role that the stage owns: of these the watch may see everything. */
  readonly ownPlanIds: readonly string[];
  readonly ownRoleArn?: string;
  /** Of the digest. IANA. */
  readonly timeZone: string;
  readonly digest: boolean;
  /** Keys of tags that the stage's routes check. */
  readonly routeTagKeys: readonly string[];
  readonly restoreTests?: readonly WatchedTest[];
};

/** The function's environment variables: the contract with `src/watch/`, which declares them as `satisfies WatchEnv`. */
export type WatchEnv = {
  readonly STAGE: string;
  /** URL of the notifier's queue: the watch's way to Slack. */
  readonly QUEUE_URL: string;
  /** URLs of the notifier's queue and of all dead-letter queues in which an event may wait, as a JSON list. */
  readonly WAITING_QUEUE_URLS: string;
  readonly LEDGER_TABLE_NAME: string;
  /** `PackedSettings`, as JSON. (handler/watch/packed-settings.ts) */
  readonly WATCH: string;
  readonly DNS_SUFFIX?: string;
  readonly AWS_USE_FIPS_ENDPOINT?: string;
};

/** What EventBridge Scheduler sends: `{"task":"check","scheduledAt":"<aws.scheduler.scheduled-time>"}`. */
export type WatchTask = {
  readonly task: "check" | "digest";
  /** The same on every retry. Scheduler stand-ins may leave the placeholder as it is: then the time of the call counts. */
  readonly scheduledAt: string;
};
