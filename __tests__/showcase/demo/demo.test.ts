import { causeOf } from "../../../handler/advise/causes";
import { missingOf } from "../../../showcase/demo/demo";
import { reasons } from "../../../showcase/demo/night";

describe("the demo's summary", () => {
  test("finds what is missing, and takes each message once", () => {
    const failed = { says: "Backup failed: a" };
    const expected = [failed, failed, { says: "Copy" }];
    expect(missingOf(expected, ["Backup failed: a in x", "Copy failed"])).toEqual([failed]);
    expect(missingOf([{ says: "a" }], ["b", "a"])).toEqual([]);
  });

  test("wants the words that a message must hold beside its beginning", () => {
    const expected = { says: "Backup failed: a", holds: "last good backup" };
    expect(missingOf([expected], ["Backup failed: a: denied"])).toEqual([expected]);
    expect(missingOf([expected], ["last good backup, Backup failed: a"])).toEqual([expected]);
    expect(missingOf([expected], ["Backup failed: a: denied — last good backup 2 h ago"])).toEqual([]);
  });
});

test("each trouble of the demo's night is one that the notifier can explain", () => {
  expect(reasons.map(([jobType, reason]) => causeOf(reason, jobType)?.id)).toEqual([
    "source-snapshot-key",
    "completion-window-over",
    "bucket-nothing-saved",
    "tags-unreadable",
  ]);
});
