import { parseArn } from "../model/arn";
import { dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { NoticeEvent, NoticeWords } from "../model/notice-event";
import type { Origin } from "../model/origin";
import { noticeSeverityOf } from "../model/severity-of";
import type { EventBridgeEvent } from "./envelope";

type Alarm = {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
  readonly before?: string;
  readonly description?: string;
  readonly metric?: string;
};

const wordsByState: Readonly<Record<string, NoticeWords>> = {
  alarm: {
    title: "CloudWatch alarm raised",
    groupTitle: "CloudWatch alarms raised",
    emoji: "rotating_light",
  },
  ok: { title: "CloudWatch alarm OK again", groupTitle: "CloudWatch alarms OK again" },
  "insufficient data": {
    title: "CloudWatch alarm without data",
    groupTitle: "CloudWatch alarms without data",
  },
};

const noticeOf = (alarm: Alarm, origin: Origin): NoticeEvent => {
  const state = alarm.state.toLowerCase().replaceAll("_", " ");
  return {
    kind: "notice",
    subject: "alarm",
    state,
    severity: noticeSeverityOf("alarm", state),
    id: alarm.name,
    origin,
    facts: Object.entries(
      known({ Description: alarm.description, Metric: alarm.metric, "State before": alarm.before }),
    ).map(([label, value]) => [label, String(value)] as const),
    ...known({
      reason: alarm.reason,
      words: Object.hasOwn(wordsByState, state) ? wordsByState[state] : undefined,
    }),
  };
};

/** `AWS/Backup NumberOfBackupJobsFailed, BackupVaultName main`. */
const metricOf = (trigger: Fields | undefined): string | undefined => {
  const { MetricName: metric, Namespace: namespace, Dimensions: dimensions } = trigger ?? {};
  if (textOf(metric) === undefined) return undefined;
  const pairs = (Array.isArray(dimensions) ? dimensions : []).map((one) => {
    const { name, value } = fieldsOf(one) ?? {};
    return `${textOf(name) ?? "?"} ${textOf(value) ?? "?"}`;
  });
  return [[textOf(namespace), textOf(metric)].filter(Boolean).join(" "), ...pairs].join(", ");
};

/** An alarm as CloudWatch publishes it to a topic. (Amazon CloudWatch User Guide, alarm notifications) */
export const alarmOf = (fields: Fields, origin: Origin): NoticeEvent | undefined => {
  const name = textOf(fields["AlarmName"]);
  const state = textOf(fields["NewStateValue"]);
  if (name === undefined || state === undefined) return undefined;
  const arn = parseArn(textOf(fields["AlarmArn"]));
  return noticeOf(
    {
      name,
      state,
      ...known({
        reason: textOf(fields["NewStateReason"]),
        before: textOf(fields["OldStateValue"]),
        description: textOf(fields["AlarmDescription"]),
        metric: metricOf(fieldsOf(fields["Trigger"])),
      }),
    },
    {
      ...origin,
      // The alarm's own place, which need not be the topic's.
      ...known({
        region: arn?.region,
        accountId: textOf(fields["AWSAccountId"]),
        sentAt: dateOf(textOf(fields["StateChangeTime"])?.replace(/\+0000$/, "Z")),
      }),
    },
  );
};

/** An alarm as EventBridge reports it. (Amazon CloudWatch User Guide, alarm events and EventBridge) */
export const alarmEventOf = ({
  source,
  detailType,
  detail,
  origin,
}: EventBridgeEvent): NoticeEvent | undefined => {
  const name = textOf(detail["alarmName"]);
  const { value, reason } = fieldsOf(detail["state"]) ?? {};
  const state = textOf(value);
  if (source !== "aws.cloudwatch" || detailType !== "CloudWatch Alarm State Change") return undefined;
  if (name === undefined || state === undefined) return undefined;
  return noticeOf(
    {
      name,
      state,
      ...known({
        reason: textOf(reason),
        before: textOf(fieldsOf(detail["previousState"])?.["value"]),
        description: textOf(fieldsOf(detail["configuration"])?.["description"]),
      }),
    },
    origin,
  );
};
