import { judgeBacklog } from "../../../../scripts/doctor/checks/backlog";
import { judgeDeadLetters } from "../../../../scripts/doctor/checks/dead-letters";
import { judgeEventSource } from "../../../../scripts/doctor/checks/event-source";
import { judgeRule } from "../../../../scripts/doctor/checks/rule";
import { judgeSubscription } from "../../../../scripts/doctor/checks/subscription";
import { putBack, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const direct = outputsOf({ delivery: "direct", queue_url: "" });
const deadLetters = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev-dead";
const log = "`aws logs tail /aws/lambda/backup-notifications-dev --since 1h --region eu-west-1`";

describe("a subscription", () => {
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters });

  test.each([
    [{ isConfirmed: true, redrivePolicy }, outputs, "ok: the topic leads to the queue"],
    [{ isConfirmed: true, redrivePolicy }, direct, "ok: the topic leads to the function"],
    [undefined, outputs, `problem: the queue is not subscribed to the topic; ${putBack}`],
    [undefined, direct, `problem: the function is not subscribed to the topic; ${putBack}`],
    [
      { isConfirmed: false },
      outputs,
      `problem: the queue's subscription to the topic is not confirmed; ${putBack}`,
    ],
    [
      { isConfirmed: true },
      outputs,
      `warning: what the topic cannot deliver is lost: the subscription has no dead-letter queue; ${putBack}`,
    ],
  ])("that is %j", (found, where, sentence) => {
    expect(said(judgeSubscription(found, where))).toBe(sentence);
  });
});

describe("an event source mapping", () => {
  const mapping = { id: "0a1b-2c", state: "Enabled", responseTypes: ["ReportBatchItemFailures"] };
  const enable = "`aws lambda update-event-source-mapping --region eu-west-1 --uuid 0a1b-2c --enabled`";

  test.each([
    [mapping, "ok: feeds backup-notifications-dev from the queue"],
    [undefined, `problem: nothing feeds backup-notifications-dev from the queue; ${putBack}`],
    [
      { ...mapping, state: "Disabled" },
      `problem: it is disabled, so events stay in the queue; enable it with ${enable}`,
    ],
    [
      { ...mapping, responseTypes: [] },
      `problem: it does not report batch item failures, so events that Slack took come again with those that it did not take; ${putBack}`,
    ],
    [{ ...mapping, state: "Updating" }, "warning: it is updating; look again in a minute"],
  ])("that is %j", (found, sentence) => {
    expect(said(judgeEventSource(found, outputs))).toBe(sentence);
  });
});

describe("a rule", () => {
  const name = "backup-notifications-dev-state-changes";
  const queueArn = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev";
  const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:backup-notifications-dev";

  test.each([
    [{ state: "ENABLED", targetArns: [queueArn] }, outputs, `ok: ${name} is enabled`],
    [{ state: "ENABLED", targetArns: [functionArn] }, direct, `ok: ${name} is enabled`],
    [undefined, outputs, `problem: ${name} does not exist; ${putBack}`],
    [
      { state: "DISABLED", targetArns: [queueArn] },
      outputs,
      `problem: ${name} is disabled; enable it with \`aws events enable-rule --region eu-west-1 --name ${name}\``,
    ],
    [
      { state: "ENABLED", targetArns: [] },
      outputs,
      `problem: ${name} does not lead to ${queueArn}; ${putBack}`,
    ],
  ])("that is %j", (rule, where, sentence) => {
    expect(said(judgeRule(rule, name, where))).toBe(sentence);
  });
});

describe("the delivery queue holds", () => {
  test.each([
    [{ waiting: 0, inFlight: 0 }, "ok: no event waits"],
    [{ waiting: 0, inFlight: 0, oldestSeconds: 2000 }, "ok: no event waits"],
    [{ waiting: 2, inFlight: 1, oldestSeconds: 899 }, "ok: 3 events to be delivered"],
    [
      { waiting: 0, inFlight: 1, oldestSeconds: 900 },
      `problem: 1 event to be delivered, the oldest for 15 m; the notifier's log says why: ${log}`,
    ],
    [
      { waiting: 101, inFlight: 0 },
      "warning: 101 events to be delivered; look again in some minutes: Slack takes one message a second",
    ],
  ])("%j", (backlog, sentence) => {
    expect(said(judgeBacklog(backlog, outputs))).toBe(sentence);
  });
});

describe("the dead-letter queue holds", () => {
  test.each([
    [{ waiting: 0, inFlight: 0 }, "ok: no event is parked"],
    [
      { waiting: 1, inFlight: 0 },
      `problem: 1 event in the dead-letter queue; the log says why: ${log}; repair that, then send it back with \`npm run redrive -- dev eu-west-1\``,
    ],
    [
      { waiting: 2, inFlight: 1 },
      `problem: 3 events in the dead-letter queue; the log says why: ${log}; repair that, then send them back with \`npm run redrive -- dev eu-west-1\``,
    ],
  ])("%j", (depth, sentence) => {
    expect(said(judgeDeadLetters(depth, outputs))).toBe(sentence);
  });
});
