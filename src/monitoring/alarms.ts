import type { DeliveryPath } from "../delivery/delivery-path";
import { functionTimeoutSeconds } from "../delivery/notifier-function";
import type { DeliveryAlarm } from "./alarm";
import { notifierAlarms } from "./notifier-alarms";

/** What is watched: the way of an event, and how it is named to the people who type commands. */
export type Watched = Pick<DeliveryPath, "topic" | "deadLetterQueue" | "notifier" | "queue" | "rule"> & {
  readonly stage: string;
  readonly silenceAlarmHours: number | undefined;
};

const oneOrMore = { kind: "reached", threshold: 1 } as const;

const queueAlarms = ({ stage, deadLetterQueue, queue }: Watched): readonly DeliveryAlarm[] => [
  {
    id: "dead-letters",
    description: `Backup events could not be delivered and wait in the dead-letter queue for 14 days. \`npm run doctor -- ${stage}\` says why; when that is repaired, \`npm run redrive -- ${stage}\` delivers them.`,
    metric: {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: deadLetterQueue.name },
    },
    statistic: "Maximum",
    trigger: oneOrMore,
  },
  ...(queue
    ? [
        {
          // SQS leaves events that were tried more than three times out of this metric (SQS Developer Guide, Available
          // CloudWatch metrics): those are for the alarm of lasting retries.
          id: "late-events",
          description: `Backup events wait for more than 15 minutes and the notifier does not read them: it is throttled, switched off, or has too much to do. They are kept for 4 days. \`npm run doctor -- ${stage}\` tells more.`,
          metric: {
            namespace: "AWS/SQS",
            metricName: "ApproximateAgeOfOldestMessage",
            dimensions: { QueueName: queue.name },
          },
          statistic: "Maximum" as const,
          trigger: { kind: "reached" as const, threshold: 900 },
        },
      ]
    : []),
];

const functionAlarms = ({ stage, notifier }: Watched): readonly DeliveryAlarm[] => {
  const metric = (metricName: string) => ({
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: notifier.name },
  });
  return [
    {
      id: "function-errors",
      description: `The notifier fails in 2 of 3 periods of 5 minutes. Its log says why; \`npm run doctor -- ${stage}\` checks what it needs.`,
      metric: metric("Errors"),
      statistic: "Sum",
      trigger: { ...oneOrMore, within: { periodSeconds: 300, periods: 3, badPeriods: 2 } },
    },
    {
      id: "function-throttles",
      description:
        "The notifier is throttled: the account's or its own concurrency is used up. Raise the account's quota, or set notifier.reservedConcurrency in the stage file.",
      metric: metric("Throttles"),
      statistic: "Sum",
      trigger: oneOrMore,
    },
    {
      id: "function-duration",
      description: `The notifier needs more than 80 % of its timeout: Slack or AWS answers slowly. If it stays so, look at its traces in X-Ray; \`npm run doctor -- ${stage}\` asks both.`,
      metric: metric("Duration"),
      statistic: "p99",
      trigger: { kind: "reached", threshold: 0.8 * functionTimeoutSeconds * 1000 },
    },
  ];
};

/** A hop before the notifier that did not get through: what it counts, and in which words that is told. */
const hopAlarm = (id: string, description: string, metric: DeliveryAlarm["metric"]): DeliveryAlarm => ({
  id,
  description,
  metric,
  statistic: "Sum",
  trigger: oneOrMore,
});

const inTheWay = "a queue, function or key policy is in the way";

const topicAlarms = ({ stage, topic }: Watched): readonly DeliveryAlarm[] => {
  const metric = (metricName: string) => ({
    namespace: "AWS/SNS",
    metricName,
    dimensions: { TopicName: topic.name },
  });
  return [
    hopAlarm(
      "topic-failures",
      `The topic could not deliver backup events: ${inTheWay}. \`npm run doctor -- ${stage}\` says which; \`npm run deploy -- ${stage}\` puts them right.`,
      metric("NumberOfNotificationsFailed"),
    ),
    hopAlarm(
      "topic-dead-letters",
      `The topic gave up on backup events and left them in the dead-letter queue: ${inTheWay}. \`npm run doctor -- ${stage}\` says which; when it is put right, \`npm run redrive -- ${stage}\` delivers them.`,
      metric("NumberOfNotificationsRedrivenToDlq"),
    ),
    hopAlarm(
      "topic-losses",
      `Backup events are lost: the topic could not even reach the dead-letter queue. Compare its policy and its key's with \`STAGE=${stage} npx cdktf diff\`, and look into AWS Backup for what ran meanwhile.`,
      metric("NumberOfNotificationsFailedToRedriveToDlq"),
    ),
  ];
};

const ruleAlarms = ({ stage, rule }: Watched): readonly DeliveryAlarm[] => {
  if (!rule) return [];
  const metric = (metricName: string) => ({
    namespace: "AWS/Events",
    metricName,
    dimensions: { RuleName: rule.name },
  });
  return [
    hopAlarm(
      "rule-failures",
      `EventBridge could not deliver backup events: ${inTheWay}. \`npm run doctor -- ${stage}\` says which; when it is put right, \`npm run redrive -- ${stage}\` delivers them.`,
      metric("FailedInvocations"),
    ),
    hopAlarm(
      "rule-losses",
      `Backup events are lost: EventBridge could not even reach the dead-letter queue. Compare its policy and its key's with \`STAGE=${stage} npx cdktf diff\`, and look into AWS Backup for what changed meanwhile.`,
      metric("InvocationsFailedToBeSentToDlq"),
    ),
  ];
};

/** Every way in which the path from vault to Slack can break, as far as metrics tell. */
export const alarmsOf = (watched: Watched): readonly DeliveryAlarm[] => [
  ...queueAlarms(watched),
  ...functionAlarms(watched),
  ...topicAlarms(watched),
  ...ruleAlarms(watched),
  ...notifierAlarms({
    stage: watched.stage,
    hasQueue: watched.queue !== undefined,
    silenceAlarmHours: watched.silenceAlarmHours,
  }),
];
