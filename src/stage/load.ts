import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { closest } from "./closest";
import { StageError } from "./problem";
import { checkStage, type StageSettings } from "./schema";

/** A stage that is ready to be built: its name and its checked settings. */
export type NamedStage = StageSettings & { readonly name: string };

// At most 16 characters: with prefix and Region, names of IAM roles stay within 64.
const namePattern = /^[a-z][a-z0-9-]{0,15}$/;

/**
 * Names of topics and alarms begin alike and end in different ways, some in two: stage `x-alarms` would take the alarm
 * topic of stage `x`, and SNS gives it the existing topic without a word. (Amazon SNS API reference, CreateTopic)
 */
const takenEnd = /-(?:alarms|topic)$/;

/** Names of the stages in a directory: one file per stage. */
export const stageNames = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
        .map((file) => file.slice(0, -3))
        .sort()
    : [];

const unknownStage = (name: string, names: readonly string[], directory: string): StageError => {
  const hint = closest(name, names);
  const folder = basename(directory);
  const known = !existsSync(directory)
    ? `there is no folder ${folder}, which STAGES_DIR may name`
    : names.length > 0
      ? `the stages are ${names.join(", ")}`
      : `there are no stage files in ${folder}/`;
  return new StageError([`stage "${name}" does not exist; ${known}${hint ? `; did you mean ${hint}?` : ""}`]);
};

/** The first line of an error that says where, or what: of a syntax error, a bundler's first line counts errors only. */
const reasonOf = (error: unknown, file: string): string => {
  const [first = "", ...rest] = (error instanceof Error ? error.message : String(error)).split("\n");
  const line = /^Transform failed\b/.test(first) ? rest.find((text) => text.trim() !== "") : first;
  return (line ?? first).replaceAll(`${file}:`, "line ");
};

const readStage = (file: string, shownAs: string): unknown => {
  try {
    // Only STAGE determines which module to load, so it cannot be a static import.
    const module: { default?: unknown } = require(file);
    if (module.default !== undefined) return module.default;
  } catch (error) {
    throw new StageError([`${shownAs}: cannot be loaded: ${reasonOf(error, file)}`]);
  }
  throw new StageError([
    `${shownAs}: has no default export; write \`export default defineStage({ existingVaults: ["Default"] });\``,
  ]);
};

/** How a stage file is named in problems: `stages/dev.ts`. */
const shownFile = (name: string, directory: string): string => `${basename(directory)}/${name}.ts`;

const nameProblemsOf = (name: string): readonly string[] => {
  if (!namePattern.test(name)) {
    return [
      "expected a file name of 1 to 16 lowercase letters, digits and -, because resources are named after it",
    ];
  }
  return takenEnd.test(name)
    ? [
        `expected a file name that does not end in ${takenEnd.exec(name)?.[0]}, because stage "${name.replace(takenEnd, "")}" names resources like this; rename the file`,
      ]
    : [];
};

/** The fields of a stage file as they are written. */
export type Unchecked = Readonly<Record<string, unknown>>;

/**
 * What else is wrong with a stage, one line each, without its file's name.
 * @param stage its valid fields
 * @param given the whole file, unchecked
 */
type FurtherCheck = (stage: NamedStage, given: Unchecked) => readonly string[];

/** The field that a problem is about. */
const fieldOf = (problem: string): string => problem.slice(0, problem.indexOf(": "));

/**
 * Loads and checks `<directory>/<name>.ts`.
 * @throws StageError with every problem of the stage, or with the existing stages if there is none with that name.
 */
export const loadStage = (
  name: string,
  directory: string,
  furtherProblems: FurtherCheck = () => [],
): NamedStage => {
  const names = stageNames(directory);
  if (!names.includes(name)) throw unknownStage(name, names, directory);
  const shownAs = shownFile(name, directory);
  const given = readStage(join(directory, `${name}.ts`), shownAs);
  const { settings, problems } = checkStage(given);
  const stage = { ...settings, name };
  const known = problems.map(fieldOf);
  const all = [
    ...nameProblemsOf(name),
    ...problems,
    // Whatever is missing because its field has a problem is no second one.
    ...furtherProblems(stage, Object(given)).filter((problem) => !known.includes(fieldOf(problem))),
  ];
  if (all.length > 0) throw new StageError(all.map((line) => `${shownAs}: ${line}`));
  return stage;
};

/** The stages of a directory that can be loaded: what is wrong with another file is no matter here. */
export const loadableStages = (directory: string): readonly NamedStage[] =>
  stageNames(directory).flatMap((name) => {
    try {
      return [loadStage(name, directory)];
    } catch {
      return [];
    }
  });

/** The names that `STAGE` holds: one, several separated by commas, or `all`. */
const namesIn = (selection: string, directory: string): readonly string[] => {
  if (selection === "all") return stageNames(directory);
  const words = selection.split(",").map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
};

/**
 * Loads the stages that `STAGE` names: one, several separated by commas, or `all`.
 * @throws StageError with the problems of all stages
 */
export const loadStages = (
  selection: string,
  directory: string,
  furtherProblems?: FurtherCheck,
): readonly NamedStage[] => {
  const names = namesIn(selection, directory);
  const problems: string[] = [];
  const stages = names.flatMap((name) => {
    try {
      return [loadStage(name, directory, furtherProblems)];
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (names.length === 0) problems.push(`STAGE="${selection}" names no stage; example: STAGE=dev`);
  if (problems.length > 0) throw new StageError(problems);
  return stages;
};
