import { vaultNameOf } from "../model/arn";
import { countOf, dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { JobDetails, Lifecycle } from "../model/job-event";
import type { Parts } from "../model/parts";

/** EventBridge wraps the status message of backup jobs in a second pair of quotes; for PENDING it is empty. */
export const statusMessageOf = (value: unknown): string | undefined =>
  textOf(textOf(value)?.replace(/^"(.*)"$/s, "$1"));

/** A lifecycle's fields, if one is set. (AWS Backup API Reference, Lifecycle) */
export const lifecycleOf = (value: unknown): Lifecycle | undefined => {
  const fields = fieldsOf(value);
  const lifecycle: Lifecycle = known({
    moveToColdStorageAfterDays: countOf(fields?.["moveToColdStorageAfterDays"]),
    deleteAfterDays: countOf(fields?.["deleteAfterDays"]),
    optInToArchiveForSupportedResources:
      fields?.["optInToArchiveForSupportedResources"] === true ? true : undefined,
  });
  return Object.keys(lifecycle).length > 0 ? lifecycle : undefined;
};

/** (AWS Backup API Reference, BackupJob: IsParent, NumberOfChildJobs, ChildJobsInState) */
const partsOf = (job: Fields): Parts | undefined => {
  const states = Object.entries(fieldsOf(job["childJobsInState"]) ?? {}).flatMap(([state, given]) => {
    const count = countOf(given);
    // The API's names of these states went through `camelCased` like field names.
    return count ? [[state.charAt(0).toUpperCase() + state.slice(1), count] as const] : [];
  });
  const count = countOf(job["numberOfChildJobs"]) || undefined;
  if (count === undefined && states.length === 0) return undefined;
  return { byState: Object.fromEntries(states), ...known({ count }) };
};

/**
 * The details in a job's fields, for any job type. EventBridge and the API use the same names but for the first letter
 * (see `camelCased`). A value that is not known yet may be `{}`.
 */
export const jobDetailsOf = (job: Fields): JobDetails => {
  const text = (...names: readonly string[]): string | undefined => {
    for (const name of names) if (textOf(job[name]) !== undefined) return textOf(job[name]);
    return undefined;
  };
  const createdBy = fieldsOf(job["createdBy"]) ?? {};
  const vaultArn = text("backupVaultArn", "sourceBackupVaultArn");
  return known({
    resourceArn: text("resourceArn", "sourceResourceArn"),
    resourceType: text("resourceType"),
    resourceName: text("resourceName"),
    vaultName: text("backupVaultName") ?? vaultNameOf(vaultArn),
    vaultArn,
    destinationVaultArn: text("destinationBackupVaultArn"),
    recoveryPointArn: text("destinationRecoveryPointArn", "recoveryPointArn"),
    sourceRecoveryPointArn: text("sourceRecoveryPointArn"),
    roleArn: text("iamRoleArn"),
    lifecycle: lifecycleOf(job["recoveryPointLifecycle"] ?? job["destinationRecoveryPointLifecycle"]),
    windowsVss: textOf(fieldsOf(job["backupOptions"])?.["windowsVSS"]),
    createdResourceArn: text("createdResourceArn"),
    recoveryPointCreatedAt: dateOf(job["recoveryPointCreationDate"]),
    restoreTestingPlanArn: text("restoreTestingPlanArn") ?? textOf(createdBy["restoreTestingPlanArn"]),
    validationStatus: text("validationStatus"),
    validationMessage: text("validationStatusMessage"),
    deletionStatus: text("deletionStatus"),
    deletionMessage: text("deletionStatusMessage"),
    planId: textOf(createdBy["backupPlanId"]),
    planName: textOf(createdBy["backupPlanName"]),
    // EventBridge names it differently.
    ruleId: textOf(createdBy["backupRuleId"]) ?? textOf(createdBy["backupPlanRuleId"]),
    ruleName: textOf(createdBy["backupRuleName"]),
    startBy: dateOf(job["startBy"]),
    reason: statusMessageOf(job["statusMessage"]),
    messageCategory: text("messageCategory"),
    startedAt: dateOf(job["creationDate"]),
    endedAt: dateOf(job["completionDate"]),
    sizeBytes: countOf(job["backupSizeInBytes"]),
    parentJobId: text("parentJobId"),
    parts: partsOf(job),
  });
};

/** A job's state: restore jobs call it `status`, but `state` when CREATED. */
export const jobStateOf = (job: Fields): string | undefined => textOf(job["state"]) ?? textOf(job["status"]);

/** The API's `BackupVaultName` as EventBridge's `backupVaultName`, two levels deep. */
export const camelCased = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const inner = fieldsOf(value);
      return [name.charAt(0).toLowerCase() + name.slice(1), inner ? camelCased(inner) : value];
    }),
  );
