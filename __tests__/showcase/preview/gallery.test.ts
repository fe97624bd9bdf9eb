import { type Entry, galleryOf } from "../../../showcase/preview/gallery";
import { exampleStage } from "../../../showcase/preview/preview";
import { samples } from "../../../showcase/samples/samples";

/** An entry as text: the lock screen, and what a screen reader says. */
const textOf = ({
  id,
  severity,
  kind,
  isPosted,
  isCounted,
  spoken: { lockScreen, notification, lines },
}: Entry): string =>
  [
    `# ${id}: ${kind}, ${severity}${isPosted ? "" : ", only logged"}${isCounted ? ", counted in its run" : ""}`,
    `lock screen   ${lockScreen}`,
    `notification  ${notification}`,
    ...lines.map((line) => `  ${line.replaceAll("\n", "\n    ")}`),
  ].join("\n");

describe("the gallery", () => {
  test("says what the reviewed snapshot says", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    expect(`\n${entries.map(textOf).join("\n\n")}\n`).toMatchSnapshot("every message");
  });

  test("marks the messages that the stage only logs, by its own routes as well", async () => {
    const loud = await galleryOf(samples, {
      ...exampleStage,
      routes: [{ kinds: ["*.started"], post: true }],
    });
    const quiet = await galleryOf(samples, {
      ...exampleStage,
      routes: [{ kinds: ["copy.failed"], post: false }],
    });
    const isPosted = ({ entries }: typeof loud, id: string) => entries.find((one) => one.id === id)?.isPosted;
    expect([isPosted(loud, "backup-started"), isPosted(quiet, "backup-started")]).toEqual([true, false]);
    expect([isPosted(loud, "copy-failed"), isPosted(quiet, "copy-failed")]).toEqual([true, false]);
  });

  test("shows a bot's jobs as it posts them: their state in the channel, the details in the thread", async () => {
    const byWebhook = await galleryOf(samples, exampleStage);
    const byBot = await galleryOf(samples, {
      ...exampleStage,
      way: "bot",
      routes: [{ kinds: ["backup.failed"], mention: "here" }],
    });
    const find = ({ entries }: typeof byBot, id: string) => entries.find((one) => one.id === id);
    const failed = find(byBot, "backup-failed-key");
    const whole = find(byWebhook, "backup-failed-key")?.spoken.lines ?? [];
    expect(failed?.inThread?.spoken.lines).toEqual(whole);
    expect(failed?.spoken.lines.length).toBeLessThan(whole.length);
    expect(JSON.stringify(failed?.message)).toContain("<!here>");
    expect(JSON.stringify(failed?.inThread)).not.toContain("<!here>");
    const threadless = byBot.entries.filter(({ inThread }) => inThread === undefined);
    const kinds = new Set(threadless.map(({ kind }) => kind.split(".")[0]));
    expect([...kinds]).toEqual(expect.arrayContaining(["recovery-point", "backup-vault", "test"]));
    expect(find(byBot, "several-failed")?.inThread).toBeUndefined();
    expect(byWebhook.entries.every(({ inThread }) => inThread === undefined)).toBe(true);
  });

  test("shows which channel a route names", async () => {
    const { entries } = await galleryOf(samples, {
      ...exampleStage,
      routes: [{ kinds: ["copy.*"], channel: "copies" }],
    });
    const named = new Set(entries.map(({ kind, channel }) => `${kind.split(".")[0]} ${channel}`));
    expect(named).toContain("copy copies");
    expect(named).toContain("backup undefined");
    expect(named).not.toContain("copy undefined");
  });

  test("gives each message of a sample its own anchor", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["several-mixed-1", "several-mixed-2", "test"]));
  });
});
