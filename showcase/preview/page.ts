import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePage } from "../../local/slack/page/bundle";
import type { Gallery } from "./gallery";

const folder = join(__dirname, "page");
const messageStyle = join(__dirname, "../../local/slack/page/message.css");

/** JSON inside HTML: no text of a message can end its element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/**
 * The gallery as one HTML file that needs nothing else: it can be served, opened from the disk or sent on. It may
 * run its own script alone and load nothing from anywhere, whatever a message holds.
 */
export const pageOf = (gallery: Gallery): string => {
  const script = Buffer.from(bundlePage(join(folder, "app.tsx")))
    .toString("utf8")
    .replaceAll("</script", "<\\/script");
  const hash = createHash("sha256").update(script).digest("base64");
  const style = [messageStyle, join(folder, "gallery.css")]
    .map((file) => readFileSync(file, "utf8"))
    .join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Messages of stage ${gallery.stage}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="gallery">${embedded(gallery)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
};
