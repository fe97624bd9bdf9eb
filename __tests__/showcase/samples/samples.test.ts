import { checkPayload } from "../../../local/slack/payload";
import { type Told, tell } from "../../../showcase/samples/render-sample";
import { sampleGroups } from "../../../showcase/samples/sample";
import { samples } from "../../../showcase/samples/samples";

let told: readonly (readonly [id: string, message: Told])[];

beforeAll(async () => {
  const all = await Promise.all(
    samples.map(async (sample) =>
      (await tell(sample, "prod")).map((message) => [sample.id, message] as const),
    ),
  );
  told = all.flat();
});

describe("the samples", () => {
  test("have an id of their own each, fit for an address and a file name", () => {
    const ids = samples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test("fill every group", () => {
    const used = new Set(samples.map(({ group }) => group));
    expect(sampleGroups.filter((group) => !used.has(group))).toEqual([]);
  });

  test("are each told", () => {
    const ids = new Set(told.map(([id]) => id));
    expect(samples.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });

  test("reach every kind of event, every class of job in its phases, every severity", () => {
    const events = told.flatMap(([, { events: about }]) => about);
    expect([...new Set(events.map(({ kind }) => kind))].sort()).toEqual([
      "job",
      "notice",
      "object",
      "test",
      "unrecognised",
    ]);
    const phases = new Set(
      events.flatMap((event) => (event.kind === "job" ? [`${event.jobType} ${event.phase}`] : [])),
    );
    const states = ["started", "completed", "failed", "aborted"];
    for (const jobType of ["backup", "copy", "restore"]) {
      for (const state of states) expect(phases).toContain(`${jobType} ${state}`);
    }
    for (const phase of ["completed-with-issues", "partial", "expired", "unknown"]) {
      expect(phases).toContain(`backup ${phase}`);
    }
    const subjects = new Set(events.flatMap((event) => (event.kind === "notice" ? [event.subject] : [])));
    expect(subjects.size).toBe(8);
    expect(new Set(told.map(([, { severity }]) => severity)).size).toBe(4);
  });

  test("make messages that Slack takes", () => {
    const refused = told.flatMap(([id, { message }]) => {
      const judgement = checkPayload(JSON.stringify(message));
      return judgement.ok ? [] : [`${id}: ${judgement.word}: ${judgement.reason}`];
    });
    expect(refused).toEqual([]);
  });

  test("show no unknown field as undefined, null, NaN or N/A", () => {
    const empty = told.filter(([, { message }]) =>
      /\b(undefined|null|NaN|N\/A|\[object)\b/.test(JSON.stringify(message)),
    );
    expect(empty.map(([id]) => id)).toEqual([]);
  });
});
