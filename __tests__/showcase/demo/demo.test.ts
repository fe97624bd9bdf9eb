import { causeOf } from "../../../handler/advise/causes";
import { missingOf, slackProblemOf } from "../../../showcase/demo/demo";
import { noteOf, scenes } from "../../../showcase/demo/scenes";
import { reasons } from "../../../showcase/samples/reason";

describe("the demo's summary", () => {
  test("finds what is missing, and takes each message once", () => {
    const failed = { says: "Backup failed: a" };
    const expected = [failed, failed, { says: "Copy" }];
    expect(missingOf(expected, ["Backup failed: a in x", "Copy failed"])).toEqual([failed]);
    expect(missingOf([{ says: "a" }], ["b", "a"])).toEqual([]);
  });

  test("requires the words that a message must contain besides its beginning", () => {
    const expected = { says: "Backup failed: a", contains: "last good backup" };
    expect(missingOf([expected], ["Backup failed: a: denied"])).toEqual([expected]);
    expect(missingOf([expected], ["last good backup, Backup failed: a"])).toEqual([expected]);
    expect(missingOf([expected], ["Backup failed: a: denied — last good backup 2 h ago"])).toEqual([]);
  });
});

test("the notifier can explain each failure of the demo's night", () => {
  const backupReasons = scenes.flatMap(({ outcome }) => outcome.statusMessage ?? []);
  expect([
    ...backupReasons.map((reason) => causeOf(reason, "backup")?.id),
    causeOf(reasons.tags, "copy")?.id,
  ]).toEqual(["source-snapshot-key", "completion-window-over", "bucket-nothing-saved", "tags-unreadable"]);
});

describe("a real Slack", () => {
  const reason = "Slack could not be reached (ENOTFOUND); the event will be tried again";

  test("that takes no message has a cause", () => {
    expect(slackProblemOf({ outcome: "failed", reason })).toBe("Slack could not be reached (ENOTFOUND)");
    expect(slackProblemOf({ outcome: "parked", reason: "gone; make a new one", slackStatus: 404 })).toBe(
      "gone",
    );
  });

  test("that takes messages, or asks to post more slowly, has none", () => {
    expect(slackProblemOf({ outcome: "failed", reason, slackStatus: 429 })).toBeUndefined();
    expect(slackProblemOf({ outcome: "delivered", slackStatus: 200 })).toBeUndefined();
    expect(slackProblemOf({ outcome: "stale" })).toBeUndefined();
  });
});

test("the demo labels the attack and the unknown event, and no other message", () => {
  expect(
    noteOf({
      text: "EKS object failed in a backup: &lt;!channel&gt; ʹxʹ &lt;https://evil.example|AWS login&gt;: x",
    }),
  ).toMatch(/^An attack that fails/);
  expect(noteOf({ text: "Unrecognized event: VAULT_TEMPERATURE_HIGH: hot" })).toMatch(
    /^An invented event type/,
  );
  expect(noteOf({ text: "Backup failed: orders-db (RDS)" })).toBeUndefined();
});
