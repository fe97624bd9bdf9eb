import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { NotificationTopic } from "../delivery/topic";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type DeliveryAlarm, evaluationOf } from "./alarm";

export type DeliveryAlarmsProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  /** Address to mail to; `false`: nobody, on purpose; absent: nobody yet, which is warned of. */
  readonly email: string | false | undefined;
  readonly alarms: readonly DeliveryAlarm[];
};

/**
 * Tells people by e-mail when the notifier itself is in trouble, and when it is over; never through Slack, which may
 * be the trouble.
 */
export class DeliveryAlarms extends Construct {
  readonly topic: NotificationTopic;
  /** Of all alarms. */
  readonly arns: readonly string[];

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
    this.arns = props.alarms.map((alarm) => this.alarm(home, alarm).arn);
  }

  private alarm(
    home: Home,
    { id, description, metric, statistic, trigger }: DeliveryAlarm,
  ): CloudwatchMetricAlarm {
    return new CloudwatchMetricAlarm(this, id, {
      alarmName: `${home.namePrefix}-${id}`,
      alarmDescription: description,
      namespace: metric.namespace,
      metricName: metric.metricName,
      dimensions: { ...metric.dimensions },
      ...(statistic === "p99" ? { extendedStatistic: statistic } : { statistic }),
      ...evaluationOf(trigger),
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    });
  }
}
