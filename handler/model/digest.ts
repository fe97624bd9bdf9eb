import type { Finding, FoundSubject } from "./found";

/** What needs a person: a finding that is still so. The oldest first; at most 100, of `total`. */
export type OpenFinding = Finding & { readonly subjects: readonly FoundSubject[]; readonly total: number };

/** Jobs of a kind that ended in a time, by AWS's word for their state. */
export type JobCounts = Readonly<Record<string, number>>;

/** A number now, and what it was before. Absent where it is not known. */
export type Trend = {
  readonly now: number;
  readonly yesterday?: number;
  readonly lastWeek?: number;
  /** Of the days before, the oldest first. */
  readonly before?: readonly number[];
};

/** Resources of which a backup did not end well in the day, and that no good one followed. */
export type FailedBackups = {
  /** The oldest first, each with AWS's reason where there is one. Without those that an open finding names. */
  readonly subjects: readonly FoundSubject[];
  readonly total: number;
  /** Resources whose failed backup a good one followed. */
  readonly madeUpFor: number;
};

/** One service's part of a day. */
export type ServiceDay = {
  /** AWS Backup's word: `RDS`. */
  readonly resourceType: string;
  readonly resources: number;
  readonly jobs: Trend;
  /** Of backups that completed, as AWS Backup reports sizes of this type. Absent where it reports none. */
  readonly bytes?: Trend;
};

/** What costs money and may be a mistake, or is not as usual: advice, never an alarm. */
export type Oddity = {
  readonly oddity: "not-deleted" | "kept-forever" | "smaller" | "larger" | "slower" | "resource-deleted";
  readonly subjects: readonly FoundSubject[];
  readonly total: number;
};

/** What became of the notifier's own events in a time. Each is absent where it could not be seen. */
export type NotifierHealth = {
  readonly posted?: number;
  readonly parked?: number;
  readonly waiting?: number;
  readonly unheard?: number;
};

/** What the watch says once a day. Times are in ISO 8601. */
export type Digest = {
  readonly schema: 1;
  /** IANA. */
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  /**
   * How many resources plans select, how many of them have a good backup within their limit, and how many wait for the end of
   * their first run. The others are in `open`, or could not be judged.
   */
  readonly resources?: {
    readonly selected: number;
    readonly good: number;
    readonly waiting?: number;
    readonly oldestGoodAt?: string;
  };
  readonly backupJobs?: JobCounts;
  readonly copyJobs?: JobCounts;
  readonly restoreJobs?: JobCounts;
  readonly bytes?: Trend;
  readonly nextRunAt?: string;
  /** Absent where jobs could not be seen. */
  readonly failed?: FailedBackups;
  /** What needs a person most comes first. */
  readonly open: readonly OpenFinding[];
  readonly services: readonly ServiceDay[];
  readonly oddities: readonly Oddity[];
  readonly notifier: NotifierHealth;
};
