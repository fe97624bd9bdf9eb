import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { causesPage } from "./causes-page";
import { messagesPage } from "./messages-page";

/** Writes the pages that are generated from the code. */
export const writePages = async ({ projectDir, terminal }: Context): Promise<void> => {
  const pages = { "causes.md": causesPage(), "messages.md": await messagesPage() };
  for (const [name, text] of Object.entries(pages)) {
    writeFileSync(join(projectDir, "docs", name), text);
    terminal.say(`docs/${name} is up to date`);
  }
};
