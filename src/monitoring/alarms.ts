import type { DeliveryPath } from "../delivery/delivery-path";
import { functionTimeoutSeconds } from "../delivery/notifier-function";
import type { Validator } from "../restore-test/validator";
import type { Watch } from "../watch/watch";
import { type Alarm, metricsOf, notifierMetric, reached, silent } from "./alarm";

/** The delivery path of a stage, the watch that looks for what nobody announces, and what checks restores. */
export type WatchedPath = DeliveryPath & {
  readonly watch: Watch | undefined;
  readonly validator: Validator | undefined;
};

/** What is watched. */
export type Watched = Pick<
  WatchedPath,
  "topic" | "deadLetterQueue" | "notifier" | "queue" | "rule" | "watch" | "validator"
> & {
  readonly stage: string;
  /** What the commands in the descriptions name: stage and Region. Whoever gets the mail may be anywhere. */
  readonly operands: string;
  /** This many hours without a message are too long. */
  readonly silenceAlarmHours: number | undefined;
};

const queueAlarms = ({ operands, deadLetterQueue, queue }: Watched): readonly Alarm[] => [
  {
    id: "dead-letters",
    description: `Backup events could not be delivered. They stay in the dead-letter queue for 14 days. Run \`npm run doctor -- ${operands}\` to see why; once that is fixed, run \`npm run redrive -- ${operands}\` to deliver them.`,
    metric: metricsOf("AWS/SQS", { QueueName: deadLetterQueue.name })("ApproximateNumberOfMessagesVisible"),
    statistic: "Maximum",
  },
  ...(queue
    ? [
        {
          // SQS leaves events that were received more than three times out of this metric (SQS Developer Guide,
          // Available CloudWatch metrics): the alarm for lasting retries covers those.
          id: "late-events",
          description: `Backup events have been waiting for more than 15 minutes because the notifier does not read them: it is throttled, disabled or overloaded. They are kept for 4 days. Run \`npm run doctor -- ${operands}\` for details.`,
          metric: metricsOf("AWS/SQS", { QueueName: queue.name })("ApproximateAgeOfOldestMessage"),
          statistic: "Maximum" as const,
          evaluation: reached(900),
        },
      ]
    : []),
];

/** Without a queue, Lambda keeps what it throttles, and a burst of events is throttled on purpose. */
const lastingThrottles = { period: 300, evaluationPeriods: 6, datapointsToAlarm: 6 };

const functionAlarms = ({ operands, notifier, queue }: Watched): readonly Alarm[] => {
  const metric = metricsOf("AWS/Lambda", { FunctionName: notifier.name });
  return [
    {
      id: "function-errors",
      description: `The notifier failed in 2 of 3 periods of 5 minutes. Its log shows why; \`npm run doctor -- ${operands}\` checks everything it depends on.`,
      metric: metric("Errors"),
      evaluation: reached(1, { period: 300, evaluationPeriods: 3, datapointsToAlarm: 2 }),
    },
    {
      id: "function-throttles",
      description:
        "The notifier is throttled: the account's concurrency, or the notifier's own, is used up. Raise the account's quota, or set notifier.reservedConcurrency in the stage file.",
      metric: metric("Throttles"),
      ...(queue === undefined && { evaluation: reached(1, lastingThrottles) }),
    },
    {
      id: "function-duration",
      description: `The notifier uses more than 80 % of its timeout: Slack or AWS responds slowly. \`npm run doctor -- ${operands}\` checks both. If this continues, look at the notifier's traces in X-Ray.`,
      metric: metric("Duration"),
      statistic: "p99",
      evaluation: reached(0.8 * functionTimeoutSeconds * 1000),
    },
  ];
};

const policyProblem = "a queue, function or key policy prevents delivery";

const topicAlarms = ({ operands, topic }: Watched): readonly Alarm[] => {
  const metric = metricsOf("AWS/SNS", { TopicName: topic.name });
  return [
    {
      id: "topic-failures",
      description: `The topic could not deliver backup events: ${policyProblem}. \`npm run doctor -- ${operands}\` shows which one; \`npm run deploy -- ${operands}\` restores it.`,
      metric: metric("NumberOfNotificationsFailed"),
    },
    {
      id: "topic-dead-letters",
      description: `The topic gave up on backup events and sent them to the dead-letter queue: ${policyProblem}. \`npm run doctor -- ${operands}\` shows which one; once that is fixed, run \`npm run redrive -- ${operands}\` to deliver them.`,
      metric: metric("NumberOfNotificationsRedrivenToDlq"),
    },
    {
      id: "topic-losses",
      description: `Backup events were lost: the topic could not even send them to the dead-letter queue. Run \`npm run doctor -- ${operands}\` to check the policies of that queue and its key, and look up in AWS Backup which jobs ran in the meantime.`,
      metric: metric("NumberOfNotificationsFailedToRedriveToDlq"),
    },
  ];
};

const ruleAlarms = ({ operands, rule }: Watched): readonly Alarm[] => {
  if (!rule) return [];
  const metric = metricsOf("AWS/Events", { RuleName: rule.name });
  return [
    {
      id: "rule-failures",
      description: `EventBridge could not deliver backup events: ${policyProblem}. \`npm run doctor -- ${operands}\` shows which one; once that is fixed, run \`npm run redrive -- ${operands}\` to deliver them.`,
      metric: metric("FailedInvocations"),
    },
    {
      id: "rule-losses",
      description: `Backup events were lost: EventBridge could not even send them to the dead-letter queue. Run \`npm run doctor -- ${operands}\` to check the policies of that queue and its key, and look up in AWS Backup what changed in the meantime.`,
      metric: metric("InvocationsFailedToBeSentToDlq"),
    },
  ];
};

/** A period is longer than the longest delay between two tries, so an outage fills each; a short one never fills three. */
const lastingOutage = { period: 1200, evaluationPeriods: 3, datapointsToAlarm: 3 };

/**
 * What only the notifier can report. Not watched: its ledger, whose failure costs a duplicate at most, and events that
 * it does not recognize, because Slack shows those.
 */
const notifierAlarms = ({ stage, operands, queue, silenceAlarmHours: hours }: Watched): readonly Alarm[] => [
  {
    id: "parked",
    description: `Slack permanently refuses messages: the webhook, the bot token or the channel is gone, or Slack does not accept a message. The events stay in the dead-letter queue for 14 days. \`npm run doctor -- ${operands}\` shows why, and which command stores a new webhook or bot token; then run \`npm run redrive -- ${operands}\`.`,
    metric: notifierMetric("Parked", stage),
  },
  {
    id: "unchecked",
    description: `Finished jobs were posted as "could not be checked": AWS Backup did not say whether they completed without issues. Slack names them; look at each in the AWS Backup console. The log of the notifier says why under "not-enriched": a missing permission, or throttling. \`npm run doctor -- ${operands}\` checks what it depends on.`,
    metric: notifierMetric("Unchecked", stage),
  },
  ...(queue
    ? [
        {
          id: "lasting-retries",
          description: `Slack has not accepted events for most of an hour. They are kept and retried for a day, then they go to the dead-letter queue. \`npm run doctor -- ${operands}\` shows Slack's response.`,
          metric: notifierMetric("Retried", stage),
          evaluation: reached(1, lastingOutage),
        },
      ]
    : []),
  ...(hours === undefined
    ? []
    : [
        {
          id: "silence",
          description: `Nothing reached Slack for ${hours} hours. Either no backup ran (check the plan and what it selects), or delivery to Slack is broken: run \`npm run doctor -- ${operands}\` to find out.`,
          metric: notifierMetric("Delivered", stage),
          evaluation: silent(hours),
        },
      ]),
];

/** More than a day, so that a digest which comes a little later is no alarm. */
const digestHours = 26;

/** Nothing but these says that the watch is blind: what it does not find, it does not report. */
const watchAlarms = ({ stage, operands, watch }: Watched): readonly Alarm[] => {
  if (watch === undefined) return [];
  const metric = metricsOf("AWS/Lambda", { FunctionName: watch.functionName });
  const silentHours = watch.checkEveryHours + 1;
  return [
    {
      id: "watch-errors",
      description: `The watch failed three times: what nobody announces, such as a backup that did not run, may not be reported. Its log shows why, and \`npm run doctor -- ${operands}\` what it could not see. The next check finds what this one would have found.`,
      metric: metric("Errors"),
      // A run is tried three times within minutes. (AWS Lambda Developer Guide, asynchronous invocation)
      evaluation: reached(3, { period: 3600, evaluationPeriods: 1, datapointsToAlarm: 1 }),
    },
    {
      id: "watch-stopped",
      description: `No check of the watch was complete for ${silentHours} hours: nobody looks for backups that did not run. \`npm run doctor -- ${operands}\` shows whether its schedules are on and what the last check said; \`npm run deploy -- ${operands}\` restores them.`,
      metric: notifierMetric("WatchChecks", stage),
      evaluation: silent(silentHours),
    },
    {
      id: "watch-failed-runs",
      description: `A run of the watch was given up: EventBridge Scheduler could not start it, or it failed three times. \`npm run doctor -- ${operands}\` shows why. There is nothing to redrive: the next check finds what this one would have found, and the alarm ends a day later.`,
      metric: metricsOf("AWS/SQS", { QueueName: watch.failedRuns.name })(
        "ApproximateNumberOfMessagesVisible",
      ),
      statistic: "Maximum",
    },
    ...(watch.hasDigest
      ? [
          {
            id: "digest-missing",
            description: `No digest reached Slack for ${digestHours} hours: the watch does not run, or delivery to Slack is broken, and then failures may not reach it either. Run \`npm run doctor -- ${operands}\` to find out.`,
            metric: notifierMetric("DigestsDelivered", stage),
            evaluation: silent(digestHours),
          },
        ]
      : []),
  ];
};

/** Restores that nothing checks have no verdict. What is given up is in the dead-letter queue, which has an alarm. */
const validatorAlarms = ({ operands, validator }: Watched): readonly Alarm[] => {
  if (validator === undefined) return [];
  return [
    {
      id: "restore-test-errors",
      description: `The function that checks restore tests failed. SQS gives it the restore again for six hours; then it is in the dead-letter queue, and the watch reports that the test has no verdict. \`npm run doctor -- ${operands}\` names its log.`,
      metric: metricsOf("AWS/Lambda", { FunctionName: validator.functionName })("Errors"),
    },
    {
      id: "restore-tests-late",
      description: `Restores of tests have been waiting for more than an hour because the function that checks them does not read them: it is throttled or disabled. AWS deletes what was restored when its time is over, checked or not. \`npm run doctor -- ${operands}\` shows what is wrong.`,
      // A restore that is not ready is sent again within 15 minutes, and is new then.
      metric: metricsOf("AWS/SQS", { QueueName: validator.queue.name })("ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      evaluation: reached(3600),
    },
    {
      id: "undelivered-restores",
      description: `EventBridge could not deliver the end of a test's restore: ${policyProblem}. \`npm run deploy -- ${operands}\` restores it. The events are in the dead-letter queue; the watch reports which tests have no verdict.`,
      metric: metricsOf("AWS/Events", { RuleName: validator.ruleName })("FailedInvocations"),
    },
  ];
};

/** Every way in which delivery from vault to Slack can fail, as far as metrics show it. */
export const alarmsOf = (watched: Watched): readonly Alarm[] => [
  ...queueAlarms(watched),
  ...functionAlarms(watched),
  ...topicAlarms(watched),
  ...ruleAlarms(watched),
  ...notifierAlarms(watched),
  ...watchAlarms(watched),
  ...validatorAlarms(watched),
];
