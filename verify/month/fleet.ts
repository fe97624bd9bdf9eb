import { accountId, region } from "./names";
import { hourMilliseconds, type WallTime } from "./wall-time";

/** A rule of a simulated plan. */
export type Rule = {
  readonly name: string;
  readonly cron: string;
  /** When it makes backups, which is less often than `cron` says where another rule takes its windows; never where absent. */
  readonly runs?: WallTime;
  readonly timeZone: string;
  readonly startWindowMinutes: number;
  readonly completionWindowMinutes: number;
  readonly deleteAfterDays: number;
  readonly isContinuous?: true;
  readonly copyTo?: string;
};

export type Plan = {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Share of the fleet that it backs up. */
  readonly share: number;
  /** Of only these types. */
  readonly types?: readonly ResourceType[];
  /**
   * The longest time between two of its runs, and the time that a backup may take: known by how it was made. Absent where no
   * trouble is planted.
   */
  readonly limitMilliseconds?: number;
  readonly isOwn?: true;
};

export const resourceTypes = ["DynamoDB", "EC2", "EBS", "EFS", "S3", "RDS", "FSx"] as const;
export type ResourceType = (typeof resourceTypes)[number];

const arnForms: Readonly<Record<ResourceType, (name: string) => string>> = {
  DynamoDB: (name) => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`,
  EC2: (name) => `arn:aws:ec2:${region}:${accountId}:instance/i-${name}`,
  EBS: (name) => `arn:aws:ec2:${region}:${accountId}:volume/vol-${name}`,
  EFS: (name) => `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/fs-${name}`,
  S3: (name) => `arn:aws:s3:::${name}`,
  RDS: (name) => `arn:aws:rds:${region}:${accountId}:db:${name}`,
  FSx: (name) => `arn:aws:fsx:${region}:${accountId}:file-system/fs-${name}`,
};

export const arnOf = (type: ResourceType, name: string): string => arnForms[type](name);

export const copyVaultArn = `arn:aws:backup:eu-central-1:${accountId}:backup-vault:copies`;

/** Each rule of the usual plans may start within an hour and take three. */
const startWindowMinutes = 60;
const completionWindowMinutes = 180;
const allowanceHours = (startWindowMinutes + completionWindowMinutes) / 60;

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

const rule = (name: string, timeZone: string, time: string, weekday?: string): Rule => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return {
    name,
    cron: `cron(${minute} ${hour} ? * ${weekday?.toUpperCase() ?? "*"} *)`,
    runs: { timeZone, hours: [hour], minute, ...(weekday !== undefined && { weekday }) },
    timeZone,
    startWindowMinutes,
    completionWindowMinutes,
    deleteAfterDays: 35,
  };
};

const limitOf = (longestGapHours: number): number => (longestGapHours + allowanceHours) * hourMilliseconds;

/** A daily plan. The autumn day is an hour longer where the zone has one. */
const daily = (name: string, timeZone: string, time: string, share: number): Plan => ({
  name,
  share,
  rules: [rule("daily", timeZone, time)],
  limitMilliseconds: limitOf(timeZone === "UTC" ? 24 : 25),
});

/** The same at an hour that spring skips or autumn repeats. */
const fragile = (name: string, timeZone: string, time: string): Plan => ({
  name,
  share: 0.01,
  rules: [rule("daily", timeZone, time)],
});

/** A rule whose windows another one takes. */
const neverRuns = ({ runs: _, ...rest }: Rule): Rule => rest;

/** Thirty plans. A fifth of the fleet is backed up daily, the rest weekly: about 100,000 jobs of 10,000 resources in 30 days. */
export const plans: readonly Plan[] = [
  { ...daily("stage", "Europe/Berlin", "03:00", 0.01), isOwn: true },
  daily("utc-early", "UTC", "01:00", 0.025),
  daily("utc-late", "UTC", "05:00", 0.025),
  daily("berlin", "Europe/Berlin", "03:30", 0.025),
  daily("new-york", "America/New_York", "03:00", 0.025),
  fragile("berlin-skipped", "Europe/Berlin", "02:30"),
  fragile("new-york-repeated", "America/New_York", "01:30"),
  fragile("sydney-skipped", "Australia/Sydney", "02:30"),
  fragile("sydney", "Australia/Sydney", "03:00"),
  {
    // Both start within two hours of each other: only the one that keeps its recovery points longer makes any.
    name: "merged",
    share: 0.005,
    rules: [
      { ...rule("kept-long", "UTC", "03:00"), startWindowMinutes: 120 },
      neverRuns({ ...rule("kept-short", "UTC", "03:30"), deleteAfterDays: 7 }),
    ],
  },
  {
    // AWS's own example: two and eight a day instead of two and twenty-four. (AWS Backup Developer Guide, backup plan options)
    name: "merged-hourly",
    share: 0.0005,
    rules: [
      {
        ...rule("twelve-hourly", "UTC", "05:00"),
        cron: "cron(0 5/12 ? * * *)",
        runs: { timeZone: "UTC", hours: [5, 17], minute: 0 },
        startWindowMinutes: 480,
        deleteAfterDays: 7,
      },
      {
        ...rule("hourly", "UTC", "00:00"),
        cron: "cron(0 0/1 ? * * *)",
        runs: { timeZone: "UTC", hours: [1, 2, 3, 4, 13, 14, 15, 16], minute: 0 },
        deleteAfterDays: 1,
      },
    ],
  },
  {
    name: "continuous",
    share: 0.005,
    types: ["RDS", "S3"],
    rules: [{ ...rule("continuous", "UTC", "02:00"), isContinuous: true }],
  },
  {
    ...daily("copied", "UTC", "02:30", 0.01),
    rules: [{ ...rule("copied", "UTC", "02:30"), copyTo: copyVaultArn }],
  },
  { ...daily("fsx", "UTC", "04:00", 0.002), types: ["FSx"] },
  daily("to-be-deleted", "UTC", "04:30", 0.002),
  daily("to-be-emptied", "UTC", "04:30", 0.002),
  ...weekdays.flatMap((weekday): readonly Plan[] =>
    [
      { name: `weekly-${weekday.toLowerCase()}-berlin`, timeZone: "Europe/Berlin", time: "01:00" },
      { name: `weekly-${weekday.toLowerCase()}-new-york`, timeZone: "America/New_York", time: "22:00" },
    ].map(({ name, timeZone, time }) => ({
      name,
      share: 0.0575,
      rules: [rule("weekly", timeZone, time, weekday)],
      limitMilliseconds: limitOf(7 * 24 + 1),
    })),
  ),
];

export type Point = { readonly arn: string; readonly createdAt: number; status: string };

/** A simulated resource. */
export type Resource = {
  readonly arn: string;
  readonly name: string;
  readonly type: ResourceType;
  readonly tags: Record<string, string>;
  readonly bytes: number;
  exists: boolean;
  lastBackupAt?: number;
  points: Point[];
};
