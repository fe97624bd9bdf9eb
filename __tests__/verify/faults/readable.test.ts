import { type KnownEnd, readableOf } from "../../../verify/faults/readable";
import type { SeenMessage } from "../../../verify/faults/reported";
import { createSentEvents } from "../../../verify/faults/sent-events";

/** Jobs that ended like this, and what a reader finds. */
const lab = (ends: Readonly<Record<string, KnownEnd>>) => {
  const sent = createSentEvents();
  const events = Object.entries(ends).map(([id, { state }]) =>
    sent.record({ key: id, family: `backup ${state}`, job: id, tokens: [id] }, id, 0),
  );
  const read = (...messages: readonly SeenMessage[]) =>
    readableOf(events, messages, sent, ({ job }) => ends[job ?? ""]);
  return { events, read };
};

const message = (
  state: string,
  reasons: Readonly<Record<string, string | undefined>>,
  phase?: SeenMessage["reading"]["phase"],
): SeenMessage => ({
  atMilliseconds: 0,
  reading: {
    count: 1,
    family: `backup ${state}`,
    tokens: Object.keys(reasons),
    reasons: Object.fromEntries(
      Object.entries(reasons).filter(([, reason]) => reason !== undefined),
    ) as Record<string, string>,
    ...(phase && { phase }),
  },
  batches: [],
});

const failed = (reason: string): KnownEnd => ({ state: "FAILED", statusMessage: `no key for ${reason}` });

describe("what a reader learns", () => {
  test("finds failures without their reason, and reasons that no message shows", () => {
    const { events, read } = lab({ a: failed("reason-10"), b: failed("reason-11"), c: failed("reason-10") });
    const result = read(message("FAILED", { a: "reason-10", b: undefined, c: undefined }));
    expect(result.withoutReason).toEqual([events[1], events[2]]);
    expect(result.hiddenReasons).toEqual(["reason-11"]);
  });

  test("takes a reason from any of a job's messages, and finds another's", () => {
    const { read } = lab({ a: failed("reason-10"), b: failed("reason-11") });
    const found = read(message("FAILED", { a: undefined }), message("FAILED", { a: "reason-10" }));
    expect(found.withoutReason).toEqual([]);
    expect(read(message("FAILED", { b: "reason-10" })).contradictions).toEqual([
      "b is shown with reason-10, and has reason-11",
    ]);
  });

  test("finds issues that are called completed, or could not be checked", () => {
    const issue: KnownEnd = { state: "COMPLETED", messageCategory: "AccessDenied" };
    const { events, read } = lab({ a: issue, b: issue, c: issue, d: { state: "COMPLETED" } });
    const result = read(
      message("COMPLETED", { a: undefined }, "completed"),
      message("COMPLETED", { b: undefined }, "completed-unchecked"),
      message("COMPLETED", { c: undefined }, "completed-with-issues"),
      message("COMPLETED", { d: undefined }, "completed"),
    );
    expect(result).toMatchObject({ issues: 3, issuesUnsaid: [events[0], events[1]], praised: [events[0]] });
    expect(result.contradictions).toEqual([]);
  });

  test("finds issues that a job did not have", () => {
    const { read } = lab({ a: { state: "COMPLETED", messageCategory: "SUCCESS" } });
    expect(read(message("COMPLETED", { a: undefined }, "completed-with-issues")).contradictions).toHaveLength(
      1,
    );
  });
});
