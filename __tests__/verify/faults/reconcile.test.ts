import { type Evidence, reconcile } from "../../../verify/faults/reconcile";
import type { RunningBatch, SeenMessage } from "../../../verify/faults/reported";
import { createSentEvents, type SentEvent } from "../../../verify/faults/sent-events";

/** Jobs that failed, and one that also started; and what Slack accepted about them. */
const lab = () => {
  const sentEvents = createSentEvents();
  const sent = (id: string, state: string): SentEvent =>
    sentEvents.record(
      { key: `backup|${id}|${state}`, family: `backup ${state}`, job: `backup|${id}`, tokens: [id] },
      `body of ${id} ${state}`,
      0,
    );
  const message = (
    events: readonly SentEvent[],
    atMilliseconds = 1000,
    count = events.length,
  ): SeenMessage => ({
    atMilliseconds,
    reading: {
      count,
      ...(events[0] && { family: events[0].family }),
      tokens: events.map(({ key }) => key.split("|")[1] ?? ""),
      reasons: {},
    },
    batches: [{ events, startedAtMilliseconds: atMilliseconds - 500 }],
  });
  const reconciled = (messages: readonly SeenMessage[], more: Partial<Evidence> = {}) =>
    reconcile({
      sent: sentEvents,
      messages,
      loggedContents: [],
      counted: [],
      isMuted: () => false,
      endOf: () => undefined,
      loggedDelivered: messages.reduce((sum, { reading }) => sum + reading.count, 0),
      parkedBodies: [],
      unrecorded: [],
      ...more,
    });
  return { sent, message, reconciled };
};

const batch = (startedAtMilliseconds: number, ...events: readonly SentEvent[]): RunningBatch => ({
  events,
  startedAtMilliseconds,
});

describe("the reconciliation of a scenario", () => {
  test("is clean where each event was reported once", () => {
    const { sent, message, reconciled } = lab();
    const [a, b] = [sent("a", "FAILED"), sent("b", "FAILED")];
    const result = reconciled([message([a]), message([b], 5000)]);
    expect(result).toMatchObject({ distinct: 2, reported: 2, lost: [], duplicates: 0, contradictions: [] });
    expect(result.longestDelayMilliseconds).toBe(5000);
  });

  test("finds what a lossy notifier never reported", () => {
    const { sent, message, reconciled } = lab();
    const [a, b] = [sent("a", "FAILED"), sent("b", "FAILED")];
    expect(reconciled([message([a])]).lost).toEqual([b]);
  });

  test("finds what a notifier reported twice, and excuses it only where it could not know", () => {
    const { sent, message, reconciled } = lab();
    const a = sent("a", "FAILED");
    expect(reconciled([message([a]), message([a])])).toMatchObject({
      duplicates: 1,
      possibleDuplicates: 0,
      unexcused: [a],
    });
    const excused: SeenMessage = { ...message([a]), excuse: "the answer was lost" };
    const result = reconciled([excused, message([a])]);
    expect(result).toMatchObject({ duplicates: 1, possibleDuplicates: 1, unexcused: [] });
  });

  test("excuses what two functions held at once, since neither could know of the other", () => {
    const { sent, message, reconciled } = lab();
    const a = sent("a", "FAILED");
    const both: SeenMessage = { ...message([a]), batches: [batch(0, a), batch(0, a)] };
    expect(reconciled([both, message([a])])).toMatchObject({
      duplicates: 1,
      possibleDuplicates: 1,
      unexcused: [],
    });
  });

  test("counts dead letters as parked, not as lost, and finds one that was never sent", () => {
    const { sent, reconciled } = lab();
    sent("a", "FAILED");
    expect(reconciled([], { parkedBodies: ["body of a FAILED"] })).toMatchObject({ parked: 1, lost: [] });
    expect(reconciled([], { parkedBodies: ["someone else's"] }).contradictions).toHaveLength(1);
  });

  test("lets a start be suppressed where the end was reported, and only there", () => {
    const { sent, message, reconciled } = lab();
    const [start, end] = [sent("a", "RUNNING"), sent("a", "FAILED")];
    expect(reconciled([message([end])])).toMatchObject({ stale: 1, lost: [] });
    expect(reconciled([]).lost).toEqual([start, end]);
  });

  test("finds a start that was reported after its end", () => {
    const { sent, message, reconciled } = lab();
    const [start, end] = [sent("a", "RUNNING"), sent("a", "FAILED")];
    const result = reconciled([message([end]), message([start], 20_000)]);
    expect(result.contradictions).toEqual(["backup|a|RUNNING was reported after its job's end"]);
  });

  test("lets a function report a start that it received before the ledger had the end, but not the end with it", () => {
    const { sent, message, reconciled } = lab();
    const [start, end] = [sent("a", "RUNNING"), sent("a", "FAILED")];
    const from = (...batches: RunningBatch[]) =>
      reconciled([message([end], 1000), { ...message([start], 20_000), batches }]).contradictions;
    expect(from(batch(500, start))).toEqual([]);
    expect(from(batch(2001, start))).toHaveLength(1);
    expect(from(batch(500, start, end))).toHaveLength(1);
  });

  test("finds an event under the title of another kind", () => {
    const { message, reconciled } = lab();
    const sentEvents = createSentEvents();
    const event = sentEvents.record({ key: "m", family: "notice", tokens: ["marker-000001"] }, "body", 0);
    const { reading, ...rest } = message([event]);
    const seen = { ...rest, reading: { ...reading, family: "object", tokens: ["marker-000001"] } };
    expect(reconciled([seen], { sent: sentEvents }).contradictions).toEqual([
      "m is shown under the title of object",
    ]);
  });

  test("takes what a message only counts for reported where the log shows it, and says so", () => {
    const { sent, message, reconciled } = lab();
    const [a, b] = [sent("a", "FAILED"), sent("b", "FAILED")];
    const logged = reconciled([message([a], 1000, 2)], { loggedContents: ["body of b FAILED"] });
    expect(logged).toMatchObject({ lost: [], onlyInLog: [b], contradictions: [] });
    expect(reconciled([message([a], 1000, 2)])).toMatchObject({ lost: [b], onlyInLog: [] });
  });

  test("does not miss what the stage mutes, and still finds what it does not mute", () => {
    const { sent, reconciled } = lab();
    const [a, b] = [sent("a", "COMPLETED"), sent("b", "FAILED")];
    expect(reconciled([], { isMuted: (event) => event === a })).toMatchObject({ muted: 1, lost: [b] });
  });

  test("counts a bot's reply, not the message above it nor its edits", () => {
    const { sent, message, reconciled } = lab();
    const [start, end] = [sent("a", "RUNNING"), sent("a", "FAILED")];
    const post: SeenMessage = { ...message([start]), ts: "1.1" };
    const reply: SeenMessage = { ...message([start]), ts: "1.2", threadTs: "1.1" };
    const edit: SeenMessage = { ...message([end], 2000), ts: "1.1", isEdit: true };
    const last: SeenMessage = { ...message([end], 2000), ts: "1.3", threadTs: "1.1" };
    const result = reconciled([post, reply, edit, last], { loggedDelivered: 2 });
    expect(result).toMatchObject({ reported: 2, duplicates: 0, lost: [], contradictions: [] });
    expect(reconciled([post, edit], { loggedDelivered: 1 }).lost).toEqual([end]);
  });

  test("finds a headline that counts fewer than it names", () => {
    const { sent, message, reconciled } = lab();
    const [a, b] = [sent("a", "FAILED"), sent("b", "FAILED")];
    expect(reconciled([message([a, b], 1000, 1)]).contradictions).toContain(
      "a message counts 1 events, and names 2",
    );
  });

  test("finds a headline that counts more than was sent", () => {
    const { sent, message, reconciled } = lab();
    const a = sent("a", "FAILED");
    expect(reconciled([message([a], 1000, 4)]).contradictions).toEqual([
      "messages count 3 events that they do not name, and the log shows 0",
    ]);
  });

  test("finds a notifier whose log says more than Slack accepted", () => {
    const { sent, message, reconciled } = lab();
    const a = sent("a", "FAILED");
    expect(reconciled([message([a])], { loggedDelivered: 2 }).contradictions).toHaveLength(1);
  });
});

describe("backups that only the message of their plan run counts", () => {
  /** Three good backups of a run, whose message shows these counts of good ones, one after the other. */
  const night = (...shown: readonly number[]) => {
    const sent = createSentEvents();
    const ids = ["a-1", "a-2", "a-3"];
    for (const id of ids) {
      const job = `backup|${id}`;
      sent.record({ key: `${job}|COMPLETED`, family: "backup COMPLETED", job, tokens: [id] }, id, 0);
    }
    return reconcile({
      sent,
      messages: shown.map((good, index) => ({
        atMilliseconds: index,
        reading: { count: 1, tokens: [], reasons: {}, run: { title: "nightly / daily", started: 3, good } },
        batches: [],
      })),
      counted: ids.map((id) => ({ kind: "backup.completed", id, run: "run|nightly" })),
      loggedContents: [],
      isMuted: () => false,
      endOf: () => undefined,
      loggedDelivered: 0,
      parkedBodies: [],
      unrecorded: [],
    });
  };

  test("are reported where it counts as many", () => {
    expect(night(2, 3)).toMatchObject({ reported: 3, lost: [], contradictions: [] });
  });

  test.each([[[2]], [[3, 2]], [[]]])("are lost where it counts %j in the end", (shown) => {
    const { lost, contradictions } = night(...shown);
    expect(lost).toHaveLength(3);
    expect(contradictions).toEqual(expect.arrayContaining([expect.stringMatching(/the log counts 3$/)]));
  });
});
