import type { EditLedger } from "../../../../handler/deduplicate/ledger";
import type { EditDue } from "../../../../handler/model/own-event";
import { job, newEditLedger, openScene, refusal, type Scene, send, sendAll, subjectOf } from "./support";

const idsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `job-${index}`);

const editsOf = ({ calls }: Scene): number => calls.filter(({ method }) => method === "chat.update").length;

const titlesIn = (scene: Scene): readonly (string | undefined)[] =>
  scene.inChannel().map((text) => text.split(":")[0]);

/** A bot that has reported jobs as running, and then their end. */
const endTogether = async (ids: readonly string[], ledger: EditLedger): Promise<Scene> => {
  const scene = openScene({ ledger });
  for (const id of ids) await send(scene.channel, job("RUNNING", id));
  await sendAll(
    scene.channel,
    ids.map((id) => job("COMPLETED", id)),
  );
  return scene;
};

const dueOf = (subjects: readonly string[], round: number): EditDue => ({
  source: "backup-notifications.notifier",
  detailType: "Edit Due",
  detail: { schema: 1, subjects, round },
});

describe("edits that Slack does not take now", () => {
  test("come back in one event, and are made by and by", async () => {
    const { ledger, dueEdits } = newEditLedger();
    const ids = idsOf(60);
    const scene = await endTogether(ids, ledger);
    let dues = await scene.finish();
    expect(dues).toEqual([dueOf(ids.slice(24).map(subjectOf), 0)]);
    for (const edits of [48, 60]) {
      scene.pass(60);
      dues = await scene.finish(dues);
      expect(editsOf(scene)).toBe(edits);
    }
    expect(dues).toEqual([]);
    expect(titlesIn(scene).filter((title) => title === "Backup started")).toEqual([]);
    expect([...dueEdits.values()].filter((due) => due !== "")).toEqual([]);
    expect(scene.skipped).toEqual([]);
  });

  test("are made by another process as well, and only once where the event comes twice", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(26), ledger);
    const dues = await scene.finish();
    const other = openScene({ ledger });
    await other.finish([...dues, ...dues]);
    await other.finish(dues);
    expect(other.calls.map(({ method }) => method)).toEqual(["chat.update", "chat.update"]);
    expect(other.calls[0]?.fields).toMatchObject({ text: expect.stringMatching(/^Backup completed: /) });
  });

  test("are not made any more where the message shows something newer", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(25), ledger);
    const dues = await scene.finish();
    scene.pass(60);
    await send(scene.channel, job("FAILED", "job-24", "Access denied"));
    await scene.finish();
    const before = editsOf(scene);
    expect(await scene.finish(dues)).toEqual([]);
    expect(editsOf(scene)).toBe(before);
    expect(titlesIn(scene)).toContain("Backup failed");
  });

  test("show what was left last", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(25), ledger);
    const dues = await scene.finish();
    await send(scene.channel, job("FAILED", "job-24", "Access denied"));
    const again = await scene.finish();
    expect(again).toEqual(dues);
    scene.pass(60);
    await scene.finish([...dues, ...again]);
    expect(titlesIn(scene).filter((title) => title === "Backup failed")).toHaveLength(1);
  });

  test("are put off again where the time is too short, or Slack fails, and the round counts", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(26), ledger);
    const dues = await scene.finish();
    scene.pass(60);
    expect(await scene.finish(dues, 14_999)).toEqual([dueOf(["job-24", "job-25"].map(subjectOf), 1)]);
    scene.meet(refusal("fatal_error"));
    expect(await scene.finish(dues)).toEqual([dueOf(["job-24", "job-25"].map(subjectOf), 1)]);
    scene.meet(undefined, refusal("fatal_error"));
    expect(await scene.finish(dues)).toEqual([dueOf([subjectOf("job-25")], 0)]);
  });

  test("are given up after a day in which none was made, and the log names them", async () => {
    const { ledger } = newEditLedger();
    const scene = openScene({ ledger });
    expect(await scene.finish([dueOf(["backup|a"], 1439)], 0)).toEqual([dueOf(["backup|a"], 1440)]);
    expect(await scene.finish([dueOf(["backup|a"], 1440)], 0)).toEqual([]);
    expect(scene.skipped).toEqual([["backup|a", "Slack did not take the edit for a day"]]);
  });

  test("are forgotten where the message is gone", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(25), ledger);
    const dues = await scene.finish();
    scene.pass(60);
    scene.meet(refusal("message_not_found"));
    expect(await scene.finish(dues)).toEqual([]);
    expect(await scene.finish(dues)).toEqual([]);
    expect(editsOf(scene)).toBe(25);
  });

  test("are put off where the ledger does not answer", async () => {
    const { ledger } = newEditLedger();
    const silent: EditLedger = { ...ledger, read: async () => ({ entries: new Map(), problem: "HTTP 503" }) };
    const scene = openScene({ ledger: silent });
    expect(await scene.finish([dueOf(["backup|a"], 0)])).toEqual([dueOf(["backup|a"], 1)]);
    expect(scene.calls).toEqual([]);
  });

  test("are in the log where the ledger cannot keep them", async () => {
    const { ledger } = newEditLedger();
    const full: EditLedger = { ...ledger, writeDueEdit: async () => ({ problem: "HTTP 503" }) };
    const scene = await endTogether(idsOf(25), full);
    expect(await scene.finish()).toEqual([]);
    expect(scene.skipped).toEqual([
      [subjectOf("job-24"), "the edit could not be kept in the ledger (HTTP 503)"],
    ]);
  });

  test.each([
    "",
    "{}",
    '{"posts":7,"fields":{},"plainFields":{}}',
    '{"posts":[{}],"fields":{},"plainFields":{}}',
  ])("are nothing where the ledger holds %j", async (text) => {
    const { ledger, dueEdits } = newEditLedger();
    dueEdits.set("backup|a", text);
    const scene = openScene({ ledger });
    expect(await scene.finish([dueOf(["backup|a"], 0)])).toEqual([]);
    expect(scene.calls).toEqual([]);
  });

  test("come back in more than one event where they are very many", async () => {
    const { ledger } = newEditLedger();
    const scene = openScene({ ledger });
    const subjects = Array.from({ length: 2500 }, (_, index) => `backup|${index}`);
    const dues = await scene.finish([dueOf(subjects, 0)], 0);
    expect(dues.map(({ detail }) => detail.subjects.length)).toEqual([1000, 1000, 500]);
  });
});
