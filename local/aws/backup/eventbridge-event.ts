/**
 * AWS Backup's EventBridge events of jobs, quirks included: sizes that are sometimes strings and sometimes numbers,
 * `status` or `state`, a status message in its own quotes. (AWS Backup Developer Guide, monitoring events using
 * EventBridge)
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
