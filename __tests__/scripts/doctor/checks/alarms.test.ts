import { judgeAlarmMail } from "../../../../scripts/doctor/checks/alarm-mail";
import { judgeAlarms } from "../../../../scripts/doctor/checks/alarms";
import { putBack, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const dead = { name: "dev-dead-letters", state: "OK", actionsEnabled: true, description: "Read the log." };
const errors = { ...dead, name: "dev-errors", state: "INSUFFICIENT_DATA" };
const wanted = ["dev-dead-letters", "dev-errors"];

test.each([
  ["are quiet", [dead, errors], ["ok: 2 alarms, all quiet"]],
  ["are missing", [dead], [`problem: dev-errors missing; ${putBack}`]],
  [
    "go off",
    [
      { ...dead, state: "ALARM" },
      { ...errors, state: "ALARM", description: "Its log says why." },
    ],
    [
      "problem: dev-dead-letters is in alarm; Read the log.",
      "problem: dev-errors is in alarm; Its log says why.",
    ],
  ],
  [
    "are silenced",
    wanted.map((name) => ({ ...dead, name, actionsEnabled: false })),
    [
      "problem: the actions of dev-dead-letters, dev-errors are switched off, so nobody is told; switch them on with `aws cloudwatch enable-alarm-actions --region eu-west-1 --alarm-names dev-dead-letters dev-errors`",
    ],
  ],
  [
    "are silenced, missing and off at once",
    [{ ...dead, state: "ALARM", actionsEnabled: false }],
    [
      `problem: dev-errors missing; ${putBack}`,
      expect.stringContaining("the actions of dev-dead-letters are switched off"),
      "problem: dev-dead-letters is in alarm; Read the log.",
    ],
  ],
])("alarms that %s", (_what, alarms, sentences) => {
  expect(judgeAlarms(alarms, wanted, outputs).map(said)).toEqual(sentences);
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
    "warning: b@example.com has not confirmed the subscription, so no alarm arrives there; follow the link in the mail of AWS Notifications; after three days deploy again to get another",
  ],
  [
    [],
    "warning: nobody is told of alarms; if that is not meant, write alarmEmail into stages/dev.ts and run `npm run deploy -- dev eu-west-1`",
  ],
])("alarms are told to %j", (subscriptions, sentence) => {
  expect(said(judgeAlarmMail(subscriptions, outputs))).toBe(sentence);
});
