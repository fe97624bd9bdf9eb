import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { NotificationTopic } from "../delivery/topic";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type Alarm, reached } from "./alarm";

export type AlarmSetProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  /** Whom to notify; `false`: no one, on purpose; absent: no one yet, which gives a warning. */
  readonly email: string | readonly string[] | false | undefined;
  /** Topics of other owners that are notified too. */
  readonly furtherTopicArns: readonly string[];
  readonly alarms: readonly Alarm[];
};

const addressesOf = (email: AlarmSetProps["email"]): readonly string[] =>
  email === undefined || email === false ? [] : typeof email === "string" ? [email] : email;

const alarmNameOf = (aws: AwsEnvironment, id: string): string => `${aws.namePrefix}-${id}`;

/**
 * Sends an e-mail when the notifier itself has a problem, and when that is over; never through Slack, which may be the
 * problem.
 */
export class AlarmSet extends Construct {
  readonly topic: NotificationTopic;
  /** Of all alarms. */
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: AlarmSetProps) {
    super(scope, id);
    const { aws, email, furtherTopicArns } = props;
    this.topic = new NotificationTopic(this, "topic", {
      aws,
      key: props.key,
      name: `${aws.namePrefix}-alarms`,
    });
    this.topic.grantPublish({
      sid: "AlarmsPublish",
      service: "cloudwatch.amazonaws.com",
      // By name, not by prefix: the alarms of stage `dev-2` begin like those of `dev`.
      sourceArns: props.alarms.map(({ id }) => aws.arn("cloudwatch", `alarm:${alarmNameOf(aws, id)}`)),
    });
    for (const [index, endpoint] of addressesOf(email).entries()) {
      // The first keeps its ID where further ones are added: a new subscription must be confirmed again.
      new SnsTopicSubscription(this, index === 0 ? "email" : `email-${endpoint}`, {
        topicArn: this.topic.arn,
        protocol: "email",
        endpoint,
      });
    }
    if (email === undefined && furtherTopicArns.length === 0) {
      Annotations.of(this).addWarning(
        `no one receives the alarms of ${aws.namePrefix}: set ALARM_EMAIL=ops@example.com, or alarmEmail in the stage file (false if that is intended), or alarmTopics`,
      );
    }
    const topicArns = [this.topic.arn, ...furtherTopicArns];
    this.arns = props.alarms.map((alarm) => this.alarm(aws, alarm, topicArns).arn);
  }

  private alarm(aws: AwsEnvironment, alarm: Alarm, topicArns: string[]): CloudwatchMetricAlarm {
    const { id, description, metric, statistic = "Sum", evaluation = reached(1) } = alarm;
    return new CloudwatchMetricAlarm(this, id, {
      alarmName: alarmNameOf(aws, id),
      alarmDescription: description,
      ...metric,
      ...(statistic === "p99" ? { extendedStatistic: statistic } : { statistic }),
      ...evaluation,
      alarmActions: topicArns,
      okActions: topicArns,
    });
  }
}
