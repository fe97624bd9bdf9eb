import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHandler, writeBundle } from "../../src/bundle";

const projects: string[] = [];

const write = (folder: string, file: string, text: string): void =>
  writeFileSync(join(folder, "handler", file), text);

/** A part that is rarely needed and prints when it is loaded. It shares one CommonJS module and has another of its own. */
const rarePart = (word: string): string =>
  `import { hash } from "./sign.cjs";\nimport { name } from "./system.cjs";\nconsole.log("rare part loaded");\nexport const rare = () => [${JSON.stringify(word)}, typeof name(), hash("x").length].join(" ");`;

/** A project whose handler needs a CommonJS module that requires one of Node's, as aws4 does. */
const project = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  projects.push(folder);
  mkdirSync(join(folder, "handler"));
  write(
    folder,
    "sign.cjs",
    'const { createHash } = require("crypto"); exports.hash = (text) => createHash("sha256").update(text).digest("hex");',
  );
  write(folder, "system.cjs", 'const os = require("os"); exports.name = () => os.hostname();');
  write(folder, "rare.ts", rarePart("first"));
  write(
    folder,
    "index.ts",
    'import { hash } from "./sign.cjs";\nawait Promise.resolve();\n/** Comment. @license X */\nexport const handler = async (event: { readonly text: string }) =>\n  event.text === "rare" ? (await import("./rare")).rare() : hash(event.text);',
  );
  return folder;
};

const entryOf = (folder: string): string => join(bundleHandler(folder), "index.mjs");

/** What a bare Node process prints that calls the bundle once for each text. */
const outputOf = (entry: string, ...texts: readonly string[]): readonly string[] => {
  const script = `
    const { handler } = await import(${JSON.stringify(entry)});
    for (const text of ${JSON.stringify(texts)}) console.log(await handler({ text }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output.trim().split("\n");
};

const hashOfX = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

const namesIn = (folder: string): readonly string[] => readdirSync(join(folder, "build", "handler")).sort();

const filesOf = (folder: string): ReadonlyMap<string, string> => {
  const directory = bundleHandler(folder);
  return new Map(namesIn(folder).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
};

/** The file that holds a word. */
const fileWith = (folder: string, word: string): string => {
  const [found, ...others] = [...filesOf(folder)].filter(([, text]) => text.includes(word));
  if (found === undefined || others.length > 0) throw new Error(`not one file holds ${word}`);
  return join(folder, "build", "handler", found[0]);
};

afterAll(() => {
  for (const folder of projects) rmSync(folder, { recursive: true, force: true });
});

test("the bundle runs in a bare Node process, CommonJS and top-level await included", () => {
  expect(outputOf(entryOf(project()), "x")).toEqual([hashOfX]);
});

test("what is imported when needed is loaded then and not before, CommonJS included", () => {
  expect(outputOf(entryOf(project()), "x", "rare", "rare")).toEqual([
    hashOfX,
    "rare part loaded",
    "first string 64",
    "first string 64",
  ]);
});

test("the start works without the files of what is not needed yet", () => {
  const folder = project();
  const entry = entryOf(folder);
  unlinkSync(fileWith(folder, "rare part loaded"));
  expect(outputOf(entry, "x")).toEqual([hashOfX]);
  expect(() => outputOf(entry, "rare")).toThrow();
});

test("sizes distinguish the start from the whole", () => {
  const folder = project();
  const { startBytes, wholeBytes } = writeBundle(folder);
  const sizes = [...filesOf(folder).values()].map((text) => Buffer.byteLength(text));
  expect(wholeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect(wholeBytes - startBytes).toBe(statSync(fileWith(folder, "rare part loaded")).size);
});

test("a part that imports another part only when needed is refused by name", () => {
  const folder = project();
  write(folder, "rarer.ts", "export const rarer = 1;");
  write(folder, "rare.ts", 'export const rare = async () => (await import("./rarer")).rarer;');
  expect(() => bundleHandler(folder)).toThrow(
    "handler/rare.ts imports handler/rarer.ts when needed; only handler/index.ts and what it imports statically can do that",
  );
});

test("the start is one file, whatever its parts share with it", () => {
  const folder = project();
  write(
    folder,
    "other.ts",
    rarePart("other").replace("rare part", "other part").replace("const rare", "const other"),
  );
  write(
    folder,
    "index.ts",
    'import { hash } from "./sign.cjs";\nexport const handler = async ({ text }: { readonly text: string }) =>\n  text === "rare" ? (await import("./rare")).rare() : text === "other" ? (await import("./other")).other() : hash(text);',
  );
  expect([...filesOf(folder).keys()].filter((name) => !/^(?:index|rare-|other-)/.test(name))).toEqual([]);
  expect(outputOf(entryOf(folder), "x", "other").slice(0, 2)).toEqual([hashOfX, "other part loaded"]);
});

test("the same sources give the same files, wherever they lie", () => {
  const [one, other] = [filesOf(project()), filesOf(project())];
  expect(one.size).toBeGreaterThan(1);
  expect(other).toEqual(one);
  expect([...one.values()].join()).not.toContain(tmpdir());
});

test("the bundle stands alone in its folder, readable by all, without comments and source map", () => {
  const folder = project();
  const entry = entryOf(folder);
  writeFileSync(join(entry, "..", "notes.txt"), "left by someone");
  mkdirSync(join(entry, "..", "rest"));
  const files = filesOf(folder);
  expect(files.has("index.mjs")).toBe(true);
  for (const [name, text] of files) {
    expect(name).toMatch(/^(index|[a-z]+-[A-Z0-9]{8})\.mjs$/);
    expect(statSync(join(entry, "..", name)).mode & 0o777).toBe(0o644);
    expect(text).not.toMatch(/license|sourceMappingURL/);
  }
});

test("a changed part gets another name, and its old file is removed", () => {
  const folder = project();
  const before = [...filesOf(folder).keys()];
  write(folder, "rare.ts", rarePart("second"));
  const after = [...filesOf(folder).keys()];
  expect(after).toHaveLength(before.length);
  expect(after).not.toEqual(before);
  expect(outputOf(entryOf(folder), "rare")).toEqual(["rare part loaded", "second string 64"]);
});

test("an unchanged bundle is not written again: someone may be zipping it", () => {
  const folder = project();
  const stats = () =>
    [...filesOf(folder).keys()].map((name) => {
      const { ino, mtimeMs } = statSync(join(folder, "build", "handler", name));
      return [name, ino, mtimeMs];
    });
  const before = stats();
  expect(stats()).toEqual(before);
});

describe("a further function", () => {
  const withWatch = (): string => {
    const folder = project();
    mkdirSync(join(folder, "handler", "watch"));
    write(folder, "watch/late.ts", 'export const late = "late part";');
    write(
      folder,
      "watch/index.ts",
      'import { hash } from "../sign.cjs";\nexport const handler = async ({ text }: { readonly text: string }) =>\n  text === "late" ? (await import("./late")).late : "watched " + hash(text).length;',
    );
    return folder;
  };

  test("has a folder next to the notifier's, with its own entry and late parts", () => {
    const folder = withWatch();
    const { directory } = writeBundle(folder, "handler/watch/index.ts");
    expect(directory).toBe(join(folder, "build", "watch"));
    expect(outputOf(join(directory, "index.mjs"), "x", "late")).toEqual(["watched 64", "late part"]);
  });

  test("leaves the notifier's bundle as it is, and is left by it", () => {
    const folder = withWatch();
    const before = filesOf(folder);
    const { directory } = writeBundle(folder, "handler/watch/index.ts");
    const watch = readdirSync(directory);
    expect(filesOf(folder)).toEqual(before);
    expect(readdirSync(directory)).toEqual(watch);
  });
});
