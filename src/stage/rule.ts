import { z } from "zod";
import { airGappedUse } from "./air-gapped";
import { copy } from "./copy";
import { checked, flag, named, object, type Report, tags, wholeNumber } from "./field";
import { checkLifecycle, type Lifecycle } from "./lifecycle";
import { expected, shown } from "./problem";
import { scanMode } from "./scan";
import { scheduleProblem } from "./schedule";

const days = (example: number) => wholeNumber({ min: 1, max: 36500, unit: "days" }, example);

const daysError = (issue: { readonly input?: unknown }): string =>
  `${expected("whole days, 1 to 36500", 35)(issue)}, or "never"`;

const daysOrNever = z.union(
  [
    z.int({ error: daysError }).min(1, { error: daysError }).max(36500, { error: daysError }),
    z.literal("never"),
  ],
  { error: daysError },
);

const isNumber = (value: unknown): value is number => typeof value === "number";

/** (AWS Backup Developer Guide, continuous backups and point-in-time recovery) */
const maxContinuousDays = 35;

const checkContinuous = (
  {
    continuous,
    moveToColdStorageAfterDays: cold,
    deleteAfterDays: end,
  }: Lifecycle & { readonly continuous?: boolean },
  report: Report,
): void => {
  if (continuous !== true) return;
  if (end === "never" || (isNumber(end) && end > maxContinuousDays)) {
    report(
      ["deleteAfterDays"],
      `expected 1 to ${maxContinuousDays} days, AWS's limit for continuous, got ${shown(end)}; keep longer what a second rule without continuous makes`,
    );
  }
  if (cold !== undefined) {
    report(
      ["moveToColdStorageAfterDays"],
      "AWS has no cold storage for continuous; remove it, or move it to a second rule without continuous",
    );
  }
};

/** A schedule of AWS Backup. */
export const schedule = z
  .string({ error: expected("a schedule", "cron(0 5 ? * * *)") })
  .superRefine((expression, context) => {
    const problem = scheduleProblem(expression);
    if (!problem) return;
    const message = `${shown(expression)} ${problem}; example: "cron(0 5 ? * * *)"`;
    context.addIssue({ code: "custom", message });
  });

// Intl accepts any case and offsets such as +01:00; AWS Backup accepts exact IANA names only. For an older name, such as US/Eastern, Intl
// answers the present one.
const isTimeZone = (name: string): boolean => {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    const isOtherCase = timeZone !== name && timeZone.toLowerCase() === name.toLowerCase();
    return name.split("/").every((part) => /^[A-Z]/.test(part)) && !isOtherCase;
  } catch {
    return false;
  }
};

const timeZoneError = expected("an IANA time zone", "Europe/Berlin");

/** An IANA time zone. */
export const exactTimeZone = z.string({ error: timeZoneError }).refine(isTimeZone, { error: timeZoneError });

/** The same; UTC by default. */
export const timeZone = exactTimeZone.default("Etc/UTC");

const minutes = (example: number) => wholeNumber({ min: 60, max: 52_560_000, unit: "minutes" }, example);

/** What problems show where rules are missing. */
export const exampleRules = [{ name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 }];

/** One rule of a backup plan, with AWS's limits (AWS Backup API reference, BackupRuleInput). */
export const rule = checked(
  object(
    {
      /** Shown in messages: 1 to 50 letters, digits and `-_.`. */
      name: named(/^[a-zA-Z0-9_.-]{1,50}$/, "a rule name: 1 to 50 letters, digits, - _ and .", "daily"),
      /** `cron(minute hour day-of-month month day-of-week year)`, with `?` in exactly one of the two days; at most hourly. */
      schedule,
      /** IANA time zone of the schedule. Default: `Etc/UTC`. */
      timeZone,
      /** Minutes within which a job must start before it expires. At least 60. Default: 480, as in AWS. */
      startWindowMinutes: minutes(60).default(480),
      /** Minutes within which a job must complete; more than the start window. Default: 10080 (7 days), as in AWS. */
      completionWindowMinutes: minutes(180).default(10080),
      /**
       * Days until a recovery point moves to cold storage. Only these types have it: CloudFormation, DynamoDB with AWS Backup's
       * advanced features, EFS, SAP HANA on EC2, Timestream, VMware VMs, and EBS with `archiveEbs`. Default: never.
       */
      moveToColdStorageAfterDays: days(30).optional(),
      /** Whether EBS snapshots move to the archive after `moveToColdStorageAfterDays`, as whole snapshots. Default: `false`. */
      archiveEbs: flag(false),
      /**
       * Days until a recovery point is deleted; at least 90 more than `moveToColdStorageAfterDays`. `"never"` keeps, and bills,
       * every recovery point until someone deletes it.
       */
      deleteAfterDays: daysOrNever,
      /**
       * Continuous backup with point-in-time restore, of RDS, Aurora, S3 and SAP HANA on EC2; other types get snapshots.
       * `deleteAfterDays` is 1 to 35 then, and there is no cold storage. Default: `false`.
       */
      continuous: flag(false),
      /**
       * Amazon GuardDuty looks for malware in each recovery point of EBS volumes, EC2 instances and S3 buckets: `"full"` in all of it,
       * `"incremental"` in what changed since the last scan. Paid by size. Default: no scan.
       */
      scan: scanMode.optional(),
      /** Tags on the recovery points, at most 10. AWS creates recovery points, so the stage's `tags` do not apply to them. */
      recoveryPointTags: tags({ min: 0, max: 10 }, { retention: "35-days" }).default({}),
      /** Copies of each recovery point, at most 5. */
      copyTo: z
        .array(copy, { error: expected("at most 5 copies", []) })
        .max(5, { error: "expected at most 5 copies, AWS's limit" })
        .readonly()
        .default([]),
      /**
       * What goes into `vault.airGapped`: `{ deleteAfterDays: 35 }` copies each recovery point there; `"primary"` backs up there at
       * once, where the resource type can, else a snapshot in the vault is copied and removed. Default: nothing.
       */
      airGapped: airGappedUse.optional(),
    },
    exampleRules[0],
  ),
  (given, report) => {
    checkLifecycle(given, report);
    checkContinuous(given, report);
    if (given.archiveEbs === true && given.moveToColdStorageAfterDays === undefined) {
      report(
        ["archiveEbs"],
        "needs moveToColdStorageAfterDays, which says when a snapshot moves to the archive; add it, or remove archiveEbs",
      );
    }
    const { startWindowMinutes: start, completionWindowMinutes: completion } = given;
    if (!isNumber(start) || !isNumber(completion) || completion < 60 || completion > start) return;
    report(
      ["completionWindowMinutes"],
      `expected more than startWindowMinutes (${start}), got ${completion}; example: ${start + 120}`,
    );
  },
);

export const rulesError = expected("1 to 10 rules", exampleRules);

/** The rules of a plan. */
export const rules = checked(
  z
    .array(rule, { error: rulesError })
    .min(1, { error: rulesError })
    .max(10, {
      error: ({ input }) =>
        `expected at most 10 rules, AWS's limit, got ${Array.isArray(input) ? input.length : "none"}`,
    }),
  (given, report) => {
    if (!Array.isArray(given)) return;
    if (new Set(given.map((one) => Object(one).name)).size < given.length) {
      report([], "expected rules with different names, because messages show the names");
    }
    const continuous = given.filter((one) => Object(one).continuous === true);
    if (continuous.length > 1) {
      report(
        [],
        `expected at most one rule with continuous, because AWS keeps one continuous backup of a resource, got ${continuous.map(({ name }) => shown(name)).join(", ")}; leave it to one`,
      );
    }
  },
).readonly();

/** A checked rule with defaults filled in. */
export type RuleSettings = z.output<typeof rule>;
