import type { Arguments } from "../../fixtures/stack";
import { all, oneWith, synthesize, vaultStage } from "../../fixtures/stack";

const stack = synthesize({
  ...vaultStage,
  alarmEmail: "ops@example.com",
  eventBridge: true,
  silenceAlarmHours: 26,
  watch: true,
});
const alarms = all(stack, "aws_cloudwatch_metric_alarm");

const named = (id: string, of = stack): Arguments =>
  oneWith(of, "aws_cloudwatch_metric_alarm", { alarm_name: `backup-notifications-test-${id}` });

const idsOf = (of: typeof stack): readonly string[] =>
  all(of, "aws_cloudwatch_metric_alarm").map(({ alarm_name }) =>
    String(alarm_name).replace("backup-notifications-test-", ""),
  );

const everyAlarm = alarms.map((alarm): [string, Arguments] => [String(alarm["alarm_name"]), alarm]);

describe("every alarm", () => {
  const topic = [expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_\w+\.arn\}$/)];

  test.each(everyAlarm)("%s notifies the alarm topic, also when it is over", (_name, alarm) => {
    expect(alarm).toMatchObject({ alarm_actions: topic, ok_actions: topic });
    expect(alarm["actions_enabled"]).not.toBe(false);
  });

  test.each(everyAlarm)("%s treats missing data as good, unless silence is the problem", (name, alarm) => {
    const isSilence = /-(?:silence|watch-stopped|digest-missing)$/.test(name);
    expect(alarm["treat_missing_data"]).toBe(isSilence ? "breaching" : "notBreaching");
  });

  test.each(everyAlarm)("%s says what to do, in a text that CloudWatch accepts", (_name, alarm) => {
    const description = String(alarm["alarm_description"]);
    expect(description).toMatch(
      /`npm run (doctor|redrive|deploy|set-webhook) -- test eu-central-1`|stage file/,
    );
    // Whoever reads the mail may have another Region in the environment.
    expect(description).not.toMatch(/-- test(?! eu-central-1`)/);
    expect(description).not.toContain("start-message-move-task");
    expect(description.length).toBeLessThanOrEqual(1024);
  });

  test.each(everyAlarm)("%s looks back no further than CloudWatch does", (_name, alarm) => {
    const period = Number(alarm["period"]);
    const span = period * Number(alarm["evaluation_periods"]);
    expect(span).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
    expect(Number(alarm["datapoints_to_alarm"])).toBeLessThanOrEqual(Number(alarm["evaluation_periods"]));
  });
});

describe("the alarms", () => {
  test("are these", () => {
    expect([...idsOf(stack)].sort()).toEqual([
      "dead-letters",
      "digest-missing",
      "function-duration",
      "function-errors",
      "function-throttles",
      "lasting-retries",
      "late-events",
      "parked",
      "rule-failures",
      "rule-losses",
      "silence",
      "topic-dead-letters",
      "topic-failures",
      "topic-losses",
      "unchecked",
      "watch-errors",
      "watch-failed-runs",
      "watch-stopped",
    ]);
  });

  test("of direct delivery take half an hour of throttling for a problem: Lambda keeps a burst of events", () => {
    const direct = synthesize({ ...vaultStage, delivery: "direct" });
    expect(named("function-throttles")).toMatchObject({ period: 300, evaluation_periods: 1 });
    expect(
      oneWith(direct, "aws_cloudwatch_metric_alarm", {
        alarm_name: "backup-notifications-test-function-throttles",
      }),
    ).toMatchObject({ period: 300, evaluation_periods: 6, datapoints_to_alarm: 6 });
  });

  test("of direct delivery leave out what only a queue reports", () => {
    const direct = idsOf(synthesize({ ...vaultStage, delivery: "direct" }));
    expect(direct).toEqual(expect.arrayContaining(["dead-letters", "parked", "unchecked"]));
    expect(direct).not.toContainEqual(expect.stringMatching(/^(late-events|lasting-retries|rule-.*)$/));
  });

  test("go to other topics too, and then no one is missing", () => {
    const onCall = "arn:aws:sns:eu-central-1:111122223333:on-call";
    const own = expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_\w+\.arn\}$/);
    for (const alarm of all(
      synthesize({ ...vaultStage, alarmTopics: [onCall] }),
      "aws_cloudwatch_metric_alarm",
    ))
      expect(alarm).toMatchObject({ alarm_actions: [own, onCall], ok_actions: [own, onCall] });
  });

  test("reach people by e-mail, never through the topic that feeds Slack", () => {
    expect(oneWith(stack, "aws_sns_topic_subscription", { protocol: "email" })).toMatchObject({
      endpoint: "ops@example.com",
      topic_arn: expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_/),
    });
  });

  test("reach every address of a list", () => {
    const alarmEmail = ["ops@example.com", "lead@example.com"];
    const endpoints = all(synthesize({ ...vaultStage, alarmEmail }), "aws_sns_topic_subscription").flatMap(
      ({ protocol, endpoint }) => (protocol === "email" ? [endpoint] : []),
    );
    expect(endpoints.toSorted()).toEqual(alarmEmail.toSorted());
  });

  test.each([
    ["dead-letters", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 1],
    ["late-events", "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", 900],
    ["function-errors", "AWS/Lambda", "Errors", "Sum", 1],
    ["function-throttles", "AWS/Lambda", "Throttles", "Sum", 1],
    ["topic-failures", "AWS/SNS", "NumberOfNotificationsFailed", "Sum", 1],
    ["topic-dead-letters", "AWS/SNS", "NumberOfNotificationsRedrivenToDlq", "Sum", 1],
    ["topic-losses", "AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq", "Sum", 1],
    ["rule-failures", "AWS/Events", "FailedInvocations", "Sum", 1],
    ["rule-losses", "AWS/Events", "InvocationsFailedToBeSentToDlq", "Sum", 1],
    ["parked", "BackupNotifications", "Parked", "Sum", 1],
    ["unchecked", "BackupNotifications", "Unchecked", "Sum", 1],
    ["lasting-retries", "BackupNotifications", "Retried", "Sum", 1],
  ])("%s watches %s %s", (id, namespace, metric_name, statistic, threshold) => {
    expect(named(id)).toMatchObject({
      namespace,
      metric_name,
      statistic,
      threshold,
      comparison_operator: "GreaterThanOrEqualToThreshold",
    });
  });

  test("go off when the notifier takes 80 % of its time", () => {
    expect(named("function-duration")).toMatchObject({ extended_statistic: "p99", threshold: 24_000 });
    expect(named("function-duration")).not.toHaveProperty("statistic");
  });

  test("on the notifier's own metrics look at this stage only", () => {
    for (const id of ["parked", "unchecked", "lasting-retries", "silence"]) {
      expect(named(id)["dimensions"]).toEqual({ Stage: "test" });
    }
  });

  test("take three periods of retries for an outage, each longer than the longest delay between two tries", () => {
    expect(named("lasting-retries")).toMatchObject({ evaluation_periods: 3, datapoints_to_alarm: 3 });
    expect(Number(named("lasting-retries")["period"])).toBeGreaterThan(900 * 1.2);
  });
});

describe("silence", () => {
  test("is no message at all in each of so many hours", () => {
    expect(named("silence")).toMatchObject({
      namespace: "BackupNotifications",
      metric_name: "Delivered",
      statistic: "Sum",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      period: 3600,
      evaluation_periods: 26,
      datapoints_to_alarm: 26,
    });
  });

  test("is watched for as long as CloudWatch can look back", () => {
    const week = synthesize({ ...vaultStage, silenceAlarmHours: 168 });
    const { period, evaluation_periods } = named("silence", week);
    expect(Number(period) * Number(evaluation_periods)).toBe(604_800);
  });

  test("has no alarm unless the stage sets one", () => {
    expect(idsOf(synthesize(vaultStage))).not.toContain("silence");
  });
});
