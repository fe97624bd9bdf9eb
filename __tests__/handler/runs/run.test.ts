import fc from "fast-check";
import { messageKindOf } from "../../../handler/model/event";
import type { JobPhase } from "../../../handler/model/job-phase";
import { severityOf } from "../../../handler/model/severity-of";
import { runCard } from "../../../handler/render/run";
import { factsOf, overFact, runEventOf, runFrom, shownFact, watchedFact } from "../../../handler/runs/run";
import { keyOf, type RunJob, runOf, subjectOf } from "../../../handler/runs/run-key";

const startBy = new Date("2026-08-22T04:00:00Z");

const job = (jobId: string, phase: JobPhase, parts: Partial<RunJob["details"]> = {}): RunJob => ({
  kind: "job",
  jobType: "backup",
  phase,
  jobId,
  origin: { accountId: "111122223333", region: "eu-west-1" },
  details: {
    resourceName: `table-${jobId}`,
    resourceType: "DynamoDB",
    planId: "plan-1",
    planName: "nightly",
    ruleId: "rule-1",
    ruleName: "daily",
    startBy,
    ...parts,
  },
});

const subject = "run|111122223333|eu-west-1|plan-1|rule-1|2026-08-22T04:00:00.000Z";

const show = (facts: readonly string[]) => {
  const event = runEventOf(subject, runFrom(facts));
  if (event === undefined) throw new Error("no run");
  const card = runCard(event, { stage: "prod" });
  return { event, card, text: `${card.title}: ${card.subject}`, kind: messageKindOf(event) };
};

describe("the run of a job", () => {
  test("is named by account, Region, plan, rule and the time by which it has to start", () => {
    const of = runOf(job("a", "completed"));
    expect(of && subjectOf(of.key)).toBe(subject);
    expect(of && keyOf(subject)).toEqual(of?.key);
  });

  test("has the rule's name where AWS gives no id", () => {
    const { ruleId: _, ...details } = job("a", "completed").details;
    expect(runOf({ ...job("a", "completed"), details })?.key.rule).toBe("daily");
  });

  test.each<readonly [string, object]>([
    ["an on-demand backup", { planId: undefined }],
    ["a job without the time by which it has to start", { startBy: undefined }],
    ["a job without its rule", { ruleId: undefined, ruleName: undefined }],
  ])("is not known of %s", (_name, parts) => {
    expect(runOf(job("a", "completed", parts))).toBeUndefined();
  });

  test("is not known of a copy, of a job without id, and of one whose account AWS leaves out", () => {
    expect(runOf({ ...job("a", "completed"), jobType: "copy" })).toBeUndefined();
    const { jobId: _, ...withoutId } = job("a", "completed");
    expect(runOf(withoutId)).toBeUndefined();
    expect(runOf({ ...job("a", "completed"), origin: { region: "eu-west-1" } })).toBeUndefined();
  });

  test.each(["", "run|a|b|c|d", "run|a|b|c|d|soon", "backup|a|b|c"])("is not read from %j", (text) => {
    expect(keyOf(text)).toBeUndefined();
  });
});

describe("a run", () => {
  const seven = [
    ..."abcdefg".split("").map((id) => job(id, "started")),
    ..."abcd".split("").map((id) => job(id, "completed")),
    job("e", "failed", { resourceName: "orders", resourceType: "RDS" }),
  ].flatMap(factsOf);

  test("counts its jobs by what became of them, and names those that did not end well", () => {
    const { text, card, kind } = show(seven);
    expect(text).toBe("nightly / daily: 7 started · 4 ok · 1 failed · 2 running");
    expect(card).toMatchObject({ highlight: "not ok: orders (RDS)", emoji: "hourglass_flowing_sand" });
    expect(card.sentence).toMatch(/^nightly \/ daily: 7 started .* — not ok: orders \(RDS\), eu-west-1/);
    expect(kind).toBe("run.started");
  });

  test("is the same whichever event comes first, and however often", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(seven, { minLength: seven.length }), (facts) => {
        expect(runFrom([...facts, ...facts.slice(0, 3)])).toMatchObject({
          jobs: runFrom(seven).jobs,
        });
      }),
    );
  });

  test("knows more with every fact, never less", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(seven, { minLength: seven.length }), (facts) => {
        const counts = facts.map((_, index) => runFrom(facts.slice(0, index + 1)).facts);
        expect(counts).toEqual([...counts].sort((one, other) => one - other));
      }),
    );
  });

  test("is over once that is known, and good only if every job ended well", () => {
    const good = [...factsOf(job("a", "completed")), ...factsOf(job("b", "completed"))];
    expect(show(good).kind).toBe("run.started");
    expect(show([...good, "over 2"])).toMatchObject({
      kind: "run.completed",
      text: "nightly / daily: 2 started · 2 ok",
      card: { emoji: "white_check_mark" },
    });
    const bad = [...good, ...factsOf(job("c", "expired")), "over 3"];
    expect(show(bad)).toMatchObject({ kind: "run.completed-with-failures", card: { emoji: "red_circle" } });
    const partly = [...good, ...factsOf(job("c", "partial")), "over 3"];
    expect(show(partly)).toMatchObject({ kind: "run.completed-with-failures", card: { emoji: "warning" } });
  });

  test.each<readonly [string, readonly string[], string]>([
    ["a job was not checked", factsOf(job("c", "completed-unchecked")), "1 ok · 1 not checked"],
    ["a job's end was not heard of", factsOf(job("c", "started")), "1 ok · 1 without a result"],
  ])("is not good where %s", (_name, facts, words) => {
    const { kind, text, event } = show([...factsOf(job("a", "completed")), ...facts, "over 2"]);
    expect(kind).toBe("run.completed-unchecked");
    expect(severityOf(event)).toBe("warning");
    expect(text).toBe(`nightly / daily: 2 started · ${words}`);
  });

  test("is not good where AWS Backup did not say that it is over", () => {
    const facts = factsOf(job("a", "completed"));
    const over = [...facts, overFact(runFrom(facts), "HTTP 503")];
    expect(show(over)).toMatchObject({
      kind: "run.completed-unchecked",
      card: { highlight: "whether more of it goes on could not be asked" },
    });
    expect(show([...over, "over 1"]).kind).toBe("run.completed");
  });

  test("is open again with a job that appears after it was over", () => {
    const facts = [...factsOf(job("a", "completed")), "over 1", "watched 0"];
    expect(runFrom(facts)).toMatchObject({ isOver: true, timesOver: 1, isWatched: false });
    const later = runFrom([...facts, ...factsOf(job("b", "started"))]);
    expect(later).toMatchObject({ isOver: false, timesOver: 1, isWatched: false });
    expect(runFrom([...facts, ...factsOf(job("b", "started")), watchedFact(later)]).isWatched).toBe(true);
  });

  test("knows how much of it Slack shows", () => {
    const run = runFrom(seven);
    expect(run.shownFacts).toBe(0);
    expect(runFrom([...seven, shownFact(run), "shown 3"]).shownFacts).toBe(run.facts);
  });

  test("shows ids where AWS gives no names, and of many failures some", () => {
    const facts = Array.from({ length: 8 }, (_, index) =>
      factsOf(job(`${index}`, "failed", { planName: undefined, ruleName: undefined } as object)),
    ).flat();
    const { card } = show(facts);
    expect(card.title).toBe("plan-1 / rule-1");
    expect(card.highlight).toMatch(/ and 3 more$/);
  });

  test("keeps little of each job: a thousand fit into one item of the ledger many times", () => {
    const facts = Array.from({ length: 1000 }, (_, index) =>
      [
        job(`b7d2f0a4-1c3e-4a5b-8d6f-${index}`, "started"),
        job(`b7d2f0a4-1c3e-4a5b-8d6f-${index}`, "completed"),
      ].flatMap(factsOf),
    ).flat();
    expect(Buffer.byteLength([...new Set(facts)].join(""))).toBeLessThan(80_000);
  });
});
