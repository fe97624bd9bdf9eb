import { samples } from "../../../scripts/messages/samples";
import { type Entry, galleryOf } from "../../../scripts/preview/gallery";
import { exampleStage } from "../../../scripts/preview/preview";

/** An entry as text: what a phone shows while it is locked, and what a screen reader says. */
const textOf = ({ id, severity, kind, spoken: { lockScreen, notification, lines } }: Entry): string =>
  [
    `# ${id}: ${kind}, ${severity}`,
    `lock screen   ${lockScreen}`,
    `notification  ${notification}`,
    ...lines.map((line) => `  ${line.replaceAll("\n", "\n    ")}`),
  ].join("\n");

describe("the gallery", () => {
  test("says what it said when somebody last read all of it", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    expect(`\n${entries.map(textOf).join("\n\n")}\n`).toMatchSnapshot("every message");
  });

  test("tells which messages the stage does not post", async () => {
    const { entries } = await galleryOf(samples, { name: "dev", mutedKinds: ["backup.started"] });
    const muted = entries.filter(({ isMuted }) => isMuted);
    expect(new Set(muted.map(({ kind }) => kind))).toEqual(new Set(["backup.started"]));
    expect(entries.length).toBeGreaterThan(muted.length);
  });

  test("gives each message of a sample an anchor of its own", async () => {
    const { entries } = await galleryOf(samples, exampleStage);
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["several-mixed-1", "several-mixed-2", "test"]));
  });
});
