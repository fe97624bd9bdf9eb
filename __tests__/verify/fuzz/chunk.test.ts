import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { familyOf, runChunk } from "../../../verify/fuzz/chunk";
import { families } from "../../../verify/fuzz/families";
import { repeatCommand } from "../../../verify/fuzz/report";
import { type Subjects, subjects, type Told, type Writer } from "../../../verify/fuzz/subjects";

const chunkOf = (family: string): number =>
  Array.from({ length: 12 }, (_, chunk) => chunk).find((chunk) => familyOf(chunk).name === family) ?? -1;

const run = (family: string, broken: Partial<Subjects> = {}, path?: string) =>
  runChunk(
    { seed: 42, number: chunkOf(family), inputs: 250 },
    { subjects: { ...subjects, ...broken }, ...(path !== undefined && { path }) },
  );

/** The writers with a mistake in what they write. */
const writing = (change: (told: Told, index: number) => Told | undefined): Partial<Subjects> => ({
  writers: subjects.writers.map(
    ({ name, write }): Writer => ({
      name,
      write: (events) => write(events).flatMap((told, index) => change(told, index) ?? []),
    }),
  ),
});

/** Forgets to escape a resource's name in the sentence. */
const unescaped = writing(({ message, about }) => ({
  message: { ...message, text: message.text.replaceAll("&lt;", "<") },
  about,
}));

describe("a chunk of inputs", () => {
  test.each(families)("finds nothing wrong with $name, and counts what it tried", async ({ name }) => {
    const { tally, failure } = await run(name);
    expect(failure).toBeUndefined();
    expect(tally).toMatchObject({ inputs: 250, refused: 0, throws: 0 });
    expect(tally.accepted).toBeGreaterThanOrEqual(2 * tally.events);
  });

  test("belongs to each family in turn, as often as its share", () => {
    const names = Array.from({ length: 24 }, (_, chunk) => familyOf(chunk).name);
    for (const { name, share } of families) {
      expect(names.filter((one) => one === name)).toHaveLength(2 * share);
    }
  });

  test("finds a planted mistake, makes it small, and finds it again by its id", async () => {
    const { failure } = await run("vault events", unescaped);
    expect(failure).toMatchObject({ family: "vault events", problem: expect.stringContaining("markup") });
    const id = failure?.id ?? "";
    const command = repeatCommand(42, id);
    expect(command).toBe(`npm run fuzz -- --seed 42 --only ${id}`);
    const [chunk, ...path] = id.split(":");
    expect(chunk).toBe(String(chunkOf("vault events")));
    const again = await run("vault events", unescaped, path.join(":"));
    expect(again.failure).toEqual(failure);
    expect(again.tally.inputs).toBe(1);
    const repaired = await run("vault events", {}, path.join(":"));
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
      "a message that Slack refuses",
      "any JSON",
      writing(({ about, message: { blocks: _, attachments: __, ...message } }) => ({
        about,
        message: { ...message, text: "" },
      })),
      "Slack refuses the message: no_text",
    ],
    [
      "an event that is not told",
      "bursts",
      writing((told, index) => (index === 0 ? undefined : told)),
      "events are told",
    ],
    [
      "an event that is told twice",
      "any JSON",
      writing(({ message, about }) => ({ message, about: [...about, ...about] })),
      "events are told",
    ],
    [
      "a record that is dropped",
      "bursts",
      { parse: (input) => ({ ...parse(input), records: parse(input).records.slice(1) }) },
      "records became",
    ],
    [
      "a message that loses its id",
      "bursts",
      {
        parse: (input) => {
          const batch = parse(input);
          return { ...batch, records: batch.records.map(({ message: _, ...record }) => record) };
        },
      },
      "has lost its id",
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
      "a record that is in no news",
      "bursts",
      { updatesOf: (records) => subjects.updatesOf(records.slice(1)) },
      "records became",
    ],
    [
      "a plain text without text",
      "any JSON",
      { plainTextOnly: (message) => ({ ...subjects.plainTextOnly(message), text: "" }) },
      "plain text: Slack refuses",
    ],
  ])("is found: %s", async (_name, family, broken, problem) => {
    const { failure } = await run(family, broken);
    expect(failure?.problem).toContain(problem);
  });

  const renumbered = (change: (text: string) => string): Partial<Subjects> =>
    writing((told) => {
      if (told.about.length === 1) return told;
      const text = JSON.stringify(told.message);
      return { ...told, message: JSON.parse(change(text)) };
    });

  test.each<readonly [string, (text: string) => string, RegExp]>([
    ["its sentence", (text) => text.replace(/"text":"\d+ /, '"text":"99 '), /for \d+ events says "99 /],
    ["its title", (text) => text.replace(/\*\d+ /, "*99 "), /title without the number/],
    ["its rest", (text) => text.replace(/and \d+ more"/g, 'and 99 more"'), /"and \d+ more" is missing/],
    ["its list", (text) => text.replace(/• [^\n"\\]*/, ""), /lines for \d+ events/],
  ])("is found: a wrong number of events in %s", async (_name, change, problem) => {
    const { failure } = await run("bursts", renumbered(change));
    expect(failure?.problem).toMatch(problem);
  });

  test("is found: an input that takes too long each time", async () => {
    const wait = (events: readonly BackupEvent[]): void => {
      const before = process.cpuUsage();
      while (events.length > 0 && process.cpuUsage(before).user < 300_000);
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
