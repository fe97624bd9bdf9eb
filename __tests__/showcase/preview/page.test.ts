/** The gallery in a real browser: layout, readability, and whether the documentation's pictures are up to date. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../../../local/process/chromium";
import { type Gallery, galleryOf } from "../../../showcase/preview/gallery";
import { openGallery } from "../../../showcase/preview/gallery-window";
import { pageOf } from "../../../showcase/preview/page";
import {
  pictureArguments,
  pictures,
  statementKeyword,
  type TakenPicture,
  takePictures,
} from "../../../showcase/preview/pictures";
import { textIn } from "../../../showcase/preview/png-text";
import { exampleStage } from "../../../showcase/preview/preview";
import { samples } from "../../../showcase/samples/samples";
import { hardToRead, stickingOut } from "../../local/slack/page-checks";
import { differenceOf } from "./picture-difference";

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn(
    "no Chromium on this machine: the gallery's tests are skipped; install Chromium or set CHROMIUM_PATH",
  );
}
const inBrowser = executablePath === undefined ? describe.skip : describe;

let browser: Browser;
let gallery: Gallery;
let html: string;
/** All messages, in one page: it takes a while to lay out. Each test chooses its width and colours. */
let everything: Page;

const searchFor = (query: string): Promise<Page> => openGallery(browser, html, { width: 1600, query });

const resize = (width: number): Promise<void> => everything.setViewportSize({ width, height: 900 });

inBrowser("the gallery's page", () => {
  beforeAll(async () => {
    gallery = await galleryOf(samples, exampleStage);
    html = pageOf(gallery);
    browser = await chromium.launch({
      args: [...pictureArguments],
      ...(executablePath && { executablePath }),
    });
    everything = await openGallery(browser, html, { width: 1600 });
    await everything.getByText("that differ only in the service").click();
  }, 60_000);

  afterAll(() => browser.close());

  test("shows every message, each at its anchor, and requests nothing from any other address", async () => {
    const ids = await everything.locator("article").evaluateAll((all) => all.map(({ id }) => id));
    expect([...ids].sort()).toEqual(gallery.entries.map(({ id }) => id).sort());
    expect(await everything.locator("nav a").count()).toBe(gallery.entries.length);
    expect(await everything.locator(".unsupported").count()).toBe(0);
    expect(
      await everything.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)"),
    ).toEqual([]);
  });

  test("finds messages by kind, severity, state and words, and keeps the search in the address", async () => {
    const page = await searchFor("?group=Copy+jobs&severity=danger");
    const count = async (): Promise<number> => page.locator("article").count();
    const isCopyFailure = ({ group, severity }: Gallery["entries"][number]): boolean =>
      group === "Copy jobs" && severity === "danger";
    expect(await count()).toBe(gallery.entries.filter(isCopyFailure).length);
    await page.getByLabel("Find").fill("LIST tags");
    await page.getByText(`1 of ${gallery.entries.length} messages`).waitFor();
    expect(page.url()).toMatch(/\?find=LIST\+tags&group=Copy\+jobs&severity=danger$/);
    await page.getByLabel("State").selectOption("started");
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await count()).toBe(gallery.entries.length);
    await page.close();
  });

  test("can be used without a mouse, and every control says what it is", async () => {
    const page = await searchFor("?group=Copy+jobs&severity=danger");
    const reached: string[] = [];
    for (let presses = 0; presses < 7; presses += 1) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          const label =
            at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels?.[0] : at;
          return label?.querySelector("span")?.textContent || label?.textContent || "";
        }),
      );
    }
    expect(reached.slice(0, 5)).toEqual(["Find", "Kind", "Severity", "State", "light"]);
    expect(reached[5]).toBe("Contents");
    expect(reached[6]).toContain("Copy failed");
    await page.close();
  });

  test("fits a phone: no message overflows, nothing scrolls sideways", async () => {
    await resize(390);
    expect(await everything.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await everything.evaluate(stickingOut)).toEqual([]);
    await resize(1600);
  });

  test("is readable in light and in dark: every text has enough contrast", async () => {
    for (const colors of ["dark", "light"]) {
      await everything.getByLabel(colors, { exact: true }).check();
      expect(await everything.evaluate(hardToRead)).toEqual([]);
    }
  });

  test("shows problems first, in the contents as well", async () => {
    const groups = await everything
      .locator("section.group")
      .evaluateAll((all) => all.map((group) => [...group.querySelectorAll("article")].map(({ id }) => id)));
    const severityOf = (id: string) => gallery.entries.find((entry) => entry.id === id)?.severity ?? "";
    const ranks = groups.map((ids) =>
      ids.map((id) => ["danger", "warning", "good", "neutral"].indexOf(severityOf(id))),
    );
    for (const group of ranks) expect(group).toEqual([...group].sort());
    const anchors = await everything
      .locator("nav a")
      .evaluateAll((all) => all.map((one) => one.getAttribute("href")?.slice(1)));
    expect(anchors).toEqual(groups.flat());
  });

  test("shows wide and phone side by side at 1280 pixels", async () => {
    const page = await openGallery(browser, html, { width: 1280, query: "?find=orders-db&severity=danger" });
    const views = ["wide", "phone"] as const;
    const boxes = await Promise.all(
      views.map((view) => page.locator(`[data-picture="backup-failed-key-${view}-light"]`).boundingBox()),
    );
    const [wide, phone] = boxes.map((box) => box ?? { x: 0, y: 0, width: 0, height: 0 });
    expect(wide && phone && wide.x + wide.width < phone.x).toBe(true);
    expect([wide?.width, phone?.width]).toEqual([720, 390]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(1280);
    await page.close();
  });

  test("folds the services' equal messages, until a reader looks for one", async () => {
    // It loads three times: the other groups would take the browser seconds.
    const entries = gallery.entries.filter(({ group }) => ["Copy jobs", "Services"].includes(group));
    const page = await openGallery(browser, pageOf({ ...gallery, entries }), { width: 1280 });
    const services = page.locator("section.group", { has: page.getByRole("heading", { name: "Services" }) });
    const isShown = () => services.locator("article").first().isVisible();
    expect(await isShown()).toBe(false);
    await page.evaluate(() => {
      location.hash = "#service-neptune";
    });
    await page.locator("#service-neptune").waitFor({ state: "visible" });
    await page.reload();
    await page.locator("#service-neptune").waitFor({ state: "visible" });
    await page.goto(page.url().replace(/#.*/, "?group=Services"));
    await page.locator("#service-neptune").waitFor({ state: "visible" });
    await page.close();
  });

  test("shows a bot's thread under its message, and fits a phone with it", async () => {
    const ofBot = await galleryOf(samples, { ...exampleStage, way: "bot" });
    const query = "?group=Backup+jobs&severity=danger";
    const page = await openGallery(browser, pageOf(ofBot), { width: 390, query });
    const card = page.locator("article#backup-failed-key");
    expect(await card.getByText("In its thread, phone", { exact: false }).count()).toBe(1);
    expect(await card.getByText("Screen reader, in the thread").count()).toBe(1);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await page.evaluate(stickingOut)).toEqual([]);
    expect(await page.evaluate(hardToRead)).toEqual([]);
    await page.close();
  });

  describe("the documentation's pictures", () => {
    const fileOf = (name: string): Buffer =>
      readFileSync(join(__dirname, `../../../docs/images/${name}.png`));
    const again = "the message has changed: take the pictures again with `npm run preview -- --pictures`";
    let fresh: readonly TakenPicture[];
    let canvas: Page;

    beforeAll(async () => {
      fresh = (await takePictures(browser, gallery)).taken;
      canvas = await browser.newPage();
    }, 60_000);

    afterAll(() => canvas.close());

    test("show the words and colors that the messages have today", () => {
      const stale = fresh.filter(
        ({ picture, statement }) => textIn(fileOf(picture.name), statementKeyword) !== statement,
      );
      expect(stale.map(({ picture }) => `docs/images/${picture.name}.png: ${again}`)).toEqual([]);
    });

    test("look as the messages look today", async () => {
      const differences = await Promise.all(
        fresh.map(async ({ picture, png }) => ({
          name: picture.name,
          ...(await differenceOf(canvas, fileOf(picture.name), png)),
        })),
      );
      const stale = differences.filter(({ isAlike }) => !isAlike);
      expect(stale).toEqual([]);
    });

    test("would fail these tests if they showed another message or other colors", async () => {
      const of = (name: string): Buffer => fileOf(name);
      for (const [one, other] of [
        ["backup-failed", "backup-completed"],
        ["backup-failed", "copy-failed"],
        ["backup-failed-phone", "backup-expired"],
      ] as const) {
        expect(await differenceOf(canvas, of(one), of(other))).toMatchObject({ isAlike: false });
      }
    });

    test("are small", () => {
      const sizes = pictures.map(({ name }) => fileOf(name).length);
      expect(sizes.filter((bytes) => bytes > 200 * 1024)).toEqual([]);
      expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1024 * 1024);
    });
  });
});
