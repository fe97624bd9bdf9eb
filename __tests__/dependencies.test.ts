import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";

const project = join(__dirname, "..");
const read = (file: string): string => readFileSync(join(project, file), "utf8");

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(project, join(entry.parentPath, entry.name)));

/** Where someone reads, or a program runs, how to install the dependencies. */
const files = [
  ...["README.md", "CONTRIBUTING.md", "package.json"],
  ...[".ci", ".github", "docs", "e2e", "scripts", "showcase", "verify"].flatMap(filesIn),
].filter((file) => !file.endsWith(".png"));

test("dependencies are installed without their scripts, wherever that is written", () => {
  const installs = files.flatMap((file) =>
    [...read(file).matchAll(/\bnpm (?:ci|install|i)\b[^`\n]*/g)].map(([command]) => ({ file, command })),
  );
  expect(installs.length).toBeGreaterThan(3);
  expect(installs.filter(({ command }) => !command.includes("--ignore-scripts"))).toEqual([]);
  expect(read("scripts/ensure-dependencies.mjs")).toContain('npm("ci", "--ignore-scripts"');
});

test("this project's own scripts still run: npm's configuration does not switch them off", () => {
  expect(read(".npmrc")).not.toContain("ignore-scripts");
});

test("every package with an install script is known, and the one that needs it is rebuilt where cdktf runs", () => {
  const lock = z
    .object({ packages: z.record(z.string(), z.looseObject({ hasInstallScript: z.boolean().optional() })) })
    .parse(JSON.parse(read("package-lock.json")));
  const names = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  const security = read("docs/security.md");
  for (const name of names) expect(security).toContain(`\`${name}\``);
  const rebuild = "npm rebuild @cdktf/node-pty-prebuilt-multiarch";
  for (const file of ["README.md", "docs/security.md", ".github/workflows/ci.yml"]) {
    expect(read(file)).toContain(rebuild);
  }
});
