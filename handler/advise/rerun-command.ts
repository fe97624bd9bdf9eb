import { parseArn } from "../model/arn";
import type { JobEvent, Lifecycle } from "../model/event";

/** A card has room for a little more. A truncated command would do something else, so a longer one is left out. */
const maxLength = 1000;

/** What Slack would not show as is: control, format and invisible characters, lone surrogates, unusual spaces, backticks. */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}\p{Zl}\p{Zp}`]|[^\S ]| {2}/u;

/** A word that needs no quotes, in a POSIX shell and in PowerShell, where a comma makes a list and `@` names a variable. */
const plainWord = /^[\w+:./][\w+=:./-]*$/;

/**
 * What no quotes keep as it is in both: a single quote, which each escapes in another way (to PowerShell a curly one is a
 * quote, too); double quotes and backslashes, which Windows reads once more; what `aws.cmd` passes to cmd.exe; nothing at
 * all, which Windows PowerShell leaves out. (PowerShell docs, about_Quoting_Rules and about_Parsing)
 */
const unquotable = /^$|["'\\\u2018-\u201E&|<>^%!]/;

/** A text as one argument of a POSIX shell and of PowerShell; `undefined` where no way of writing it is right in both. */
export const quoted = (word: string): string | undefined => {
  if (plainWord.test(word)) return word;
  return unquotable.test(word) ? undefined : `'${word}'`;
};

const region = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

const isArn = (text: string | undefined, service?: string): boolean => {
  const arn = parseArn(text);
  return arn !== undefined && (service === undefined || arn.service === service);
};

/** The AWS CLI would read a leading dash as an option, and `file://` as a file to read. */
const isName = (text: string | undefined): boolean => text !== undefined && !/^$|^-|:\/\//.test(text);

type Option = readonly [name: string, value: string | undefined];

/** The command line, if all its values are known, can be shown as is and mean the same in every shell. */
const commandLine = (operation: string, options: readonly Option[]): string | undefined => {
  const words = ["aws backup", operation];
  for (const [name, value] of options) {
    if (value === undefined || unshowable.test(value) || value.trim() !== value) return undefined;
    const word = quoted(value);
    if (word === undefined) return undefined;
    words.push(`--${name} ${word}`);
  }
  const line = words.join(" ");
  return line.length <= maxLength ? line : undefined;
};

/** In AWS CLI shorthand syntax: `MoveToColdStorageAfterDays=30,DeleteAfterDays=120`. */
const lifecycleOption = (lifecycle: Lifecycle | undefined): readonly Option[] => {
  const { moveToColdStorageAfterDays, deleteAfterDays, optInToArchiveForSupportedResources } =
    lifecycle ?? {};
  const parts = [
    moveToColdStorageAfterDays === undefined
      ? []
      : `MoveToColdStorageAfterDays=${moveToColdStorageAfterDays}`,
    deleteAfterDays === undefined ? [] : `DeleteAfterDays=${deleteAfterDays}`,
    optInToArchiveForSupportedResources ? "OptInToArchiveForSupportedResources=true" : [],
  ].flat();
  return parts.length === 0 ? [] : [["lifecycle", parts.join(",")]];
};

const backupCommand = ({ details, origin }: JobEvent): string | undefined => {
  const { vaultName, resourceArn, roleArn, lifecycle, windowsVss } = details;
  if (!isName(vaultName) || !isArn(resourceArn) || !isArn(roleArn, "iam")) return undefined;
  return commandLine("start-backup-job", [
    ["backup-vault-name", vaultName],
    ["resource-arn", resourceArn],
    ["iam-role-arn", roleArn],
    ...lifecycleOption(lifecycle),
    ...(windowsVss === "enabled" ? [["backup-options", "WindowsVSS=enabled"] as const] : []),
    ["region", origin.region],
  ]);
};

const copyCommand = ({ details, origin }: JobEvent): string | undefined => {
  const { vaultName, sourceRecoveryPointArn, destinationVaultArn, roleArn, lifecycle } = details;
  if (!isName(vaultName) || !isArn(roleArn, "iam")) return undefined;
  if (!isArn(sourceRecoveryPointArn) || !isArn(destinationVaultArn, "backup")) return undefined;
  return commandLine("start-copy-job", [
    ["recovery-point-arn", sourceRecoveryPointArn],
    ["source-backup-vault-name", vaultName],
    ["destination-backup-vault-arn", destinationVaultArn],
    ["iam-role-arn", roleArn],
    ...lifecycleOption(lifecycle),
    ["region", origin.region],
  ]);
};

/** A restore needs settings that no event contains. This command shows those stored with the backup. */
const restoreSettingsCommand = ({ details, origin }: JobEvent): string | undefined => {
  const { vaultName, recoveryPointArn } = details;
  if (!isName(vaultName) || !isArn(recoveryPointArn)) return undefined;
  return commandLine("get-recovery-point-restore-metadata", [
    ["backup-vault-name", vaultName],
    ["recovery-point-arn", recoveryPointArn],
    ["region", origin.region],
  ]);
};

/**
 * The AWS CLI command that runs a backup or copy again, or shows the settings for a restore.
 * `undefined` if a value is missing, cannot be shown or typed as is, or makes the command too long.
 */
export const rerunCommandOf = (event: JobEvent): string | undefined => {
  // Run alone, a part would leave its composite backup.
  if (event.details.parentJobId !== undefined) return undefined;
  if (event.origin.region === undefined || !region.test(event.origin.region)) return undefined;
  switch (event.jobType) {
    case "backup":
      return backupCommand(event);
    case "copy":
      return copyCommand(event);
    case "restore":
      return restoreSettingsCommand(event);
  }
};
