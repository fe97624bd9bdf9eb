import { createHash } from "node:crypto";
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
import { basename, dirname, extname, join, relative } from "node:path";
import { type BuildOptions, type BuildResult, buildSync } from "esbuild";

// aws4 is CommonJS and requires Node's modules with `require`, which ES modules lack. Any file may contain it.
const requireForCommonJs =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

const entry = "index.mjs";
const entrySource = "handler/index.ts";
const outdir = "build/handler";
const inMemory = { metafile: true, write: false } as const;

/** Replaces a file atomically, and only if it changed: another process may be zipping it. */
const replaceFile = (file: string, content: Uint8Array): void => {
  if (existsSync(file) && readFileSync(file).equals(content)) return;
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  // Next to the folder, not in it: everything in the folder is deployed.
  const draft = `${folder}.${process.pid}.draft`;
  writeFileSync(draft, content);
  chmodSync(draft, 0o644);
  renameSync(draft, file);
};

/** Makes these the only files of a folder, and writes them in this order. */
const replaceFolder = (directory: string, contents: ReadonlyMap<string, Uint8Array>): void => {
  for (const [name, content] of contents) replaceFile(join(directory, name), content);
  for (const name of readdirSync(directory)) {
    if (!contents.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
};

/** A bundle on disk. */
export type Bundle = {
  /** The folder to deploy. */
  readonly directory: string;
  /** Bytes that Node loads before the first event. */
  readonly startBytes: number;
  /** The same plus everything that is loaded only when needed. */
  readonly wholeBytes: number;
};

const build = (projectDirectory: string, options: BuildOptions): BuildResult<typeof inMemory> =>
  buildSync({
    absWorkingDir: projectDirectory,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minify: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    outdir,
    outExtension: { ".js": ".mjs" },
    ...options,
    ...inMemory,
  });

/** What the handler imports only when needed: source files, relative to the project. */
const lateParts = (projectDirectory: string): readonly string[] => {
  const { metafile } = build(projectDirectory, { entryPoints: [entrySource], splitting: true });
  return Object.values(metafile.outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .filter((source) => source !== entrySource);
};

type File = { readonly source: string; readonly text: string };

/**
 * Bundles a source file and its imports into one file, except for what is imported only when needed.
 * @throws Error for a part that itself imports a part when needed: their names, which are hashes of their content,
 *   could depend on each other
 */
const bundleOf = (projectDirectory: string, source: string, parts: readonly string[]): File => {
  const external = parts.filter((part) => part !== source).map((part) => join(projectDirectory, part));
  const { outputFiles } = build(projectDirectory, { entryPoints: [source], external });
  const [{ text } = { text: "" }] = outputFiles;
  const nested = external.find((part) => text.includes(relative(join(projectDirectory, outdir), part)));
  if (source !== entrySource && nested !== undefined) {
    throw new Error(
      `${source} imports ${relative(projectDirectory, nested)} when needed; only ${entrySource} and what it imports statically can do that`,
    );
  }
  return { source, text };
};

/** `advice-1A2B3C4D.mjs`: named after its content, so that a change gives another file. */
const nameOf = ({ source, text }: File): string => {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  return `${basename(source, extname(source))}-${hash}.mjs`;
};

/**
 * Bundles `handler/index.ts` of a project into the folder `build/handler`: `index.mjs`, an ES module for Node 22 and
 * newer, and one file for each part that the handler imports only when needed, named after its content.
 * A part has its own copy of what it shares with the entry, so shared code must keep no state: shared files would have
 * to be loaded at the start, and each takes a millisecond. The same sources give the same bytes, so a second deploy
 * changes nothing.
 */
export const writeBundle = (projectDirectory: string): Bundle => {
  const directory = join(projectDirectory, outdir);
  const parts = lateParts(projectDirectory);
  const files = parts.map((part) => bundleOf(projectDirectory, part, parts));
  const start = files.reduce(
    (text, file) =>
      text.replaceAll(`import("${relative(outdir, file.source)}")`, `import("./${nameOf(file)}")`),
    bundleOf(projectDirectory, entrySource, parts).text,
  );
  const contents = new Map(files.map((file) => [nameOf(file), Buffer.from(file.text)]));
  contents.set(entry, Buffer.from(start)); // The last to be written, after the files that it imports.
  replaceFolder(directory, contents);
  const wholeBytes = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
  return { directory, startBytes: Buffer.byteLength(start), wholeBytes };
};

/**
 * Bundles the handler of a project.
 * @returns the directory to deploy
 */
export const bundleHandler = (projectDirectory: string): string => writeBundle(projectDirectory).directory;
