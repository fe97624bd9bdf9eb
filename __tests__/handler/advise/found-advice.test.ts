import { foundAdviceOn } from "../../../handler/advise/found-advice";
import type { NoticeEvent } from "../../../handler/model/notice-event";
import { causesByFinding, noticesOf } from "../../../handler/parse/found";
import { render } from "../../../handler/render/render-each";

const origin = { accountId: "111122223333", region: "eu-west-1", sentAt: new Date("2026-08-22T04:03:00Z") };

const noticeOf = (finding: string, more: object): NoticeEvent => {
  const subjects = [{ id: "arn:aws:rds:eu-west-1:111122223333:db:orders", since: "2026-08-22T02:00:00Z" }];
  const [part] = noticesOf({ finding, to: "plans", subjects, total: 1, ...more }, origin) ?? [];
  if (part === undefined) throw new Error(finding);
  return part.event;
};

const adviceOf = (finding: string, more: object = {}) => {
  const { found } = noticeOf(finding, more);
  if (found === undefined) throw new Error(finding);
  return foundAdviceOn(found, origin);
};

const all = Object.entries(causesByFinding).flatMap(([finding, causes]) =>
  causes.map((cause) => [finding, cause] as const),
);

describe("the advice on a finding of the watch", () => {
  test.each(all)("of %s by %s says what it means, and what to do", (finding, cause) => {
    const { means, next } = adviceOf(finding, { cause });
    expect(means).toMatch(/\.$/);
    expect(next).toMatch(/[.`]$/);
  });

  test.each(Object.keys(causesByFinding).filter((finding) => finding !== "blind"))(
    "of %s without a cause says so",
    (finding) => {
      const { means, next } = adviceOf(finding);
      expect(means).toMatch(/\.$/);
      expect(next).toMatch(/\.$/);
    },
  );

  test.each([
    ["existence", "not-ours"],
    ["tags", "not-ours"],
    ["tags", "not-understood"],
    ["schedules", "not-understood"],
    ["memory", "not-understood"],
  ])(
    "of %s that the watch cannot see, %s, says neither that it is another's nor that AWS's answer is odd",
    (to, cause) => {
      const { means, next } = adviceOf("blind", { to, cause });
      const text = JSON.stringify(
        render(
          { ...noticeOf("blind", { to, cause }), advice: adviceOf("blind", { to, cause }) },
          { stage: "prod" },
        ),
      );
      expect([means, next].join(" ")).not.toMatch(/another stage or account|AWS's answer/);
      expect(text).not.toMatch(/not this stage's|unknown form/);
    },
  );

  test.each([
    ["vault-notifications", "DeleteBackupVaultNotifications"],
    ["vault-lock", "PutBackupVaultLockConfiguration"],
    ["vault-policy", "DeleteBackupVaultAccessPolicy"],
    ["key", "aws kms enable-key"],
  ])("on a changed %s names each call that may have done it, and each that is needed", (cause, call) => {
    expect(adviceOf("guard", { cause }).next).toContain(call);
  });

  test("that is over is to do nothing", () => {
    expect(adviceOf("guard", { cause: "key", isOver: true })).toEqual({ means: "Nothing needs to be done." });
  });

  test("names the stage in its commands", () => {
    const event = noticeOf("overdue", { cause: "missed" });
    const text = JSON.stringify(
      render({ ...event, advice: adviceOf("overdue", { cause: "missed" }) }, { stage: "prod" }),
    );
    expect(text).toContain("npm run selection -- prod");
    expect(text).not.toContain("{stage}");
    expect(text).toContain(
      "aws backup list-backup-jobs --by-resource-arn arn:aws:rds:eu-west-1:111122223333:db:orders",
    );
  });
});
