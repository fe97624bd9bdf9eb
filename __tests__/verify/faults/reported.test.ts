import { namedTokens, reportsIn, type SeenMessage } from "../../../verify/faults/reported";
import { createSentEvents } from "../../../verify/faults/sent-events";

const sent = createSentEvents();
const [started, failed] = ["RUNNING", "FAILED"].map((state) =>
  sent.record(
    { key: `backup|1|${state}`, family: `backup ${state}`, job: "backup|1", tokens: ["id-1", "res-000001"] },
    state,
    0,
  ),
);

const message = (family: string, where: Partial<SeenMessage>): SeenMessage => ({
  atMilliseconds: 0,
  reading: { count: 1, family, tokens: ["id-1"], reasons: {} },
  batches: [],
  ...where,
});

describe("identifying the events of a message", () => {
  test("takes those that it names, in the state of its title, and no others", () => {
    const reading = {
      count: 3,
      family: "backup FAILED",
      tokens: ["id-1", "id-2", "res-000001"],
      reasons: {},
    };
    expect(namedTokens(reading, sent)).toEqual([
      ["id-1", failed],
      ["res-000001", failed],
    ]);
    expect(namedTokens({ ...reading, family: "backup RUNNING" }, sent)[0]).toEqual(["id-1", started]);
  });
});

describe("the messages that report something", () => {
  test("are all where none has a thread", () => {
    const messages = [message("backup RUNNING", { ts: "1" }), message("backup RUNNING", { ts: "2" })];
    expect(reportsIn(messages)).toEqual(messages);
  });

  test("are the replies where a thread has them, and a message whose thread has another state only", () => {
    const post = message("backup RUNNING", { ts: "1" });
    const reply = message("backup RUNNING", { ts: "2", threadTs: "1" });
    const last = message("backup FAILED", { ts: "3", threadTs: "1" });
    expect(reportsIn([post, reply, last])).toEqual([reply, last]);
    expect(reportsIn([post, last])).toEqual([post, last]);
  });

  test("are no edits", () => {
    expect(reportsIn([message("backup FAILED", { ts: "1", isEdit: true })])).toEqual([]);
  });
});
