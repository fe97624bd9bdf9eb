import { z } from "zod";
import { alongside, named, tags, wholeNumber } from "./field";
import { expected, shown } from "./problem";
import { scheduleProblem } from "./schedule";

type Lifecycle = {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays?: number | undefined;
};

const days = (example: number) => wholeNumber({ min: 1, max: 36500, unit: "days" }, example);

const isNumber = (value: unknown): value is number => typeof value === "number";

/** AWS bills at least 90 days of cold storage (AWS Backup API reference, Lifecycle). */
const coldStorageProblem = ({
  moveToColdStorageAfterDays: cold,
  deleteAfterDays,
}: Lifecycle): string | undefined =>
  !isNumber(cold) || !isNumber(deleteAfterDays) || deleteAfterDays >= cold + 90
    ? undefined
    : `expected at least ${cold + 90} days, 90 more than moveToColdStorageAfterDays (${cold}), got ${deleteAfterDays}; example: ${cold + 90}`;

const checkLifecycle = (lifecycle: Lifecycle, context: z.RefinementCtx): void => {
  const message = coldStorageProblem(lifecycle);
  if (message) context.addIssue({ code: "custom", message, path: ["deleteAfterDays"] });
};

const copy = z
  .strictObject({
    vaultArn: named(
      /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[0-9A-Za-z_-]{2,50}$/,
      "the ARN of a backup vault",
      "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite",
    ),
    deleteAfterDays: days(35),
    moveToColdStorageAfterDays: days(30).optional(),
  })
  .superRefine(checkLifecycle, alongside);

const schedule = z
  .string({ error: expected("a schedule", "cron(0 5 ? * * *)") })
  .superRefine((expression, context) => {
    const problem = scheduleProblem(expression);
    if (!problem) return;
    const message = `${shown(expression)} ${problem}; example: "cron(0 5 ? * * *)"`;
    context.addIssue({ code: "custom", message });
  });

// Intl accepts any case and offsets such as +01:00; AWS Backup accepts exact IANA names only.
const isTimeZone = (name: string): boolean => {
  try {
    return /^[A-Z]/.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
};

const timeZoneError = expected("an IANA time zone", "Europe/Berlin");

const minutes = (example: number) => wholeNumber({ min: 60, max: 52_560_000, unit: "minutes" }, example);

/** One rule of a backup plan, with AWS's limits (AWS Backup API reference, BackupRuleInput). */
export const rule = z
  .strictObject({
    name: named(/^[a-zA-Z0-9_.-]{1,50}$/, "a rule name: 1 to 50 letters, digits, - _ and .", "daily"),
    schedule,
    timeZone: z
      .string({ error: timeZoneError })
      .refine(isTimeZone, { error: timeZoneError })
      .default("Etc/UTC"),
    startWindowMinutes: minutes(60).default(480),
    completionWindowMinutes: minutes(180).default(10080),
    moveToColdStorageAfterDays: days(30).optional(),
    deleteAfterDays: days(35),
    recoveryPointTags: tags({ min: 0, max: 10 }, { retention: "35-days" }).default({}),
    copyTo: z
      .array(copy, { error: expected("at most 5 copies", []) })
      .max(5, { error: "expected at most 5 copies, AWS's limit" })
      .readonly()
      .default([]),
  })
  .superRefine((given, context) => {
    checkLifecycle(given, context);
    const { startWindowMinutes: start, completionWindowMinutes: completion } = given;
    if (!isNumber(start) || !isNumber(completion) || completion < 60 || completion > start) return;
    const message = `expected more than startWindowMinutes (${start}), got ${completion}; example: ${start + 120}`;
    context.addIssue({ code: "custom", message, path: ["completionWindowMinutes"] });
  }, alongside);

/** A checked rule with defaults filled in. */
export type RuleSettings = z.output<typeof rule>;
