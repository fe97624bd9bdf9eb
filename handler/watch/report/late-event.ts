import { type Fields, fieldsOf, textOf } from "../../model/fields";
import type { LateEvent } from "../../model/own-event";
import type { Job, JobKind } from "../facts";
import type { WatchPlace } from "../watch-context";
import { idOf } from "./id";

const detailTypes: Readonly<Record<JobKind, string>> = {
  backup: "Backup Job State Change",
  copy: "Copy Job State Change",
  restore: "Restore Job State Change",
};

const isDate = (name: string): boolean => /(?:Date|startBy)$/.test(name);

/** The API's `BackupVaultName` is the event's `backupVaultName`, and its seconds since 1970 are ISO 8601 there. */
const eventFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const key = name.charAt(0).toLowerCase() + name.slice(1);
      const inner = fieldsOf(value);
      if (inner) return [key, eventFields(inner)];
      return [key, isDate(key) && typeof value === "number" ? new Date(value * 1000).toISOString() : value];
    }),
  );

/**
 * The event of a job's end as AWS would have sent it to EventBridge, from what its list or DescribeBackupJob says: one that
 * comes later is a duplicate. (AWS Backup Developer Guide, monitoring events using EventBridge)
 */
export const lateEventOf = (
  { kind, id, endedAt }: Job,
  listed: Fields,
  { accountId, region }: WatchPlace,
): LateEvent => {
  const source = textOf(listed["SourceRecoveryPointArn"]);
  return {
    source: "backup-notifications.watch",
    detailType: "Late Event",
    detail: {
      schema: 1,
      event: {
        version: "0",
        id: idOf(["late", kind, id.toLowerCase()]),
        "detail-type": detailTypes[kind],
        source: "aws.backup",
        account: accountId,
        time: (endedAt ?? new Date(0)).toISOString(),
        region,
        resources: kind === "copy" && source ? [source] : [],
        detail: eventFields(listed),
      },
    },
  };
};
