/** Names that Slack's messages must show, so that the lab can find each event in them. */

/** Of a backed-up resource: `res-000017`. */
export const resourceName = (number: number): string => `res-${String(number).padStart(6, "0")}`;

/** Of anything else: `marker-000017`. */
export const markerName = (number: number): string => `marker-${String(number).padStart(6, "0")}`;

/** A reason of AWS Backup, in its status message: `reason-07`. */
export const reasonName = (number: number): string => `reason-${String(number).padStart(2, "0")}`;

export const reasonPattern = /reason-\d{2}/;

const tokenPattern = /(?:res|marker)-\d{6}/;

/** The name in a text. */
export const nameIn = (text: string): string | undefined => tokenPattern.exec(text)?.[0];

export const accountId = "111122223333";
export const region = "eu-west-1";
export const queueUrl = (name: string): string => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;
export const topicArn = arnOf("sns", "backup-notifications-faults");
