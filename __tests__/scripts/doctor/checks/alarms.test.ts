import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { checkAlarmMail } from "../../../../scripts/doctor/checks/alarm-mail";
import { checkAlarms } from "../../../../scripts/doctor/checks/alarms";
import { restore, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const dead: MetricAlarm = {
  AlarmName: "dev-dead-letters",
  StateValue: "OK",
  ActionsEnabled: true,
  AlarmDescription: "Read the log.",
};
const errors: MetricAlarm = { ...dead, AlarmName: "dev-errors", StateValue: "INSUFFICIENT_DATA" };
const wanted = ["dev-dead-letters", "dev-errors"];

test.each<[string, readonly MetricAlarm[], unknown[]]>([
  ["are all OK", [dead, errors], ["ok: 2 alarms, none in alarm"]],
  ["are missing", [dead], [`problem: dev-errors missing; ${restore}`]],
  [
    "go off",
    [
      { ...dead, StateValue: "ALARM" },
      { ...errors, StateValue: "ALARM", AlarmDescription: "Its log says why." },
    ],
    [
      "problem: dev-dead-letters is in alarm; Read the log.",
      "problem: dev-errors is in alarm; Its log says why.",
    ],
  ],
  [
    "are disabled",
    wanted.map((name) => ({ ...dead, AlarmName: name, ActionsEnabled: false })),
    [
      "problem: the actions of dev-dead-letters, dev-errors are disabled, so no one is notified; enable them with `aws cloudwatch enable-alarm-actions --region eu-west-1 --alarm-names dev-dead-letters dev-errors`",
    ],
  ],
  [
    "are disabled, missing and in alarm at once",
    [{ ...dead, StateValue: "ALARM", ActionsEnabled: false }],
    [
      `problem: dev-errors missing; ${restore}`,
      expect.stringContaining("the actions of dev-dead-letters are disabled"),
      "problem: dev-dead-letters is in alarm; Read the log.",
    ],
  ],
])("alarms that %s", (_what, alarms, sentences) => {
  expect(checkAlarms(alarms, wanted, outputs).map(said)).toEqual(sentences);
});

const subscribed = (Protocol: string, Endpoint: string, SubscriptionArn = "arn:aws:sns:eu-west-1:1:a:b") => ({
  Protocol,
  Endpoint,
  SubscriptionArn,
});

test.each([
  [[subscribed("email", "ops@example.com")], "ok: alarms go to ops@example.com"],
  [
    [subscribed("email", "ops@example.com"), subscribed("https", "https://example.com/secret")],
    "ok: alarms go to ops@example.com, https",
  ],
  [
    [subscribed("email", "a@example.com"), subscribed("email", "b@example.com", "PendingConfirmation")],
    "warning: b@example.com has not confirmed the subscription, so no alarms arrive there; follow the link in the email from AWS Notifications; after three days, deploy again to get a new one",
  ],
  [
    [],
    "warning: no one receives the alarms; if that is not intended, set alarmEmail or alarmTopics in stages/dev.ts and run `npm run deploy -- dev eu-west-1`",
  ],
])("alarms go to %j", (subscriptions, sentence) => {
  expect(said(checkAlarmMail(subscriptions, [], outputs))).toBe(sentence);
});

test("alarms may go to another team's topic only", () => {
  const onCall = "arn:aws:sns:eu-west-1:111122223333:on-call";
  expect(said(checkAlarmMail([], [onCall], outputs))).toBe(`ok: alarms go to ${onCall}`);
});
