import type { DeadLetterQueue } from "./constructs/dead-letter-queue";
import type { DeliveryAlarm } from "./constructs/delivery-alarms";
import type { DeliveryQueue } from "./constructs/delivery-queue";
import type { NotificationTopic } from "./constructs/notification-topic";
import { functionTimeoutSeconds, type NotifierFunction } from "./constructs/notifier-function";
import type { StateChangeRule } from "./constructs/state-change-rule";

/** What is watched. A queue and a rule are not in every stage. */
export type Watched = {
  readonly topic: NotificationTopic;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly notifier: NotifierFunction;
  readonly queue: DeliveryQueue | undefined;
  readonly rule: StateChangeRule | undefined;
};

const queueAlarms = (deadLetterQueue: DeadLetterQueue, queue?: DeliveryQueue): readonly DeliveryAlarm[] => [
  {
    id: "dead-letters",
    description:
      "Backup events could not be delivered and wait in the dead-letter queue for 14 days. Read the notifier's log for the reason; when it is fixed, run `aws sqs start-message-move-task` on the queue.",
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: deadLetterQueue.name },
    statistic: "Maximum",
    threshold: 1,
  },
  ...(queue
    ? [
        {
          id: "late-events",
          description:
            "Backup events wait for more than 15 minutes to reach Slack. They are kept and tried again for a day; the notifier's log says what Slack answers.",
          namespace: "AWS/SQS",
          metricName: "ApproximateAgeOfOldestMessage",
          dimensions: { QueueName: queue.name },
          statistic: "Maximum" as const,
          threshold: 900,
        },
      ]
    : []),
];

const functionAlarms = (notifier: NotifierFunction): readonly DeliveryAlarm[] => {
  const of = { namespace: "AWS/Lambda", dimensions: { FunctionName: notifier.name } } as const;
  return [
    {
      ...of,
      id: "function-errors",
      description: "The notifier fails in 2 of 3 periods of 5 minutes. Its log says why.",
      metricName: "Errors",
      statistic: "Sum",
      threshold: 1,
      ofThreePeriods: 2,
    },
    {
      ...of,
      id: "function-throttles",
      description: "The notifier is throttled: the account's or its own concurrency is used up.",
      metricName: "Throttles",
      statistic: "Sum",
      threshold: 1,
    },
    {
      ...of,
      id: "function-duration",
      description: "The notifier needs more than 80 % of its timeout: Slack or AWS answers slowly.",
      metricName: "Duration",
      statistic: "p99",
      threshold: 0.8 * functionTimeoutSeconds * 1000,
    },
  ];
};

const topicAlarms = (topic: NotificationTopic): readonly DeliveryAlarm[] => {
  const of = {
    namespace: "AWS/SNS",
    dimensions: { TopicName: topic.name },
    statistic: "Sum",
    threshold: 1,
  } as const;
  return [
    {
      ...of,
      id: "topic-failures",
      description:
        "The topic could not deliver backup events: a queue, function or key policy is in the way.",
      metricName: "NumberOfNotificationsFailed",
    },
    {
      ...of,
      id: "topic-losses",
      description: "Backup events are lost: the topic could not even reach the dead-letter queue.",
      metricName: "NumberOfNotificationsFailedToRedriveToDlq",
    },
  ];
};

const ruleAlarms = (rule: StateChangeRule): readonly DeliveryAlarm[] => {
  const of = {
    namespace: "AWS/Events",
    dimensions: { RuleName: rule.name },
    statistic: "Sum",
    threshold: 1,
  } as const;
  return [
    {
      ...of,
      id: "rule-failures",
      description:
        "EventBridge could not deliver backup events: a queue, function or key policy is in the way.",
      metricName: "FailedInvocations",
    },
    {
      ...of,
      id: "rule-losses",
      description: "Backup events are lost: EventBridge could not even reach the dead-letter queue.",
      metricName: "InvocationsFailedToBeSentToDlq",
    },
  ];
};

/** Every way in which the path from vault to Slack can break, as far as AWS's own metrics tell. */
export const alarmsOf = ({
  topic,
  deadLetterQueue,
  notifier,
  queue,
  rule,
}: Watched): readonly DeliveryAlarm[] => [
  ...queueAlarms(deadLetterQueue, queue),
  ...functionAlarms(notifier),
  ...topicAlarms(topic),
  ...(rule ? ruleAlarms(rule) : []),
];
