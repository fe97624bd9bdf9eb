import { type Evidence, settle } from "../../../verify/faults/reconcile";
import type { RunningBatch, Telling } from "../../../verify/faults/reported";
import { createFactBook, type Fact } from "../../../verify/faults/sent-events";

/** A book of jobs that failed, and one that also started; and what Slack was told of them. */
const lab = () => {
  const book = createFactBook();
  const fact = (id: string, state: string): Fact =>
    book.sent(
      { key: `backup|${id}|${state}`, family: `backup ${state}`, job: `backup|${id}`, tokens: [id] },
      `body of ${id} ${state}`,
      0,
    );
  const telling = (facts: readonly Fact[], atMilliseconds = 1000, count = facts.length): Telling => ({
    atMilliseconds,
    reading: {
      count,
      ...(facts[0] && { family: facts[0].family }),
      tokens: facts.map(({ key }) => key.split("|")[1] ?? ""),
    },
    batches: [{ facts, startedAtMilliseconds: atMilliseconds - 500 }],
  });
  const account = (tellings: readonly Telling[], more: Partial<Evidence> = {}) =>
    settle({
      book,
      tellings,
      loggedGroups: [],
      loggedDelivered: tellings.reduce((sum, { reading }) => sum + reading.count, 0),
      parkedBodies: [],
      forgotten: [],
      ...more,
    });
  return { fact, telling, account };
};

const batch = (startedAtMilliseconds: number, ...facts: readonly Fact[]): RunningBatch => ({
  facts,
  startedAtMilliseconds,
});

describe("the account of a scenario", () => {
  test("is clean where each fact was told once", () => {
    const { fact, telling, account } = lab();
    const [a, b] = [fact("a", "FAILED"), fact("b", "FAILED")];
    const told = account([telling([a]), telling([b], 5000)]);
    expect(told).toMatchObject({ facts: 2, told: 2, lost: [], twice: 0, contradictions: [] });
    expect(told.longestDelayMilliseconds).toBe(5000);
  });

  test("finds what a lossy notifier never told", () => {
    const { fact, telling, account } = lab();
    const [a, b] = [fact("a", "FAILED"), fact("b", "FAILED")];
    expect(account([telling([a])]).lost).toEqual([b]);
  });

  test("finds what a notifier told twice, and excuses it only where it could not know", () => {
    const { fact, telling, account } = lab();
    const a = fact("a", "FAILED");
    expect(account([telling([a]), telling([a])])).toMatchObject({ twice: 1, mayBeTwice: 0, unexcused: [a] });
    const excused: Telling = { ...telling([a]), excuse: "the answer was lost" };
    const forgiven = account([excused, telling([a])]);
    expect(forgiven).toMatchObject({ twice: 1, mayBeTwice: 1, unexcused: [] });
  });

  test("excuses what two functions held at once, since neither could know of the other", () => {
    const { fact, telling, account } = lab();
    const a = fact("a", "FAILED");
    const both: Telling = { ...telling([a]), batches: [batch(0, a), batch(0, a)] };
    expect(account([both, telling([a])])).toMatchObject({ twice: 1, mayBeTwice: 1, unexcused: [] });
  });

  test("takes what lies in the dead-letter queue as parked, not as lost, and nothing that nobody sent", () => {
    const { fact, account } = lab();
    fact("a", "FAILED");
    expect(account([], { parkedBodies: ["body of a FAILED"] })).toMatchObject({ parked: 1, lost: [] });
    expect(account([], { parkedBodies: ["somebody else's"] }).contradictions).toHaveLength(1);
  });

  test("lets a start be left out where the end was told, and only there", () => {
    const { fact, telling, account } = lab();
    const [start, end] = [fact("a", "RUNNING"), fact("a", "FAILED")];
    expect(account([telling([end])])).toMatchObject({ late: 1, lost: [] });
    expect(account([]).lost).toEqual([start, end]);
  });

  test("finds a start that was told as news after its end", () => {
    const { fact, telling, account } = lab();
    const [start, end] = [fact("a", "RUNNING"), fact("a", "FAILED")];
    const late = account([telling([end]), telling([start], 20_000)]);
    expect(late.contradictions).toEqual(["backup|a|RUNNING was told after its job's end"]);
  });

  test("lets a function tell a start that it got before the ledger knew the end, but not the end with it", () => {
    const { fact, telling, account } = lab();
    const [start, end] = [fact("a", "RUNNING"), fact("a", "FAILED")];
    const from = (...batches: RunningBatch[]) =>
      account([telling([end], 1000), { ...telling([start], 20_000), batches }]).contradictions;
    expect(from(batch(500, start))).toEqual([]);
    expect(from(batch(2001, start))).toHaveLength(1);
    expect(from(batch(500, start, end))).toHaveLength(1);
  });

  test("finds a headline that counts more than there was", () => {
    const { fact, telling, account } = lab();
    const a = fact("a", "FAILED");
    expect(account([telling([a], 1000, 4)]).contradictions).toHaveLength(1);
  });

  test("finds a notifier whose log says more than Slack was told", () => {
    const { fact, telling, account } = lab();
    const a = fact("a", "FAILED");
    expect(account([telling([a])], { loggedDelivered: 2 }).contradictions).toHaveLength(1);
  });
});
