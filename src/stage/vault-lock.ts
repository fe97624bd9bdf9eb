import type { z } from "zod";
import { checked, choice, named, object, type Report, vaultName, wholeNumber } from "./field";
import type { PlacedCopy, PlacedRule } from "./placed";
import { expected, shown } from "./problem";

const longestDays = 36_500;

const days = (example: number) => wholeNumber({ min: 1, max: longestDays, unit: "days" }, example);

/** AWS's shortest grace time. (AWS Backup API Reference, PutBackupVaultLockConfiguration) */
const shortestGraceDays = 3;

const isNumber = (value: unknown): value is number => typeof value === "number";

const checkLock = (given: Readonly<Record<string, unknown>>, report: Report): void => {
  const { mode, minRetentionDays: min, maxRetentionDays: max, changeableForDays: grace } = given;
  if (isNumber(min) && isNumber(max) && min > max) {
    report(
      ["maxRetentionDays"],
      `expected at least minRetentionDays (${min}), got ${max}; example: ${min * 2}`,
    );
  }
  if (mode === "compliance" && grace === undefined) {
    report(
      ["changeableForDays"],
      `expected the days in which a compliance lock can still be removed, ${shortestGraceDays} to ${longestDays}, got none; example: 14`,
    );
  }
  if (mode === "compliance") return;
  for (const field of ["changeableForDays", "iUnderstandThisIsPermanent"]) {
    if (given[field] === undefined) continue;
    report(
      [field],
      `only a lock with mode "compliance" becomes permanent; remove ${field}, or set the mode; example: mode: "compliance"`,
    );
  }
};

/** A lock on the stage's vault. (AWS Backup Developer Guide, AWS Backup Vault Lock) */
export const vaultLock = checked(
  object(
    {
      /**
       * `governance` (default): whoever may call `backup:DeleteBackupVaultLockConfiguration` can remove the lock. `compliance`: after
       * `changeableForDays` nobody can, not even AWS; needs `iUnderstandThisIsPermanent`.
       */
      mode: choice(["governance", "compliance"]).default("governance"),
      /** AWS fails every job with a shorter retention. Default: no limit. */
      minRetentionDays: days(7).optional(),
      /** AWS fails every job with a longer retention, and one that keeps its recovery point forever. Default: no limit. */
      maxRetentionDays: days(365).optional(),
      /** Days after the deployment in which a compliance lock can still be removed, at least 3. */
      changeableForDays: wholeNumber(
        { min: shortestGraceDays, max: longestDays, unit: "days" },
        14,
      ).optional(),
      /** The name of the vault, as proof that a compliance lock is meant: whatever is in the vault stays until its retention ends. */
      iUnderstandThisIsPermanent: vaultName.optional(),
    },
    { minRetentionDays: 7, maxRetentionDays: 365 },
  ),
  checkLock,
);

/** A checked lock with defaults filled in. */
export type LockSettings = z.output<typeof vaultLock>;

/** The ARN of a role, without the session of someone who has assumed it. */
export const roleArn = named(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
  "the ARN of an IAM role",
  "arn:aws:iam::111122223333:role/break-glass",
);

type Protected = {
  readonly name?: unknown;
  readonly lock?: unknown;
  readonly forceDestroy?: unknown;
};

const checkRange = (
  { path, deleteAfterDays: days }: PlacedRule | PlacedCopy,
  { minRetentionDays: min, maxRetentionDays: max }: Readonly<Record<string, unknown>>,
  report: Report,
): void => {
  const at = [...path, "deleteAfterDays"];
  if (isNumber(min) && isNumber(days) && days < min) {
    report(
      at,
      `expected at least ${min} days, the lock's minRetentionDays, got ${days}: AWS fails such a job; example: ${min}`,
    );
  }
  if (isNumber(max) && (days === "never" || (isNumber(days) && days > max))) {
    report(
      at,
      `expected at most ${max} days, the lock's maxRetentionDays, got ${shown(days)}: AWS fails such a job; example: ${max}`,
    );
  }
};

/** Checks a lock against the vault that it locks, and the rules that fill it. Each may be invalid by itself. */
export const checkProtection = (
  { name, lock: given, forceDestroy }: Protected,
  rules: readonly (PlacedRule | PlacedCopy)[],
  report: Report,
): void => {
  if (typeof given !== "object" || given === null) return;
  const lock: Readonly<Record<string, unknown>> = { ...given };
  if (forceDestroy === true) {
    report(
      ["lock"],
      "a vault with forceDestroy cannot be locked, since nothing could delete its recovery points; remove lock, or set forceDestroy: false",
    );
  }
  const proof = lock["iUnderstandThisIsPermanent"];
  if (lock["mode"] === "compliance" && (proof === undefined || proof !== name)) {
    report(
      ["lock", "iUnderstandThisIsPermanent"],
      name === undefined
        ? 'expected the vault\'s name, and the vault has none in this file; give it one, and repeat it here; example: name: "records"'
        : expected(
            "the vault's name, because nobody can remove a compliance lock later",
            name,
          )({
            input: proof,
          }),
    );
  }
  for (const rule of rules) checkRange(rule, lock, report);
};
