import { type LoggedGroup, reportedIn, type SeenMessage } from "../../../verify/faults/reported";
import { createSentEvents, type SentEvent } from "../../../verify/faults/sent-events";

/** Twelve failed jobs that came in one batch. */
const sent = createSentEvents();
const events: readonly SentEvent[] = Array.from({ length: 12 }, (_, n) =>
  sent.record(
    { key: `backup|${n}|FAILED`, family: "backup FAILED", job: `backup|${n}`, tokens: [`id-${n}`] },
    `body ${n}`,
    0,
  ),
);
const [first, second, third] = events;

const message = (count: number, named: readonly (SentEvent | undefined)[], batch = events): SeenMessage => ({
  atMilliseconds: 0,
  reading: {
    count,
    family: "backup FAILED",
    tokens: named.map((event) => `id-${event?.key.split("|")[1]}`),
  },
  batches: [{ events: batch, startedAtMilliseconds: 0 }],
});

const neverReported = (): boolean => false;

describe("identifying the events of a message", () => {
  test("takes those that it names", () => {
    expect(reportedIn(message(2, [first, second]), sent, [], neverReported)).toEqual({
      events: [first, second],
      unidentified: 0,
    });
  });

  test("takes all of the batch where the headline counts as many", () => {
    const reported = reportedIn(message(12, events.slice(0, 10)), sent, [], neverReported);
    expect(reported).toEqual({ events, unidentified: 0 });
  });

  test("asks the log which ones, where the headline counts fewer; each logged group once", () => {
    const groups: LoggedGroup[] = [
      ["id-4", "id-5", "id-6"],
      ["id-0", "id-1", "id-2"],
    ];
    const reported = reportedIn(message(3, [first, second]), sent, groups, neverReported);
    expect(reported).toEqual({ events: [first, second, third], unidentified: 0 });
    expect(groups).toHaveLength(1);
  });

  test("takes no logged group of another size, nor one without those that are named", () => {
    const groups: LoggedGroup[] = [
      ["id-0", "id-1"],
      ["id-1", "id-2", "id-3"],
    ];
    expect(reportedIn(message(3, [first, second]), sent, groups, neverReported)).toEqual({
      events: [first, second],
      unidentified: 1,
    });
  });

  test("takes what was not reported before, where the log has no group", () => {
    const reported = reportedIn(message(3, [first]), sent, [], (event) => events.indexOf(event) > 2);
    expect(reported).toEqual({ events: [first, second, third], unidentified: 0 });
  });
});
