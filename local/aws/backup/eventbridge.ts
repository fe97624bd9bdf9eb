import { randomUUID } from "node:crypto";
import type { AccountRegion } from "./arn";
import type { CreatedBy } from "./job";

/**
 * AWS Backup's EventBridge events, quirks included: sizes that are sometimes strings and sometimes numbers, `status`
 * or `state`, a status message in its own quotes. (AWS Backup Developer Guide, monitoring events using EventBridge)
 */
export type EventBridgeEvent = {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: "aws.backup";
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Account, Region and time of an event. */
export type EventContext = AccountRegion & { readonly now: Date };

/** An event in its envelope. */
export const eventOf = (
  context: EventContext,
  detailType: string,
  detail: Record<string, unknown>,
  resources: readonly string[],
): EventBridgeEvent => ({
  version: "0",
  id: randomUUID(),
  "detail-type": detailType,
  source: "aws.backup",
  account: context.accountId,
  time: context.now.toISOString().replace(/\.\d{3}Z$/, "Z"),
  region: context.region,
  resources,
  detail,
});

/** The plan behind a job or a recovery point, as events name it; nothing for on-demand ones. */
export const createdByOf = (createdBy: CreatedBy | undefined) =>
  createdBy && {
    createdBy: {
      backupPlanId: createdBy.BackupPlanId,
      backupPlanArn: createdBy.BackupPlanArn,
      backupPlanVersion: createdBy.BackupPlanVersion,
      backupPlanRuleId: createdBy.BackupRuleId,
    },
  };
