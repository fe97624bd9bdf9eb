import { samples } from "../../../scripts/messages/samples";
import { type Entry, galleryOf } from "../../../scripts/preview/gallery";
import { exampleStage } from "../../../scripts/preview/preview";

/** An entry as text: what a phone shows while it is locked, and what a screen reader says. */
const textOf = ({
  id,
  severity,
  kind,
  isPosted,
  spoken: { lockScreen, notification, lines },
}: Entry): string =>
  [
    `# ${id}: ${kind}, ${severity}${isPosted ? "" : ", only logged"}`,
    `lock screen   ${lockScreen}`,
    `notification  ${notification}`,
    ...lines.map((line) => `  ${line.replaceAll("\n", "\n    ")}`),
  ].join("\n");

describe("the gallery", () => {
  test("says what it said when somebody last read all of it", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    expect(`\n${entries.map(textOf).join("\n\n")}\n`).toMatchSnapshot("every message");
  });

  test("tells which messages the stage only logs, by its own routes as well", async () => {
    const loud = await galleryOf(samples, { name: "dev", routes: [{ kinds: ["*.started"], post: true }] });
    const quiet = await galleryOf(samples, {
      name: "dev",
      routes: [{ kinds: ["copy.failed"], post: false }],
    });
    const isPosted = ({ entries }: typeof loud, id: string) => entries.find((one) => one.id === id)?.isPosted;
    expect([isPosted(loud, "backup-started"), isPosted(quiet, "backup-started")]).toEqual([true, false]);
    expect([isPosted(loud, "copy-failed"), isPosted(quiet, "copy-failed")]).toEqual([true, false]);
  });

  test("gives each message of a sample an anchor of its own", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["several-mixed-1", "several-mixed-2", "test"]));
  });
});
