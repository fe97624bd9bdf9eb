import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { causeOf, subjects } from "../../../handler/advise/causes";
import type { Cause } from "../../../handler/advise/causes/cause";
import { generalCauses } from "../../../handler/advise/causes/general";
import { codePoint } from "../../../verify/fuzz/code-point";

const causes = subjects.flatMap((subject) => subject.causes);
const close = causes.filter((cause) => !generalCauses.includes(cause));
const byId = (tier: readonly Cause[]) => tier.map((cause) => [cause.id, cause] as const);

const idsOf = (tier: readonly Cause[], text: string): readonly string[] =>
  tier.filter(({ pattern }) => pattern.test(text)).map(({ id }) => id);

describe("the catalog of causes", () => {
  test("contains every file of causes, and no ID twice", () => {
    const files = readdirSync(join(__dirname, "../../../handler/advise/causes"));
    expect(subjects).toHaveLength(files.filter((file) => file !== "cause.ts").length);
    expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
    expect(causes.length).toBeGreaterThanOrEqual(70);
  });

  test.each(byId(close))("%s: matches its message, and no other cause does", (id, { example, jobTypes }) => {
    expect(idsOf(close, example)).toEqual([id]);
    for (const jobType of jobTypes) expect(causeOf(example, jobType)?.id).toBe(id);
  });

  test.each(byId(generalCauses))("%s: applies if nothing more specific is known", (id, { example }) => {
    expect(idsOf(close, example)).toEqual([]);
    expect(idsOf(generalCauses, example)).toEqual([id]);
    expect(causeOf(example, "backup")?.id).toBe(id);
  });

  test.each(byId(causes))("%s: is found within other text, in any case, across lines", (_id, cause) => {
    const [jobType = "backup"] = cause.jobTypes;
    expect(causeOf(cause.example.toUpperCase(), jobType)?.id).toBe(cause.id);
    expect(causeOf(cause.example.replaceAll(" ", "\n  "), jobType)?.id).toBe(cause.id);
    expect(causeOf(`${cause.example} (Service: Ec2; Status Code: 400; Request ID: 1f)`, jobType)?.id).toBe(
      cause.id,
    );
  });

  test.each(byId(causes))("%s: has two whole sentences, without markup except code", (_id, cause) => {
    for (const sentence of [cause.means, cause.next]) {
      expect(sentence).toMatch(/^[A-Z].{15,230}\.$/);
      expect(sentence.replaceAll(/`[^`]+`/g, "")).not.toMatch(/[<>&*~`|_]/);
    }
    expect(cause.means).not.toBe(cause.next);
    expect(cause.source.document.length).toBeGreaterThan(10);
  });

  test("IDs and names in a message do not matter", () => {
    const gone =
      "Backup job failed because backup vault arn:aws:backup:eu-west-1:1:backup-vault:it's-me does not exist.";
    expect(causeOf(gone, "backup")?.id).toBe("vault-gone");
    expect(causeOf("Cannot create more than 100 user snapshots", "backup")?.id).toBe(
      "user-snapshot-quota-used-up",
    );
    expect(
      causeOf("Copy job from eu-west-1 to eu-north-1 cannot be initiated for Aurora resources.", "copy")?.id,
    ).toBe("copy-not-supported");
  });

  test("a cause of other job types does not apply", () => {
    expect(causeOf("Backup job expired before completion.", "backup")?.id).toBe("completion-window-over");
    expect(causeOf("Backup job expired before completion.", "restore")).toBeUndefined();
  });

  test.each([
    "",
    "OK",
    "The temperature of the vault is above its limit.",
    "AccessDenied",
    "42",
    "%s {0} $1",
  ])("there is no cause for %p", (text) => expect(causeOf(text, "backup")).toBeUndefined());

  test("any text has a cause or none, never an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 3000 }), (text) => {
        expect(causeOf(text, "copy")).toBeUndefined();
      }),
    );
  });
});

describe("a pattern runs in linear time", () => {
  /** What makes a backtracking pattern slow: its own beginning, over and over. */
  const hostile = (example: string): readonly string[] => {
    const words = example.split(" ");
    const half = words.slice(0, Math.ceil(words.length / 2)).join(" ");
    return [`${half} `, `${words[0]} `, `${example.slice(0, -3)} `, " ", "a"].map((piece) =>
      piece.repeat(Math.ceil(20_000 / piece.length)),
    );
  };

  /** CPU time, not wall time: other work on the machine must not count. */
  const millisecondsOf = (work: () => void): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };

  test.each(byId(causes))("%s", (_id, { pattern, example }) => {
    // Quadratic time for 20,000 characters would be seconds.
    for (const text of hostile(example)) expect(millisecondsOf(() => pattern.test(text))).toBeLessThan(500);
  });
});
