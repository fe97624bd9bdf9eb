import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePage, dataElement } from "../../local/slack/page/bundle";
import type { Gallery } from "./gallery";

const folder = join(__dirname, "page");
const messageStyle = join(__dirname, "../../local/slack/page/message.css");

/**
 * The gallery as one self-contained HTML file: it can be served, opened from disk or shared. It can run only its own
 * script and cannot load anything, whatever a message contains.
 */
export const pageOf = (gallery: Gallery): string => {
  const script = Buffer.from(bundlePage(join(folder, "app.tsx")))
    .toString("utf8")
    .replaceAll("</script", "<\\/script");
  const hash = createHash("sha256").update(script).digest("base64");
  const style = [messageStyle, join(folder, "gallery.css"), join(folder, "card.css")]
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
${dataElement("gallery", gallery)}
<script type="module">${script}</script>
</body>
</html>
`;
};
