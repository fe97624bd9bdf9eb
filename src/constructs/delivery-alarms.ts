import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { EncryptionKey } from "./encryption-key";
import type { Home } from "./home";
import { NotificationTopic } from "./notification-topic";

export type DeliveryAlarmsProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  /** Address to mail to; `false`: nobody, on purpose; absent: nobody yet, which is warned of. */
  readonly email: string | false | undefined;
  readonly alarms: readonly DeliveryAlarm[];
};

/** One thing to watch on a metric that AWS itself provides. */
export type DeliveryAlarm = {
  /** Of the alarm; unique in the stack. */
  readonly id: string;
  /** What is wrong and what to do: the text of the mail. */
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum" | "p99";
  /** The alarm goes off at this value or above. */
  readonly threshold: number;
  /** Of the last three periods, how many must be bad. Default: the last one alone. */
  readonly ofThreePeriods?: number;
};

/**
 * Tells people by e-mail when the notifier itself is in trouble; never through Slack, which may be the trouble.
 * Missing data is no alarm: these metrics are silent when nothing happens.
 */
export class DeliveryAlarms extends Construct {
  readonly topic: NotificationTopic;

  constructor(scope: Construct, id: string, props: DeliveryAlarmsProps) {
    super(scope, id);
    const { home, email } = props;
    this.topic = new NotificationTopic(this, "topic", {
      home,
      key: props.key,
      name: `${home.namePrefix}-alarms`,
    });
    this.topic.grantPublish({
      sid: "AlarmsPublish",
      service: "cloudwatch.amazonaws.com",
      sourceArns: [home.arn("cloudwatch", `alarm:${home.namePrefix}-*`)],
    });
    if (typeof email === "string") {
      new SnsTopicSubscription(this, "email", {
        topicArn: this.topic.arn,
        protocol: "email",
        endpoint: email,
      });
    } else if (email === undefined) {
      Annotations.of(this).addWarning(
        `nobody hears the alarms of ${home.namePrefix}: set ALARM_EMAIL=ops@example.com, or alarmEmail in the stage file (false if that is meant)`,
      );
    }
    for (const alarm of props.alarms) this.alarm(home, alarm);
  }

  private alarm(home: Home, alarm: DeliveryAlarm): void {
    new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: `${home.namePrefix}-${alarm.id}`,
      alarmDescription: alarm.description,
      namespace: alarm.namespace,
      metricName: alarm.metricName,
      dimensions: { ...alarm.dimensions },
      ...(alarm.statistic === "p99" ? { extendedStatistic: "p99" } : { statistic: alarm.statistic }),
      period: 300,
      evaluationPeriods: alarm.ofThreePeriods ? 3 : 1,
      datapointsToAlarm: alarm.ofThreePeriods ?? 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: alarm.threshold,
      treatMissingData: "notBreaching",
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    });
  }
}
