import type { Browser, Page } from "playwright-core";
import { chromiumArguments } from "../../local/process/chromium";
import type { Gallery } from "./gallery";
import { openGallery } from "./gallery-window";
import { pageOf } from "./page";
import { smaller } from "./png-size";
import { withText } from "./png-text";

/** A picture of the documentation: `docs/images/<name>.png`. */
export type Picture = {
  readonly name: string;
  /** The message's anchor in the gallery. */
  readonly entry: string;
  readonly look: "wide" | "phone" | "lock";
  readonly theme: "light" | "dark";
};

/** Named after what they show, so that a reader of `docs/images` finds them. */
export const pictures: readonly Picture[] = [
  { name: "backup-failed", entry: "backup-failed-key", look: "wide", theme: "light" },
  { name: "backup-failed-phone", entry: "backup-failed-key", look: "phone", theme: "dark" },
  { name: "backup-failed-lock-screen", entry: "backup-failed-key", look: "lock", theme: "light" },
  { name: "backup-completed", entry: "backup-completed", look: "wide", theme: "light" },
  { name: "backup-completed-with-issues", entry: "backup-issues-s3", look: "wide", theme: "light" },
  { name: "backup-expired", entry: "backup-expired-window", look: "phone", theme: "light" },
  { name: "copy-failed", entry: "copy-failed", look: "wide", theme: "dark" },
  { name: "restore-test-failed", entry: "restore-test-validation-failed", look: "wide", theme: "light" },
  { name: "several-failed", entry: "several-failed-alike", look: "wide", theme: "light" },
  { name: "digest-calm", entry: "digest-calm", look: "wide", theme: "light" },
  { name: "digest-calm-phone", entry: "digest-calm", look: "phone", theme: "dark" },
  { name: "digest-bad", entry: "digest-bad", look: "wide", theme: "light" },
  { name: "digest-bad-phone", entry: "digest-bad", look: "phone", theme: "dark" },
  { name: "recovery-point-deleted", entry: "recovery-point-deleted-manually", look: "phone", theme: "dark" },
];

/** Grayscale letters, whatever the screen: pictures are smaller, and more alike on two machines. */
export const pictureArguments = [...chromiumArguments, "--disable-lcd-text", "--font-render-hinting=none"];

/** The PNG keyword for what a picture shows. (W3C, PNG specification, predefined keywords) */
export const statementKeyword = "Description";

/** A picture, and what it shows as text: the same on every machine, whatever its fonts. */
export type TakenPicture = { readonly picture: Picture; readonly png: Buffer; readonly statement: string };

const elementOf = (page: Page, { entry, look, theme }: Picture) =>
  page.locator(`[data-picture="${entry}-${look}-${theme}"]`);

/** What a picture shows: its text, and the colors of its bars. */
const statementOf = async (page: Page, picture: Picture): Promise<string> => {
  const element = elementOf(page, picture);
  // biome-ignore lint/performance/useDomNodeTextContent: textContent joins the words of adjacent blocks.
  const words = await element.innerText();
  const attachments = await element.locator(".attachment").all();
  const bars = await Promise.all(attachments.map((one) => one.getAttribute("style")));
  return [`${picture.look}, ${picture.theme}`, ...bars.map((style) => `bar: ${style}`), words].join("\n");
};

/** Draws the red circle emoji and looks for red. It runs in the browser; as a string, no build tool can change it. */
const findRed = `(() => {
  const paper = document.createElement("canvas").getContext("2d");
  paper.font = "16px sans-serif";
  paper.textBaseline = "top";
  paper.fillText("🔴", 0, 0);
  const { data } = paper.getImageData(0, 0, 20, 20);
  return data.some((value, index) => index % 4 === 0 && value > 150 && data[index + 1] < 100);
})()`;

/** Whether this machine shows color emoji: without such a font, pictures contain empty boxes. */
const showsEmoji = (page: Page): Promise<boolean> => page.evaluate<boolean>(findRed);

/** Takes the documentation's pictures of the gallery. */
export const takePictures = async (
  browser: Browser,
  gallery: Gallery,
): Promise<{ readonly taken: readonly TakenPicture[]; readonly withEmoji: boolean }> => {
  // A page of only these messages: browsers are slow with a long one.
  const entries = gallery.entries.filter(({ id }) => pictures.some(({ entry }) => entry === id));
  const html = pageOf({ ...gallery, entries });
  // High enough for the longest message: the page's controls would cover one that has to be scrolled.
  const page = await openGallery(browser, html, { width: 1600, height: 2400, scale: 1.25 });
  try {
    await page.getByLabel("both").check();
    const taken: TakenPicture[] = [];
    for (const picture of pictures) {
      const statement = await statementOf(page, picture);
      const bare = await elementOf(page, picture).screenshot({ animations: "disabled" });
      taken.push({ picture, statement, png: withText(smaller(bare), statementKeyword, statement) });
    }
    return { taken, withEmoji: await showsEmoji(page) };
  } finally {
    await page.close();
  }
};
