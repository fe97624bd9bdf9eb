import type { Http } from "../../../../handler/aws/http";
import type { EditLedger } from "../../../../handler/deduplicate/ledger";
import type { EditDue } from "../../../../handler/model/own-event";
import type { Card } from "../../../../handler/render/card";
import { createEdits } from "../../../../handler/slack/bot/edits";
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

  test("are not made where this very invocation has shown something newer", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(25), ledger);
    const dues = await scene.finish();
    scene.pass(60);
    await send(scene.channel, job("FAILED", "job-24", "Access denied"));
    expect(await scene.finish(dues)).toEqual([]);
    expect(titlesIn(scene).filter((title) => title === "Backup failed")).toHaveLength(1);
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
    expect(await scene.finish(dues, 14_999)).toEqual([dueOf(["job-25", "job-24"].map(subjectOf), 1)]);
    scene.meet(refusal("fatal_error"));
    expect(await scene.finish(dues)).toEqual([dueOf(["job-25", "job-24"].map(subjectOf), 1)]);
    scene.meet(undefined, refusal("fatal_error"));
    expect(await scene.finish(dues)).toEqual([dueOf([subjectOf("job-25")], 0)]);
  });

  test("do not wait for one at which Slack always fails", async () => {
    const { ledger } = newEditLedger();
    const scene = await endTogether(idsOf(27), ledger);
    let dues = await scene.finish();
    for (let minute = 0; minute < 3; minute++) {
      scene.pass(60);
      if (dues[0]?.detail.subjects[0] === subjectOf("job-24")) scene.meet(refusal("fatal_error"));
      dues = await scene.finish(dues);
      if (minute === 0) expect(dues).toEqual([dueOf(["job-25", "job-26", "job-24"].map(subjectOf), 1)]);
    }
    expect(titlesIn(scene).filter((title) => title === "Backup started")).toEqual([]);
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

describe("375 jobs that end together, in two processes", () => {
  test("make at most 50 edits a minute, and none is left after a quarter of an hour", async () => {
    const { ledger } = newEditLedger();
    const minutes: number[] = [];
    const edited = new Set<string>();
    let minute = 0;
    const http: Http = async ({ body = "" }) => {
      minutes[minute] = (minutes[minute] ?? 0) + 1;
      edited.add(JSON.parse(body).ts);
      return { status: 200, headers: {}, body: '{"ok":true}' };
    };
    const processOf = () =>
      createEdits({
        token: async () => ({ ok: true, value: "xoxb-1-2-notarealtoken" }),
        http,
        apiUrl: "https://slack.com/api/",
        stage: "dev",
        sleep: async () => undefined,
        ledger,
        now: () => 1_700_000_000_000 + minute * 60_000,
        onSkipped: (subject) => {
          throw new Error(subject);
        },
      });
    const processes = [processOf(), processOf()];
    const card: Card = { severity: "good", location: [], emoji: "x", title: "Ended", sentence: "Ended" };
    const edits = idsOf(375).map((subject, index) => {
      const post = { channel: "C0123ABCD", ts: `1700000000.${String(index).padStart(6, "0")}` };
      return { subject, post, card };
    });
    const invocations = processes.map((process, index) => ({
      process,
      ended: edits.filter((_, position) => position % 2 === index),
      dues: [] as EditDue[],
    }));
    for (; minute < 15; minute++) {
      for (const one of invocations) {
        await one.process.makeEach(one.ended.splice(0), () => 30_000);
        const later: EditDue[] = [];
        await one.process.finish(
          one.dues,
          async (due) => void later.push(due),
          () => 30_000,
        );
        one.dues = later;
      }
      // SQS delivers to whichever process is free.
      const [first, second] = invocations;
      if (first && second) [first.dues, second.dues] = [second.dues, first.dues];
    }
    expect(edited.size).toBe(375);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(50);
    expect(invocations.flatMap(({ dues }) => dues)).toEqual([]);
  });
});
