/** `npm run docs`: writes the pages that are generated from the code. A test fails where one is out of date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { causesPage } from "./docs/causes-page";
import { messagesPage } from "./docs/messages-page";

const write = (name: string, text: string): void => {
  writeFileSync(join(__dirname, "..", "docs", name), text);
  console.log(`docs/${name} is up to date`);
};

const main = async (): Promise<void> => {
  write("causes.md", causesPage());
  write("messages.md", await messagesPage());
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
