import { judgeVaultNotifications } from "../../../../scripts/doctor/checks/vault-notifications";
import { putBack, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const topicArn = outputs.topic_arn;
const wanted = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"];

test.each([
  [{ topicArn, events: wanted }, "ok: notifies the topic of 2 kinds of event"],
  [undefined, `problem: notifies nobody; ${putBack}`],
  [
    { topicArn: "arn:aws:sns:eu-west-1:111122223333:other", events: wanted },
    `problem: notifies arn:aws:sns:eu-west-1:111122223333:other, not this stage: a vault has one notification setting, and somebody took it over; ${putBack}`,
  ],
  [
    { topicArn, events: ["COPY_JOB_FAILED"] },
    `problem: does not tell of backups that end (BACKUP_JOB_COMPLETED); ${putBack}`,
  ],
  [{ topicArn, events: ["BACKUP_JOB_COMPLETED"] }, `warning: does not tell of COPY_JOB_FAILED; ${putBack}`],
])("a vault with the notifications %j", (found, sentence) => {
  expect(said(judgeVaultNotifications(found, wanted, outputs))).toBe(sentence);
});

test("a stage that does not ask for the end of backups is warned", () => {
  const found = { topicArn, events: ["COPY_JOB_FAILED"] };
  expect(said(judgeVaultNotifications(found, ["COPY_JOB_FAILED"], outputs))).toBe(
    "warning: does not tell of backups that end; add BACKUP_JOB_COMPLETED to `events` in stages/dev.ts if that is not meant",
  );
});
