import { factsOf, type LoggedGroup, type Telling } from "../../../verify/faults/reported";
import { createFactBook, type Fact } from "../../../verify/faults/sent-events";

/** Twelve failed jobs that came in one batch. */
const book = createFactBook();
const facts: readonly Fact[] = Array.from({ length: 12 }, (_, n) =>
  book.sent(
    { key: `backup|${n}|FAILED`, family: "backup FAILED", job: `backup|${n}`, tokens: [`id-${n}`] },
    `body ${n}`,
    0,
  ),
);
const [first, second, third] = facts;

const telling = (count: number, named: readonly (Fact | undefined)[], batch = facts): Telling => ({
  atMilliseconds: 0,
  reading: {
    count,
    family: "backup FAILED",
    tokens: named.map((fact) => `id-${fact?.key.split("|")[1]}`),
  },
  batches: [{ facts: batch, startedAtMilliseconds: 0 }],
});

const untold = (): boolean => false;

describe("making out what a message tells", () => {
  test("takes those that it names", () => {
    expect(factsOf(telling(2, [first, second]), book, [], untold)).toEqual({
      facts: [first, second],
      unnamed: 0,
    });
  });

  test("takes all of the batch where the headline counts as many", () => {
    const told = factsOf(telling(12, facts.slice(0, 10)), book, [], untold);
    expect(told).toEqual({ facts, unnamed: 0 });
  });

  test("asks the log which ones, where the headline counts fewer; each logged group once", () => {
    const groups: LoggedGroup[] = [
      { kind: "backup.failed", ids: ["id-4", "id-5", "id-6"] },
      { kind: "backup.failed", ids: ["id-0", "id-1", "id-2"] },
    ];
    const told = factsOf(telling(3, [first, second]), book, groups, untold);
    expect(told).toEqual({ facts: [first, second, third], unnamed: 0 });
    expect(groups).toHaveLength(1);
  });

  test("takes no logged group of another size, nor one without those that are named", () => {
    const groups: LoggedGroup[] = [
      { kind: "backup.failed", ids: ["id-0", "id-1"] },
      { kind: "backup.failed", ids: ["id-1", "id-2", "id-3"] },
    ];
    expect(factsOf(telling(3, [first, second]), book, groups, untold)).toEqual({
      facts: [first, second],
      unnamed: 1,
    });
  });

  test("takes what was not told before, where the log is silent", () => {
    const told = factsOf(telling(3, [first]), book, [], (fact) => facts.indexOf(fact) > 2);
    expect(told).toEqual({ facts: [first, second, third], unnamed: 0 });
  });
});
