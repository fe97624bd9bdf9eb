import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { type ChunkOptions, familyOf, runChunk } from "../../../verify/fuzz/chunk";
import { families } from "../../../verify/fuzz/families";
import { repeatCommand } from "../../../verify/fuzz/report";
import { type Reported, type Subjects, subjects, type Writer } from "../../../verify/fuzz/subjects";

const chunkOf = (family: string): number =>
  Array.from({ length: 12 }, (_, chunk) => chunk).find((chunk) => familyOf(chunk).name === family) ?? -1;

const run = (family: string, broken: Partial<Subjects> = {}, options: Omit<ChunkOptions, "subjects"> = {}) =>
  runChunk(
    { seed: 42, number: chunkOf(family), inputs: 250 },
    { subjects: { ...subjects, ...broken }, ...options },
  );

/** The writers with a mistake in what they write. */
const writing = (change: (reported: Reported, index: number) => Reported | undefined): Partial<Subjects> => ({
  writers: subjects.writers.map(
    ({ name, write }): Writer => ({
      name,
      write: async (events) =>
        (await write(events)).flatMap((reported, index) => change(reported, index) ?? []),
    }),
  ),
});

/** Forgets to escape a resource's name in the sentence. */
const unescaped = writing(({ message, events }) => ({
  message: { ...message, text: message.text.replaceAll("&lt;", "<") },
  events,
}));

describe("a chunk of inputs", () => {
  test.each(families)("finds nothing wrong with $name, and counts what it tried", async ({ name }) => {
    // A few show how a chunk works; `npm run fuzz` looks for mistakes of the notifier.
    const { tally, failure } = await runChunk({ seed: 42, number: chunkOf(name), inputs: 50 });
    expect(failure).toBeUndefined();
    expect(tally).toMatchObject({ inputs: 50, rejected: 0, throws: 0 });
    expect(tally.accepted).toBeGreaterThanOrEqual(2 * tally.events);
  });

  test("belongs to each family in turn, as often as its share", () => {
    const names = Array.from({ length: 24 }, (_, chunk) => familyOf(chunk).name);
    for (const { name, share } of families) {
      expect(names.filter((one) => one === name)).toHaveLength(2 * share);
    }
  });

  test("finds a planted mistake, shrinks it, and finds it again by its ID", async () => {
    const { failure } = await run("vault events", unescaped);
    expect(failure).toMatchObject({ family: "vault events", problem: expect.stringContaining("markup") });
    const id = failure?.id ?? "";
    const command = repeatCommand(42, id);
    expect(command).toBe(`npm run fuzz -- --seed 42 --only ${id}`);
    const [chunk, ...path] = id.split(":");
    expect(chunk).toBe(String(chunkOf("vault events")));
    const again = await run("vault events", unescaped, { path: path.join(":") });
    expect(again.failure).toEqual(failure);
    expect(again.tally.inputs).toBe(1);
    const repaired = await run("vault events", {}, { path: path.join(":") });
    expect(repaired.failure).toBeUndefined();
    expect(repaired.tally.inputs).toBe(1);
  });
});

describe("a mistake", () => {
  const withoutEnd = (text: string): string => text.slice(0, -1);

  test.each<readonly [string, string, Partial<Subjects>, string]>([
    [
      "a throw",
      "any JSON",
      writing(() => {
        throw new TypeError("x is not a function");
      }),
      "throws TypeError: x is not a function",
    ],
    [
      "a message that Slack rejects",
      "any JSON",
      writing(({ events, message: { blocks: _, attachments: __, ...message } }) => ({
        events,
        message: { ...message, text: "" },
      })),
      "Slack rejects the message: no_text",
    ],
    [
      "an event that is not reported",
      "bursts",
      writing((reported, index) => (index === 0 ? undefined : reported)),
      "events are reported",
    ],
    [
      "an event that is reported twice",
      "any JSON",
      writing(({ message, events }) => ({ message, events: [...events, ...events] })),
      "events are reported",
    ],
    [
      "a record that is dropped",
      "bursts",
      { parse: (input) => ({ ...parse(input), records: parse(input).records.slice(1) }) },
      "records became",
    ],
    [
      "a message that loses its ID",
      "bursts",
      {
        parse: (input) => {
          const batch = parse(input);
          return { ...batch, records: batch.records.map(({ message: _, ...record }) => record) };
        },
      },
      "lost its ID",
    ],
    [
      "a body that is cut",
      "vault events",
      {
        parse: (input) => {
          const batch = parse(input);
          return {
            ...batch,
            records: batch.records.map((record) => ({ ...record, body: withoutEnd(record.body) })),
          };
        },
      },
      "parse: ",
    ],
    [
      "a record that is in no update",
      "bursts",
      { updatesOf: (records) => subjects.updatesOf(records.slice(1)) },
      "records became",
    ],
    [
      "a plain text without text",
      "any JSON",
      { plainTextOnly: (message) => ({ ...subjects.plainTextOnly(message), text: "" }) },
      "plain text: Slack rejects",
    ],
  ])("is found: %s", async (_name, family, broken, problem) => {
    const { failure } = await run(family, broken, { shrinks: false });
    expect(failure?.problem).toContain(problem);
  });

  const renumbered = (change: (text: string) => string): Partial<Subjects> =>
    writing((reported) => {
      if (reported.events.length === 1) return reported;
      const text = JSON.stringify(reported.message);
      return { ...reported, message: JSON.parse(change(text)) };
    });

  test.each<readonly [string, (text: string) => string, RegExp]>([
    ["its sentence", (text) => text.replace(/"text":"\d+ /, '"text":"99 '), /for \d+ events says "99 /],
    ["its title", (text) => text.replace(/\*\d+ /, "*99 "), /title without the number/],
    ["equal names", (text) => text.replace(/ ×\d+/g, " ×99"), /lines for \d+ of \d+ events/],
    ["its list", (text) => text.replace(/• [^\n"\\]*/, ""), /lines for \d+ of \d+ events/],
    ["a reason", (text) => text.replace(/\*\d+\* · /, "*99* · "), /lines for \d+ of \d+ events/],
  ])("is found: a wrong number of events in %s", async (_name, change, problem) => {
    const { failure } = await run("bursts", renumbered(change), { shrinks: false });
    expect(failure?.problem).toMatch(problem);
  });

  test("is found: an input that takes too long each time", async () => {
    const wait = (events: readonly BackupEvent[]): void => {
      const before = process.cpuUsage();
      let sum = 0;
      // Asking for the time used takes mostly the system's time, which does not count.
      while (events.length > 0 && process.cpuUsage(before).user < 260_000) {
        for (let number = 0; number < 100_000; number++) sum += Math.sqrt(number);
      }
      expect(sum).not.toBeNaN();
    };
    const [writer] = subjects.writers;
    const slow: Writer = {
      name: "slow",
      write: (events) => {
        wait(events);
        return writer?.write(events) ?? [];
      },
    };
    const { failure } = await runChunk(
      { seed: 1, number: 0, inputs: 1 },
      { subjects: { ...subjects, writers: [slow] }, path: "0" },
    );
    expect(failure?.problem).toMatch(/^slow: \d+ ms at best$/);
  });
});
