import { parseArn } from "../model/arn";
import type { JobEvent, Lifecycle } from "../model/event";

/**
 * A card shows some more. A command that is cut would do something else than it says, so a longer one is left out.
 * `&`, `<` and `>` are sent as entities, of five characters at most.
 */
const maxSentLength = 1000;

/** What Slack would not show as it is: control and format characters, lone surrogates, odd blanks, back quotes. */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}`]|[^\S ]| {2}/u;

/** A word that a POSIX shell takes as it is. */
const plainWord = /^[\w@%+=:,./-]+$/;

/** One argument of a POSIX shell, whatever is in it. */
export const quoted = (word: string): string =>
  plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const region = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

const isArn = (text: string | undefined, service?: string): boolean => {
  const arn = parseArn(text);
  return arn !== undefined && (service === undefined || arn.service === service);
};

/** The AWS CLI would take a leading dash as an option, and `file://` as the name of a file to read. */
const isName = (text: string | undefined): boolean => text !== undefined && !/^$|^-|:\/\//.test(text);

type Option = readonly [name: string, value: string | undefined];

/** The line, where all its values are known and can be shown as they are. */
const commandLine = (operation: string, options: readonly Option[]): string | undefined => {
  const words = options.map(([name, value]) =>
    value === undefined || unshowable.test(value) || value.trim() !== value
      ? undefined
      : `--${name} ${quoted(value)}`,
  );
  if (words.includes(undefined)) return undefined;
  const line = ["aws backup", operation, ...words].join(" ");
  return line.replace(/[&<>]/g, "&amp;").length <= maxSentLength ? line : undefined;
};

/** In the AWS CLI's shorthand: `MoveToColdStorageAfterDays=30,DeleteAfterDays=120`. */
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

const backupAgain = ({ details, origin }: JobEvent): string | undefined => {
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

const copyAgain = ({ details, origin }: JobEvent): string | undefined => {
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

/** A restore needs settings that no event tells. This shows those that the backup was made with. */
const restoreSettings = ({ details, origin }: JobEvent): string | undefined => {
  const { vaultName, recoveryPointArn } = details;
  if (!isName(vaultName) || !isArn(recoveryPointArn)) return undefined;
  return commandLine("get-recovery-point-restore-metadata", [
    ["backup-vault-name", vaultName],
    ["recovery-point-arn", recoveryPointArn],
    ["region", origin.region],
  ]);
};

/**
 * The AWS CLI's line that runs a backup or copy again; for a restore the line that shows its settings.
 * `undefined` where a value is missing, cannot be shown as it is, or makes the line too long.
 */
export const runAgainCommandOf = (event: JobEvent): string | undefined => {
  if (event.origin.region === undefined || !region.test(event.origin.region)) return undefined;
  switch (event.jobType) {
    case "backup":
      return backupAgain(event);
    case "copy":
      return copyAgain(event);
    case "restore":
      return restoreSettings(event);
  }
};
