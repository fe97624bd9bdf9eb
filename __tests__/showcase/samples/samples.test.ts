import { duration } from "../../../handler/render/mrkdwn";
import { checkPayload } from "../../../local/slack/payload";
import { type RenderedMessage, renderSample } from "../../../showcase/samples/render-sample";
import { sampleGroups } from "../../../showcase/samples/sample";
import { samples } from "../../../showcase/samples/samples";

let rendered: readonly (readonly [id: string, message: RenderedMessage])[];

beforeAll(async () => {
  const all = await Promise.all(
    samples.map(async (sample) =>
      (await renderSample(sample, "prod")).map((message) => [sample.id, message] as const),
    ),
  );
  rendered = all.flat();
});

describe("the samples", () => {
  test("each have a unique id, fit for an address and a file name", () => {
    const ids = samples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test("fill every group", () => {
    const used = new Set(samples.map(({ group }) => group));
    expect(sampleGroups.filter((group) => !used.has(group))).toEqual([]);
  });

  test("each have a message", () => {
    const ids = new Set(rendered.map(([id]) => id));
    expect(samples.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });

  test("reach every kind of event, every class of job in its phases, every severity", () => {
    const events = rendered.flatMap(([, { events: about }]) => about);
    expect([...new Set(events.map(({ kind }) => kind))].sort()).toEqual([
      "digest",
      "job",
      "notice",
      "object",
      "run",
      "test",
      "unrecognized",
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
    expect(subjects.size).toBe(11);
    expect(new Set(rendered.map(([, { severity }]) => severity)).size).toBe(4);
  });

  test("have messages that Slack accepts", () => {
    const refused = rendered.flatMap(([id, { message }]) => {
      const judgement = checkPayload(JSON.stringify(message));
      return judgement.ok ? [] : [`${id}: ${judgement.word}: ${judgement.reason}`];
    });
    expect(refused).toEqual([]);
  });

  test("have times that add up: start + duration = end, and AWS sends the event right after", () => {
    const minuteMs = 60_000;
    const jobs = rendered.flatMap(([id, { card, events }]) =>
      events.flatMap((event) => (event.kind === "job" ? [{ id, card, event }] : [])),
    );
    const problems = jobs.flatMap(({ id, card, event: { phase, details, origin } }) => {
      const { startedAt, endedAt } = details;
      const sentAt = origin.sentAt ?? new Date(0);
      const changedAt = endedAt ?? (phase === "started" ? startedAt : undefined);
      const shown = card.facts?.find(([label]) => /^(?:Duration|Time to restore)$/.test(label))?.[1];
      return [
        ...(startedAt && startedAt > (endedAt ?? sentAt) ? [`${id} starts after it ends`] : []),
        ...(changedAt && changedAt > sentAt ? [`${id} is sent before it happens`] : []),
        ...(changedAt && sentAt.getTime() - changedAt.getTime() > minuteMs ? [`${id} is sent late`] : []),
        ...(shown !== undefined && startedAt && endedAt && shown !== duration(+endedAt - +startedAt)
          ? [`${id} shows a duration of ${shown}`]
          : []),
      ];
    });
    expect(problems).toEqual([]);
    expect(
      jobs.filter(({ event: { details } }) => details.startedAt && details.endedAt).length,
    ).toBeGreaterThan(60);
  });

  test("send no event before what it reports", () => {
    const early = samples.flatMap(({ id, input }) =>
      input.Records.flatMap(({ body }) => {
        const { time, detail = {} } = JSON.parse(body);
        const { startBy: _future, nextRunAt: _next, ...times } = detail;
        return Object.entries(times)
          .filter(([, value]) => /^\d{4}-\d{2}-\d{2}T/.test(String(value)) && String(value) > time)
          .map(([name]) => `${id}: ${name}`);
      }),
    );
    expect(early).toEqual([]);
  });

  test("show no unknown field as undefined, null, NaN or N/A", () => {
    const empty = rendered.filter(([, { message }]) =>
      /\b(undefined|null|NaN|N\/A|\[object)\b/.test(JSON.stringify(message)),
    );
    expect(empty.map(([id]) => id)).toEqual([]);
  });
});
