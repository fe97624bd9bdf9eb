import { accessSync, constants } from "node:fs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Finds a Chromium or Chrome on this machine: `CHROMIUM_PATH` first, then the usual places.
 * Undefined where there is none; also where `CHROMIUM_PATH` names no executable, so that a wrong path shows.
 */
export const findChromium = (chromiumPath = process.env["CHROMIUM_PATH"]): string | undefined =>
  (chromiumPath ? [chromiumPath] : usualPlaces).find(isExecutable);

/** Flags for a browser that is alone with its page: no sandbox (containers), no calls home, no first-run pages. */
export const chromiumFlags: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
];
