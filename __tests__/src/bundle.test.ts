import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHandler } from "../../src/bundle";

const projects: string[] = [];

/** A project whose handler needs a CommonJS module that requires one of Node's, as aws4 does. */
const project = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  projects.push(folder);
  mkdirSync(join(folder, "handler"));
  const write = (file: string, text: string) => writeFileSync(join(folder, "handler", file), text);
  write(
    "sign.cjs",
    'const { createHash } = require("crypto"); exports.hash = (text) => createHash("sha256").update(text).digest("hex");',
  );
  write(
    "index.ts",
    'import { hash } from "./sign.cjs";\nawait Promise.resolve();\n/** Comment. @license X */\nexport const handler = async (event: { readonly text: string }) => hash(event.text);',
  );
  return folder;
};

const bundleOf = (folder: string): string => join(bundleHandler(folder), "index.mjs");

afterAll(() => {
  for (const folder of projects) rmSync(folder, { recursive: true, force: true });
});

test("the bundle runs in a bare Node process, CommonJS and top-level await included", () => {
  const file = bundleOf(project());
  const script = `import(${JSON.stringify(file)}).then(({ handler }) => handler({ text: "x" })).then(console.log)`;
  const output = execFileSync(process.execPath, ["-e", script], { encoding: "utf8", env: {} });
  expect(output.trim()).toBe("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
});

test("the same sources give the same bytes, wherever they lie", () => {
  const [one, other] = [readFileSync(bundleOf(project())), readFileSync(bundleOf(project()))];
  expect(one.equals(other)).toBe(true);
  expect(one.toString()).not.toContain(tmpdir());
});

test("the bundle stands alone in its folder, readable by all, without comments and source map", () => {
  const file = bundleOf(project());
  expect(readdirSync(join(file, ".."))).toEqual(["index.mjs"]);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readFileSync(file, "utf8")).not.toMatch(/license|sourceMappingURL/);
});

test("an unchanged bundle is not written again: someone may be zipping it", () => {
  const folder = project();
  const before = statSync(bundleOf(folder));
  const after = statSync(bundleOf(folder));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
});
