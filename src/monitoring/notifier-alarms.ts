import type { DeliveryAlarm, Window } from "./alarm";
import { notifierMetric } from "./notifier-metrics";

/** What the notifier's own metrics are watched for. */
export type NotifierWatch = {
  readonly stage: string;
  /** Whether failed events come back from a queue. */
  readonly hasQueue: boolean;
  /** Hours without a message that are too many. */
  readonly silenceAlarmHours: number | undefined;
};

/** A period is longer than the longest delay between two tries, so an outage fills each; a short trouble never three. */
const lastingOutage: Window = { periodSeconds: 1200, periods: 3, badPeriods: 3 };

const parked = (stage: string): DeliveryAlarm => ({
  id: "parked",
  description: `Slack refuses messages for good: the webhook, the bot token or the channel is gone, or a message is too much for it. The events wait in the dead-letter queue for 14 days. \`npm run doctor -- ${stage}\` says why, and which command stores a new webhook or bot token; then \`npm run redrive -- ${stage}\`.`,
  metric: notifierMetric("Parked", stage),
  statistic: "Sum",
  trigger: { kind: "reached", threshold: 1 },
});

const lastingRetries = (stage: string): DeliveryAlarm => ({
  id: "lasting-retries",
  description: `Slack has not taken events for most of an hour. They are kept and tried again for a day, then they go to the dead-letter queue. \`npm run doctor -- ${stage}\` says what Slack answers.`,
  metric: notifierMetric("Retried", stage),
  statistic: "Sum",
  trigger: { kind: "reached", threshold: 1, within: lastingOutage },
});

const silence = (stage: string, hours: number): DeliveryAlarm => ({
  id: "silence",
  description: `Nothing reached Slack for ${hours} hours. Either no backup ran (look at the plan and at what it selects), or the way to Slack is broken: \`npm run doctor -- ${stage}\` tells.`,
  metric: notifierMetric("Delivered", stage),
  statistic: "Sum",
  trigger: { kind: "silent", hours },
});

/**
 * What only the notifier itself can tell. Not watched are its ledger, whose failure costs a duplicate at most, and
 * events that it does not recognise, since Slack shows those.
 */
export const notifierAlarms = (watch: NotifierWatch): readonly DeliveryAlarm[] => [
  parked(watch.stage),
  ...(watch.hasQueue ? [lastingRetries(watch.stage)] : []),
  ...(watch.silenceAlarmHours === undefined ? [] : [silence(watch.stage, watch.silenceAlarmHours)]),
];
