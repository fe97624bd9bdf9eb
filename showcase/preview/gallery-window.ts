import type { Browser, Page } from "playwright-core";

/** An address that does not exist: the browser gets the page from this program, and nothing else. */
const address = "http://preview.invalid/";

/** The morning after the samples' night, so that their dates read the same every day. */
const morning = new Date("2026-08-22T06:00:00Z");

export type WindowOptions = {
  readonly width: number;
  /** Default: 900. */
  readonly height?: number;
  /** 2 for sharp pictures. */
  readonly scale?: number;
  /** The query of the page's address, such as `?severity=danger`. */
  readonly query?: string;
};

/** Opens the gallery in a browser with a fixed clock and time zone. */
export const openGallery = async (browser: Browser, html: string, options: WindowOptions): Promise<Page> => {
  const { width, height = 900, scale = 1, query = "" } = options;
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    timezoneId: "Etc/UTC",
    locale: "en-US",
  });
  await page.clock.setFixedTime(morning);
  await page.route("**/*", (route) =>
    route.request().url().startsWith(address)
      ? route.fulfill({ contentType: "text/html; charset=utf-8", body: html })
      : route.abort(),
  );
  await page.goto(`${address}${query}`);
  await page.getByRole("status").waitFor();
  return page;
};
