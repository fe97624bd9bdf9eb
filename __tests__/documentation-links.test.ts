import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const project = join(__dirname, "..");

const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: project, encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((page) => existsSync(join(project, page)));

/** A heading's anchor on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

const withoutCode = (text: string): string => text.replace(/^```.*?^```/gms, "");

const anchorsIn = (file: string): readonly string[] =>
  [...withoutCode(readFileSync(file, "utf8")).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading),
  );

/** Links within the repository that lead nowhere. */
const deadLinksOf = (page: string): readonly string[] => {
  const links = withoutCode(readFileSync(join(project, page), "utf8")).matchAll(
    /\]\((?![a-z]+:)([^)\s]+)\)/g,
  );
  return [...links].flatMap(([, link = ""]) => {
    const [path = "", anchor] = link.split("#");
    const file = path === "" ? join(project, page) : join(project, dirname(page), path);
    if (!existsSync(file)) return [`${link}: there is no ${relative(project, file)}`];
    if (anchor === undefined || !file.endsWith(".md") || anchorsIn(file).includes(anchor)) return [];
    return [`${link}: no heading has that anchor`];
  });
};

test.each(pages)("each link in %s leads to a file and to a heading of it", (page) => {
  expect(deadLinksOf(page)).toEqual([]);
});
