import { checkBacklog } from "../../../../scripts/doctor/checks/backlog";
import { checkDeadLetters } from "../../../../scripts/doctor/checks/dead-letters";
import { said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const log = "`aws logs tail /aws/lambda/backup-notifications-dev --since 1h --region eu-west-1`";

describe("the delivery queue holds", () => {
  test.each([
    [{ waiting: 0, inFlight: 0 }, "ok: no events waiting"],
    [{ waiting: 0, inFlight: 0, oldestSeconds: 2000 }, "ok: no events waiting"],
    [{ waiting: 2, inFlight: 1, oldestSeconds: 899 }, "ok: 3 events to be delivered"],
    [
      { waiting: 0, inFlight: 1, oldestSeconds: 900 },
      `problem: 1 event to be delivered, the oldest for 15 m; the notifier's log shows why: ${log}`,
    ],
    [
      { waiting: 101, inFlight: 0, oldestSeconds: 60 },
      "warning: 101 events to be delivered; check again in a few minutes: Slack accepts one message per second",
    ],
    [
      { waiting: 2, inFlight: 0 },
      "unknown: could not be checked: CloudWatch does not say yet how long the oldest of 2 events to be delivered has waited; check again in a few minutes",
    ],
  ])("%j", (backlog, sentence) => {
    expect(said(checkBacklog(backlog, outputs))).toBe(sentence);
  });
});

describe("the dead-letter queue holds", () => {
  test.each([
    [{ waiting: 0, inFlight: 0 }, "ok: no parked events"],
    [
      { waiting: 1, inFlight: 0 },
      `problem: 1 event in the dead-letter queue; the log shows why: ${log}; fix the cause, then send it back with \`npm run redrive -- dev eu-west-1\``,
    ],
    [
      { waiting: 2, inFlight: 1 },
      `problem: 3 events in the dead-letter queue; the log shows why: ${log}; fix the cause, then send them back with \`npm run redrive -- dev eu-west-1\``,
    ],
  ])("%j", (depth, sentence) => {
    expect(said(checkDeadLetters(depth, outputs))).toBe(sentence);
  });
});
