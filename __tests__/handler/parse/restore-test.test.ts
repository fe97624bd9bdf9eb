import fc from "fast-check";
import { restoreTestAdvice } from "../../../handler/advise/restore-test-advice";
import type { NoticeEvent } from "../../../handler/model/notice-event";
import { eventBridgeEventOf } from "../../../handler/parse/envelope";
import { withOwn } from "../../../handler/parse/own-event";
import { parse } from "../../../handler/parse/parse";
import { restoreTestOf } from "../../../handler/parse/restore-test";
import { render } from "../../../handler/render/render-each";

const detail = {
  schema: 1,
  verdict: "passed",
  test: "weekly",
  restoreJobId: "job-1",
  resourceType: "RDS",
  sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:orders",
  startedAt: "2026-11-27T09:00:00.000Z",
  endedAt: "2026-11-27T09:18:00.000Z",
  recoveryPointAt: "2026-11-26T06:30:00.000Z",
  withinMinutes: 60,
  checkedBy: "built-in",
  checks: [
    { outcome: "ok", text: "available" },
    { outcome: "ok", text: "postgres 16.4 as its recovery point" },
  ],
};

const noticeOf = (
  more: object = {},
  envelope: Readonly<Record<string, unknown>> = {},
): NoticeEvent | undefined => {
  const event = eventBridgeEventOf({
    source: "backup-notifications.restore-test",
    "detail-type": "Restore Test",
    account: "111122223333",
    region: "eu-central-1",
    time: "2026-11-27T09:20:00.000Z",
    id: "job-1-passed",
    detail: { ...detail, ...more },
    ...envelope,
  });
  return event && restoreTestOf(event);
};

test("a verdict says how long it took of what was promised, what was seen, and how old the recovery point was", () => {
  expect(noticeOf()).toMatchObject({
    kind: "notice",
    subject: "restore test",
    state: "passed",
    severity: "good",
    words: {
      title: "Restore test passed",
      highlight:
        "restored in 18 min of 1 h · available, postgres 16.4 as its recovery point · from a point 26 h old",
    },
  });
});

test.each([[{}], [undefined], [3], [["ok"]]])(
  "a check whose outcome is no text, as %j, is shown as unknown",
  (outcome) => {
    const { facts } = noticeOf({ checks: [{ outcome, text: "available" }] }) ?? {};
    expect(facts).toContainEqual(["Seen", "available (unknown)"]);
  },
);

test("a slow restore that no one checked is not called passed, nor good", () => {
  const event = noticeOf({ verdict: "too-slow", checkedBy: "no-one", checks: [] });
  expect(event?.words).toMatchObject({
    title: "Restore test too slow, and not checked",
    groupTitle: "restore tests too slow, and not checked",
  });
  expect(event && restoreTestAdvice(event)).toEqual({
    means:
      "The restore took longer than the stage promises. No one checks what came out, as the stage file says, so whether it is good is not known.",
    next: expect.stringContaining("`withinMinutes`"),
  });
});

test.each([
  [
    "Restore job was unable to start within the specified start window. Try increasing your start window.",
    "The restore test never started: too many restores of this resource type ran during its whole start window.",
    expect.stringContaining("longer start window"),
  ],
  [
    "No default VPC for this user. (Service: AmazonEC2; Status Code: 400)",
    "The restore was to use the default VPC, which the account does not have in this Region, or which has no subnet.",
    expect.stringContaining("`metadata`"),
  ],
  [
    "Something went wrong.",
    "AWS Backup could not restore it, so whether this backup is good is not known.",
    expect.stringContaining("role, network and keys"),
  ],
])(
  "of a restore that AWS could not do, %j, nothing came out: its cause is named, and the backup is not blamed",
  (reason, means, next) => {
    const event = noticeOf({ verdict: "failed", checks: [], reason });
    expect(event && restoreTestAdvice(event)).toEqual({ means, next });
  },
);

test("what came out of a restore and is not as it should be is blamed, whatever its check says", () => {
  const createdArn = "arn:aws:rds:eu-central-1:111122223333:db:awsbackup-restore-test-1";
  const event = noticeOf({ verdict: "failed", createdArn, reason: "No default VPC for this user" });
  expect(event && restoreTestAdvice(event)?.means).toContain("what came out of it is not as it should be");
});

test.each([
  "AWS Backup did not run restore testing plan x, which was due at 2026-11-27T09:00:00.000Z",
  "AWS Backup has no restore testing plan x any more; deploy the stage again",
])("of a test that did not run, %j, it is not said that it ran and found nothing", (reason) => {
  const event = noticeOf({ verdict: "nothing-eligible", checks: [], reason });
  expect(event && restoreTestAdvice(event)?.means).toBe("The test did not run, so nothing was proven.");
  const ran = noticeOf({ verdict: "nothing-eligible", checks: [] });
  expect(ran && restoreTestAdvice(ran)?.means).toMatch(/^The test ran /);
});

test("the same verdict has the same identity, however often it is sent", () => {
  expect(noticeOf()?.origin.messageId).toBe("job-1-passed");
});

test.each([
  ["failed", "danger"],
  ["too-slow", "warning"],
  ["timed-out", "warning"],
  ["not-checked", "warning"],
  ["not-deleted", "warning"],
  ["nothing-eligible", "warning"],
])("%s is %s", (verdict, severity) => {
  expect(noticeOf({ verdict })).toMatchObject({ state: verdict.replaceAll("-", " "), severity });
});

test("what the stage wants no one to check is no warning, and has not passed", () => {
  expect(noticeOf({ verdict: "not-checked", checkedBy: "no-one" })).toMatchObject({
    severity: "neutral",
    words: { title: "Restore test not checked" },
  });
});

test.each([
  [{ verdict: "splendid" }, {}],
  [{ schema: 2 }, {}],
  [{}, { source: "aws.backup" }],
  [{}, { "detail-type": "Restore Job State Change" }],
])("what is none of our verdicts, as %j in %j, is left to be shown as it came", (more, envelope) => {
  expect(noticeOf(more, envelope)).toBeUndefined();
});

const body = JSON.stringify({
  version: "1",
  id: "job-1-passed",
  source: "backup-notifications.restore-test",
  "detail-type": "Restore Test",
  account: "111122223333",
  region: "eu-central-1",
  time: "2026-11-27T09:20:00.000Z",
  detail,
});

const shownFor = (text: string) =>
  withOwn(
    parse({
      Records: [
        { messageId: "m", receiptHandle: "r", body: text, attributes: {}, eventSourceARN: "arn:aws:sqs:::q" },
      ],
    }),
  ).records.map(({ event }) => event);

test("a verdict is believed from our own queue, and not through SNS: anyone may have published it", () => {
  expect(shownFor(body)).toMatchObject([{ kind: "notice", subject: "restore test", state: "passed" }]);
  const sns = JSON.stringify({ Type: "Notification", MessageId: "m", TopicArn: "arn", Message: body });
  expect(shownFor(sns)).toMatchObject([{ kind: "unrecognized" }]);
});

test("what was seen is words, whatever the function sends as its outcome", () => {
  const checks = [
    { outcome: { is: "ok" }, text: "available" },
    { outcome: "unknown", text: "no answer" },
    { text: "encrypted" },
  ];
  const notice = noticeOf({ verdict: "not-checked", checks, createdArn: { arn: "x" } });
  expect(notice?.facts).toContainEqual([
    "Seen",
    "available (unknown), no answer (unknown), encrypted (unknown)",
  ]);
  expect(JSON.stringify(notice && render(notice, { stage: "prod" }))).not.toMatch(/object Object|undefined/);
});

test("no shape of a verdict throws, and none but ours passes", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(detail)), fc.jsonValue()), (more) => {
      const notice = noticeOf(more);
      if (notice?.state === "passed") expect(notice.severity).toBe("good");
      if (notice !== undefined) expect(notice.subject).toBe("restore test");
    }),
  );
});
