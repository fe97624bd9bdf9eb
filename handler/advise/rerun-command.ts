import type { JobEvent, Lifecycle } from "../model/job-event";
import { commandLine, isArn, isName, isRegion, type Option } from "./command-line";

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
  return commandLine("backup start-backup-job", [
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
  return commandLine("backup start-copy-job", [
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
  return commandLine("backup get-recovery-point-restore-metadata", [
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
  if (!isRegion(event.origin.region)) return undefined;
  switch (event.jobType) {
    case "backup":
      return backupCommand(event);
    case "copy":
      return copyCommand(event);
    case "restore":
      return restoreSettingsCommand(event);
  }
};
