import { checked, named, object, regionName, wholeNumber } from "./field";
import { checkLifecycle } from "./lifecycle";

const days = (example: number) => wholeNumber({ min: 1, max: 36500, unit: "days" }, example);

const regionExample = '{ region: "eu-west-1", deleteAfterDays: 35 }';

/** A copy of a rule's recovery points in another vault: one that the stack makes in another Region, or one that exists. */
export const copy = checked(
  object(
    {
      /** Another Region: the stack makes the vault `<vault>-from-<the stage's Region>` there, with its key, lock and policy. */
      region: regionName.optional(),
      /** ARN of an existing vault that receives the copies: `arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite`. */
      vaultArn: named(
        /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[0-9A-Za-z_-]{2,50}$/,
        "the ARN of a backup vault",
        "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite",
      ).optional(),
      /** Days until a copy is deleted. Required: without it, AWS keeps copies forever. */
      deleteAfterDays: days(35),
      /** Days until a copy moves to cold storage; `deleteAfterDays` must be at least 90 days more. */
      moveToColdStorageAfterDays: days(30).optional(),
    },
    { region: "eu-west-1", deleteAfterDays: 35 },
  ),
  (given, report) => {
    checkLifecycle(given, report);
    const { region, vaultArn } = given;
    if ((region === undefined) !== (vaultArn === undefined)) return;
    report(
      [],
      region === undefined
        ? `expected region or vaultArn, got neither; example: ${regionExample}`
        : `expected region, where the stack makes the vault, or vaultArn of a vault that exists, got both; remove one; example: ${regionExample}`,
    );
  },
);

/** AWS's longest name of a vault. (AWS Backup API Reference, CreateBackupVault) */
export const longestVaultName = 50;
