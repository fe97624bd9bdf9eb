import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApplication = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** Flags with which Chromium makes no requests to the internet, and runs in a container. */
export const chromiumArguments: readonly string[] = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Chromium or Chrome: CHROMIUM_PATH, otherwise the first one in PATH; `undefined` where there is none. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [env["CHROMIUM_PATH"] ?? "", ...candidates, macApplication].find(
    (file) => file !== "" && existsSync(file),
  );
};
