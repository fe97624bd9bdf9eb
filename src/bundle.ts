import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

// aws4 is CommonJS and asks for Node's modules by `require`, which an ES module does not have.
const requireForCommonJs =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Replaces a file in one step, and only if it changed: another process may be zipping it. */
const replaceFile = (file: string, content: Uint8Array): void => {
  if (existsSync(file) && readFileSync(file).equals(content)) return;
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  // Beside the folder, not in it: whatever lies in the folder is deployed.
  const draft = `${folder}.${process.pid}.draft`;
  writeFileSync(draft, content);
  chmodSync(draft, 0o644);
  renameSync(draft, file);
};

/**
 * Bundles `handler/index.ts` of a project into `build/handler/index.mjs`, one ES module for Node 22 and newer.
 * The same sources give the same bytes, so a second deploy changes nothing.
 * @returns the directory to deploy
 */
export const bundleHandler = (projectDirectory: string): string => {
  const directory = join(projectDirectory, "build", "handler");
  const { outputFiles } = buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: ["handler/index.ts"],
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minify: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    outfile: "build/handler/index.mjs",
    write: false,
  });
  for (const { contents } of outputFiles) replaceFile(join(directory, "index.mjs"), contents);
  return directory;
};
