import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildSync, type Metafile } from "esbuild";

// aws4 is CommonJS and asks for Node's modules by `require`, which an ES module does not have. Any file may hold it.
const requireForCommonJs =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

const entry = "index.mjs";

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

/** Makes the files of a folder these and no others. The entry comes last: whatever it names is there before it. */
const replaceFolder = (directory: string, contents: ReadonlyMap<string, Uint8Array>): void => {
  const entryLast = [...contents].sort(([one], [other]) => Number(one === entry) - Number(other === entry));
  for (const [name, content] of entryLast) replaceFile(join(directory, name), content);
  for (const name of readdirSync(directory)) {
    if (!contents.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
};

/** The files that Node reads before the handler's first event: the entry and all that it imports at once. */
const startFilesOf = (outputs: Metafile["outputs"]): ReadonlySet<string> => {
  const found = new Set<string>();
  const follow = (path: string): void => {
    if (found.has(basename(path)) || outputs[path] === undefined) return;
    found.add(basename(path));
    for (const { kind, path: next } of outputs[path].imports) if (kind === "import-statement") follow(next);
  };
  for (const path of Object.keys(outputs)) if (basename(path) === entry) follow(path);
  return found;
};

/** A bundle on disk. */
export type Bundle = {
  /** The folder to deploy. */
  readonly directory: string;
  /** What Node reads before the first event. */
  readonly startBytes: number;
  /** The same with everything that is read only when it is needed. */
  readonly wholeBytes: number;
};

/**
 * Bundles `handler/index.ts` of a project into the folder `build/handler`: `index.mjs`, an ES module for Node 22 and
 * newer, and beside it a file for each part that the handler imports only when needed, named after its content.
 * The same sources give the same bytes, so a second deploy changes nothing.
 */
export const writeBundle = (projectDirectory: string): Bundle => {
  const directory = join(projectDirectory, "build", "handler");
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: ["handler/index.ts"],
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minify: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    outdir: "build/handler",
    outExtension: { ".js": ".mjs" },
    metafile: true,
    write: false,
  });
  const contents = new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
  replaceFolder(directory, contents);
  const startFiles = startFilesOf(metafile.outputs);
  const bytesOf = (wanted: (name: string) => boolean): number =>
    [...contents].reduce((sum, [name, { length }]) => (wanted(name) ? sum + length : sum), 0);
  return {
    directory,
    startBytes: bytesOf((name) => startFiles.has(name)),
    wholeBytes: bytesOf(() => true),
  };
};

/**
 * Bundles the handler of a project.
 * @returns the directory to deploy
 */
export const bundleHandler = (projectDirectory: string): string => writeBundle(projectDirectory).directory;
