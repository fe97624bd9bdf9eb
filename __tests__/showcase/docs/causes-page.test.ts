import { readFileSync } from "node:fs";
import { join } from "node:path";
import { subjects } from "../../../handler/advise/causes";
import { causesPage } from "../../../showcase/docs/causes-page";

const page = causesPage();
const [catalog = ""] = page.split("## Categories");
const rows = catalog.split("\n").filter((line) => line.startsWith("| `"));

test("docs/causes.md matches the catalog; if not, run npm run docs", () => {
  expect(readFileSync(join(__dirname, "../../../docs/causes.md"), "utf8")).toBe(page);
});

test("every cause has a row of six cells", () => {
  const causes = subjects.flatMap((subject) => subject.causes);
  expect(rows).toHaveLength(causes.length);
  causes.forEach(({ example }, index) => {
    expect(rows[index]).toContain(`\`${example}\``);
    expect(rows[index]?.split(/(?<!\\)\|/)).toHaveLength(8);
  });
});
