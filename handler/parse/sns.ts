import { parseArn, vaultNameOf } from "../model/arn";
import { isChannelName } from "../model/channel-name";
import type { BackupEvent, TestEventType } from "../model/event";
import { dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { type JobType, jobPhaseOf } from "../model/job-phase";
import type { NoticeEvent } from "../model/notice-event";
import type { ObjectEvent } from "../model/object-event";
import type { Origin } from "../model/origin";
import { noticeSeverityOf } from "../model/severity-of";
import { unrecognized } from "../model/unrecognized";
import { indexStateOf } from "./index-state";

/** An SNS message, by whichever path it came. */
export type SnsMessage = {
  readonly text: string;
  readonly subject?: string;
  /** Message attributes by name, as plain texts. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly origin: Origin;
};

/** SNS and Lambda write an attribute as `{Type, Value}`, SQS as `{dataType, stringValue}`. */
const attributesOf = (value: unknown): Record<string, string> => {
  const attributes: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(fieldsOf(value) ?? {})) {
    const fields = fieldsOf(attribute);
    const text = textOf(fields?.["Value"]) ?? textOf(fields?.["stringValue"]);
    if (text !== undefined) attributes[name] = text;
  }
  return attributes;
};

/** Reads an SNS message; `undefined` where there is no message text. (Amazon SNS Developer Guide, message formats) */
export const snsMessageOf = (fields: Fields): SnsMessage | undefined => {
  const text = fields["Message"];
  if (typeof text !== "string") return undefined;
  const topic = parseArn(textOf(fields["TopicArn"]));
  const attributes = attributesOf(fields["MessageAttributes"]);
  const origin = known({
    accountId: attributes["AccountId"] ?? topic?.accountId,
    region: topic?.region,
    sentAt: dateOf(fields["Timestamp"]),
    messageId: textOf(fields["MessageId"]),
  });
  return { text, attributes, origin, ...known({ subject: textOf(fields["Subject"]) }) };
};

/** Where the next label begins: behind a period, a blank or a line break. */
const nextLabel =
  /[.\s](?:(?:Backed up |Indexed )?(?:Resource|Recovery point|Vault) ARN|(?:Backup|Copy|Restore) ?Job ID|Resource Name|(?:\w+ )?EKS Cluster Name|Status Message) ?:/i;

/** A text after a label, up to the next one. */
const sentenceAfter = (text: string, label: RegExp): string | undefined => {
  const match = label.exec(text);
  return match ? textOf(text.slice(match.index + match[0].length).split(nextLabel, 1)[0]) : undefined;
};

/** A name or an ARN after a label. It also ends at a period followed by a blank, or with the line: ARNs contain dots too. */
const labelled = (text: string, label: RegExp): string | undefined =>
  textOf(
    sentenceAfter(text, label)
      ?.split(/\.\s|\n/, 1)[0]
      ?.replace(/\.$/, ""),
  );

/** Why a job failed. AWS documents the label for no text, but real ones have it. (seen in public issues) */
const reasonIn = (text: string): string | undefined => sentenceAfter(text, /\bStatus Message ?: ?/i);

const labels = {
  resourceArn: /Resource ARN ?: ?/i,
  recoveryPointArn: /Recovery point ARN ?: ?/i,
  jobId: /(?:Backup|Copy|Restore) ?Job ID ?: ?/i,
} as const;

const jobTypes: Readonly<Record<string, JobType>> = { BACKUP: "backup", COPY: "copy", RESTORE: "restore" };

/** AWS sends `BACKUP_JOB`; the names of the subscription, such as BACKUP_JOB_FAILED, are accepted too. */
const jobOf = ({ text, attributes, origin }: SnsMessage, eventType: string): JobEvent | undefined => {
  const match = /^(BACKUP|COPY|RESTORE)_JOB(?:_([A-Z]+))?$/.exec(eventType);
  const jobType = jobTypes[match?.[1] ?? ""];
  if (jobType === undefined) return undefined;
  const state = attributes["State"] ?? match?.[2];
  const resourceArn = labelled(text, labels.resourceArn);
  const recoveryPointArn = labelled(text, labels.recoveryPointArn);
  const reason = reasonIn(text);
  return {
    kind: "job",
    jobType,
    phase: jobPhaseOf(jobType, state, known({ reason })),
    text,
    origin: {
      ...known({ region: (parseArn(resourceArn) ?? parseArn(recoveryPointArn))?.region }),
      ...origin,
    },
    details: known({ resourceArn, recoveryPointArn, reason, startedAt: dateOf(attributes["StartTime"]) }),
    ...known({ state, jobId: attributes["Id"] ?? labelled(text, labels.jobId) }),
  };
};

/** S3 and EKS objects. EKS attributes are in lower camel case; those of S3 are not documented, so all spellings are tried. */
const objectOf = ({ text, attributes, origin }: SnsMessage, eventType: string): ObjectEvent | undefined => {
  const match = /^(S3|EKS)_(BACKUP|RESTORE)_OBJECT_(FAILED|SKIPPED)$/.exec(eventType);
  if (match === null) return undefined;
  return {
    kind: "object",
    eventType,
    service: match[1] === "S3" ? "S3" : "EKS",
    jobType: match[2] === "BACKUP" ? "backup" : "restore",
    outcome: match[3] === "FAILED" ? "failed" : "skipped",
    text,
    origin,
    ...known({
      jobId:
        attributes["backupJobId"] ??
        attributes["restoreJobId"] ??
        attributes["Id"] ??
        labelled(text, labels.jobId),
      objectType: attributes["resourceType"] ?? labelled(text, /(?<!\w )Resource ?: ?/),
      objectName: attributes["resourceName"] ?? labelled(text, /Resource Name ?: ?/),
      clusterName: attributes["clusterName"] ?? labelled(text, /Cluster Name ?: ?/),
      resourceArn: labelled(text, labels.resourceArn),
      reason: attributes["reason"] ?? reasonIn(text),
    }),
  };
};

const notices: readonly (readonly [RegExp, NoticeEvent["subject"]])[] = [
  [/^RECOVERY_POINT_INDEX(?:ING)?_([A-Z]+)$/, "recovery point index"],
  [/^RECOVERY_POINT_([A-Z]+)$/, "recovery point"],
  [/^BACKUP_PLAN_([A-Z]+)$/, "backup plan"],
  [/^CONTINUOUS_BACKUP_([A-Z]+)$/, "continuous backup"],
  [/^ACCESS_POINT_([A-Z_]+)$/, "access point"],
];

const noticeOf = ({ text, attributes, origin }: SnsMessage, eventType: string): NoticeEvent | undefined => {
  for (const [pattern, subject] of notices) {
    const word = pattern.exec(eventType)?.[1];
    if (word === undefined) continue;
    const state = indexStateOf(word);
    const recoveryPointArn =
      attributes["RecoveryPointArn"] ?? labelled(text, /(?:Indexed )?recovery point arn ?: ?/i);
    const resourceArn = labelled(text, labels.resourceArn);
    return {
      kind: "notice",
      subject,
      state,
      severity: noticeSeverityOf(subject, state),
      text,
      origin,
      ...known({
        id: attributes["Id"] ?? recoveryPointArn ?? resourceArn,
        recoveryPointArn,
        resourceArn,
        reason: reasonIn(text),
        vaultName: vaultNameOf(labelled(text, /vault ARN ?: ?/i)),
        isContinuous: attributes["IsIndexingContinuous"] === "true" || undefined,
      }),
    };
  }
  return undefined;
};

const testEventType: TestEventType = "BACKUP_NOTIFICATIONS_TEST";

/** AWS's texts name the type of a job even where the attributes are missing: `An AWS Copy job ...`. */
const jobTypeByText = (text: string): string | undefined => {
  const match = /^An AWS (Backup|Copy|Restore) job\b/i.exec(text);
  return match?.[1] && `${match[1].toUpperCase()}_JOB`;
};

/**
 * Reads a vault event: the attributes first, AWS's text where they are absent. The outcome comes from the
 * `State` attribute alone, never from words: an expired job's text says "failed", a failed copy's "completed".
 * `undefined` for a message that is not AWS Backup's. (AWS Backup Developer Guide, notification options)
 */
export const parseVaultEvent = (message: SnsMessage): BackupEvent | undefined => {
  const { attributes, text, origin } = message;
  const eventType = attributes["EventType"] ?? attributes["eventType"] ?? jobTypeByText(text);
  if (eventType === undefined) return undefined;
  if (eventType === testEventType) {
    const { Id: testId = "-", Channel: channel } = attributes;
    return { kind: "test", testId, origin, ...(isChannelName(channel) && { channel }) };
  }
  return (
    jobOf(message, eventType) ??
    objectOf(message, eventType) ??
    noticeOf(message, eventType) ??
    unrecognized(eventType, text, origin)
  );
};
