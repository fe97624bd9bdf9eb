import { parseArn } from "../model/arn";
import type { BackupEvent } from "../model/event";
import { dateOf, fieldsOf, known, textOf } from "../model/fields";
import type { JobDetails, JobEvent } from "../model/job-event";
import { type JobType, jobPhaseOf } from "../model/job-phase";
import type { NoticeEvent } from "../model/notice-event";
import { noticeSeverityOf } from "../model/severity-of";
import { unrecognized } from "../model/unrecognized";
import type { EventBridgeEvent } from "./envelope";
import { indexStateOf } from "./index-state";
import { jobDetailsOf, jobStateOf, lifecycleOf, statusMessageOf } from "./job-details";

const jobOf = (jobType: JobType, { detail, origin, resources }: EventBridgeEvent): JobEvent => {
  const state = jobStateOf(detail);
  const details: JobDetails = {
    // A copy's event names the recovery point to copy outside of `detail`.
    ...(jobType === "copy" ? known({ sourceRecoveryPointArn: textOf(resources[0]) }) : {}),
    ...jobDetailsOf(detail),
  };
  return {
    kind: "job",
    jobType,
    phase: jobPhaseOf(jobType, state, details),
    origin,
    details,
    ...known({ state, jobId: textOf(detail[`${jobType}JobId`]) }),
  };
};

const words = (state: string | undefined): string => (state ?? "changed").toLowerCase().replaceAll("_", " ");

type Notice = Omit<NoticeEvent, "kind" | "origin" | "severity">;

const recoveryPointOf = ({ detail, resources, origin }: EventBridgeEvent): Notice => {
  const isManual = textOf(detail["deletedBy"]) === "MANUAL_DELETE";
  const state = words(jobStateOf(detail));
  const recoveryPointArn = textOf(detail["recoveryPointArn"]) ?? textOf(resources[0]);
  const lifecycle = lifecycleOf(detail["lifecycle"]);
  const deletesAt = dateOf(fieldsOf(detail["calculatedLifeCycle"])?.["deleteAt"]);
  return {
    subject: "recovery point",
    state: isManual ? `${state} manually` : state,
    ...known({
      id: recoveryPointArn,
      recoveryPointArn,
      resourceArn: textOf(detail["resourceArn"]),
      resourceType: textOf(detail["resourceType"]),
      vaultName: textOf(detail["backupVaultName"]),
      reason: statusMessageOf(detail["statusMessage"]),
      // Its retention was over, and no one was early.
      isExpected:
        (state === "deleted" && !isManual && deletesAt && origin.sentAt && deletesAt <= origin.sentAt) ||
        undefined,
      retention: lifecycle && {
        ...lifecycle,
        ...known({
          deletesAt,
          storageClass: textOf(detail["storageClass"]),
        }),
      },
    }),
  };
};

/** EventBridge sends some booleans as strings. */
const flagOf = (value: unknown): boolean | undefined => ({ true: true, false: false })[String(value)];

const indexOf = ({ detail }: EventBridgeEvent): Notice => {
  const recoveryPointArn = textOf(detail["recoveryPointArn"]);
  return {
    subject: "recovery point index",
    state: indexStateOf(textOf(detail["indexStatus"])),
    ...known({
      id: recoveryPointArn,
      recoveryPointArn,
      resourceArn: textOf(detail["sourceResourceArn"]),
      resourceType: textOf(detail["resourceType"]),
      reason: textOf(detail["indexStatusMessage"]),
      isContinuous: flagOf(detail["isIndexingContinuous"]) || undefined,
    }),
  };
};

/** A scan can be COMPLETED and have found threats: the result matters, not the state. */
const scanOf = ({ detail }: EventBridgeEvent): Notice => {
  const result = textOf(fieldsOf(detail["scanResult"])?.["scanResultStatus"]);
  const state = textOf(detail["state"]);
  // A scan that did not complete may have found nothing only because it did not look everywhere.
  const counts = result === "THREATS_FOUND" || state === "COMPLETED" || state === undefined;
  return {
    subject: "malware scan",
    state: words(counts ? (result ?? state) : state),
    ...known({
      id: textOf(detail["scanJobId"]) ?? textOf(detail["scanId"]),
      recoveryPointArn: textOf(detail["scanBaseRecoveryPointArn"]),
      resourceArn: textOf(detail["resourceArn"]),
      resourceType: textOf(detail["resourceType"]),
      vaultName: textOf(detail["backupVaultName"]),
      reason: statusMessageOf(detail["statusMessage"]),
    }),
  };
};

const optInsOf = (value: unknown): Readonly<Record<string, boolean>> | undefined => {
  const given = Object.entries(fieldsOf(value) ?? {}).flatMap(([name, on]) => {
    const flag = flagOf(on);
    return flag === undefined ? [] : [[name, flag] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
};

const changeOf =
  (subject: "backup vault" | "backup plan" | "Region settings") =>
  ({ detail }: EventBridgeEvent): Notice => {
    const vaultName = textOf(detail["backupVaultName"]);
    const planId = textOf(detail["backupPlanId"]);
    return {
      subject,
      state: words(textOf(detail["state"])),
      ...known({
        id: vaultName ?? planId,
        vaultName,
        planId,
        version: textOf(detail["versionId"]),
        isLocked: flagOf(detail["isLocked"]),
        optIns: optInsOf(detail["ResourceTypeOptInPreference"]),
      }),
    };
  };

const notices: Readonly<Record<string, (event: EventBridgeEvent) => Notice>> = {
  "Recovery Point Change": recoveryPointOf,
  "Recovery Point State Change": recoveryPointOf,
  "Recovery Point Index State Change": indexOf,
  "Scan Job State Change": scanOf,
  "Backup Vault State Change": changeOf("backup vault"),
  "Backup Plan State Change": changeOf("backup plan"),
  "Region Setting State Change": changeOf("Region settings"),
};

const jobs: Readonly<Record<string, JobType>> = {
  "Backup Job State Change": "backup",
  "Copy Job State Change": "copy",
  "Restore Job State Change": "restore",
};

/** Reads AWS Backup's EventBridge events. (AWS Backup Developer Guide, monitoring events using EventBridge) */
export const parseEventBridge = (event: EventBridgeEvent): BackupEvent => {
  const { source, detailType, origin, whole } = event;
  if (source !== "aws.backup") return unrecognized(`${source}: ${detailType}`, whole, origin, whole);
  const jobType = Object.hasOwn(jobs, detailType) ? jobs[detailType] : undefined;
  if (jobType !== undefined) return jobOf(jobType, event);
  const notice = Object.hasOwn(notices, detailType) ? notices[detailType] : undefined;
  if (notice === undefined) return unrecognized(detailType, whole, origin, whole);
  const arnRegion = parseArn(textOf(event.resources[0]))?.region;
  const noticed = notice(event);
  return {
    kind: "notice",
    origin: { ...known({ region: arnRegion }), ...origin },
    // The vault never had a lock, or lost it: AWS does not say which.
    severity: noticed.isLocked === false ? "warning" : noticeSeverityOf(noticed.subject, noticed.state),
    ...noticed,
  };
};
