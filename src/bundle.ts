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
import { type BuildOptions, type BuildResult, buildSync, type Metafile } from "esbuild";

// aws4 is CommonJS and requires Node's modules with `require`, which ES modules lack. Any file may contain it.
const requireForCommonJs =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** A function's source, relative to the project. Each is bundled alone, into a folder named after its own. */
export type EntrySource = "handler/index.ts" | `handler/${string}/index.ts`;

const entry = "index.mjs";
const notifierSource: EntrySource = "handler/index.ts";
const inMemory = { metafile: true, write: false } as const;

/** `build/handler`, `build/watch`: side by side, as everything in a folder is deployed. */
const outdirOf = (entrySource: EntrySource): string => join("build", basename(dirname(entrySource)));

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

type Options = BuildOptions & Required<Pick<BuildOptions, "entryPoints" | "outdir">>;

const build = (projectDirectory: string, options: Options): BuildResult<typeof inMemory> =>
  buildSync({
    absWorkingDir: projectDirectory,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minify: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    outExtension: { ".js": ".mjs" },
    ...options,
    ...inMemory,
  });

/** What an entry imports only when needed: source files, relative to the project. */
const lateParts = (projectDirectory: string, entrySource: EntrySource): readonly string[] => {
  const { metafile } = build(projectDirectory, {
    entryPoints: [entrySource],
    outdir: outdirOf(entrySource),
    splitting: true,
  });
  return Object.values(metafile.outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .filter((source) => source !== entrySource);
};

/** A bundled source file. */
type File = { readonly source: string; readonly text: string };

/** The part that a file imports when needed, itself or through what it imports statically. */
const nestedPart = (
  { inputs }: Metafile,
  bundled: Iterable<string>,
  parts: readonly string[],
): string | undefined =>
  [...bundled]
    .flatMap((source) => inputs[source]?.imports ?? [])
    .find(({ kind, path }) => kind === "dynamic-import" && parts.includes(path))?.path;

/**
 * Bundles each part and its imports into one file. All parts at once take a quarter of the time that they take one by one.
 * @throws Error for a part that itself imports a part when needed: their names, which are hashes of their content,
 *   could depend on each other
 */
const bundleParts = (
  projectDirectory: string,
  entrySource: EntrySource,
  parts: readonly string[],
): readonly File[] => {
  const outdir = outdirOf(entrySource);
  const { metafile, outputFiles } = build(projectDirectory, { entryPoints: [...parts], outdir });
  return outputFiles.map(({ path, text }) => {
    const { entryPoint: source = path, inputs = {} } =
      metafile.outputs[relative(projectDirectory, path)] ?? {};
    const nested = nestedPart(metafile, Object.keys(inputs), parts);
    if (nested !== undefined) {
      throw new Error(
        `${source} imports ${nested} when needed; only ${entrySource} and what it imports statically can do that`,
      );
    }
    return { source, text };
  });
};

/** Bundles an entry and its imports into one file, except for its parts: their imports stay, relative to the output. */
const bundleStart = (
  projectDirectory: string,
  entrySource: EntrySource,
  parts: readonly string[],
): string => {
  const { outputFiles } = build(projectDirectory, {
    entryPoints: [entrySource],
    outdir: outdirOf(entrySource),
    external: parts.map((part) => join(projectDirectory, part)),
  });
  return outputFiles[0]?.text ?? "";
};

/** `advice-1A2B3C4D.mjs`: named after its content, so that a change gives another file. */
const nameOf = ({ source, text }: File): string => {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  return `${basename(source, extname(source))}-${hash}.mjs`;
};

/**
 * Bundles a function of a project, the notifier unless another is named, into a folder such as `build/handler`:
 * `index.mjs`, an ES module for Node 22 and newer, and one file for each part that it imports only when needed, named after
 * its content.
 * A part has its own copy of what it shares with the entry, so shared code must keep no state: shared files would have
 * to be loaded at the start, and each takes a millisecond. The same sources give the same bytes, so a second deploy
 * changes nothing.
 */
export const writeBundle = (projectDirectory: string, entrySource: EntrySource = notifierSource): Bundle => {
  const outdir = outdirOf(entrySource);
  const directory = join(projectDirectory, outdir);
  const parts = lateParts(projectDirectory, entrySource);
  const files = bundleParts(projectDirectory, entrySource, parts);
  const start = files.reduce(
    (text, file) =>
      text.replaceAll(`import("${relative(outdir, file.source)}")`, `import("./${nameOf(file)}")`),
    bundleStart(projectDirectory, entrySource, parts),
  );
  const contents = new Map(files.map((file) => [nameOf(file), Buffer.from(file.text)]));
  contents.set(entry, Buffer.from(start)); // The last to be written, after the files that it imports.
  replaceFolder(directory, contents);
  const wholeBytes = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
  return { directory, startBytes: Buffer.byteLength(start), wholeBytes };
};

/**
 * Bundles the notifier of a project.
 * @returns the directory to deploy
 */
export const bundleHandler = (projectDirectory: string): string => writeBundle(projectDirectory).directory;
