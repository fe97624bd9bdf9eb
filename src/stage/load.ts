import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { closest } from "./closest";
import { problemsOf, StageError } from "./problem";
import { type StageSettings, stageSchema } from "./schema";

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

const unknownStage = (name: string, names: readonly string[]): StageError => {
  const hint = closest(name, names);
  const known = names.length > 0 ? `the stages are ${names.join(", ")}` : "there are no stage files";
  return new StageError([`stage "${name}" does not exist; ${known}${hint ? `; did you mean ${hint}?` : ""}`]);
};

const readStage = (file: string, shownAs: string): unknown => {
  try {
    // Only STAGE determines which module to load, so it cannot be a static import.
    const module: { default?: unknown } = require(file);
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new StageError([`${shownAs}: cannot be loaded: ${reason}`]);
  }
};

/**
 * Loads and checks `<directory>/<name>.ts`.
 * @throws StageError with every problem of the stage, or with the existing stages if there is none with that name.
 */
export const loadStage = (name: string, directory: string): NamedStage => {
  const names = stageNames(directory);
  if (!names.includes(name)) throw unknownStage(name, names);
  const shownAs = `stages/${name}.ts`;
  if (!namePattern.test(name)) {
    throw new StageError([
      `${shownAs}: expected a file name of 1 to 16 lowercase letters, digits and -, because resources are named after it`,
    ]);
  }
  if (takenEnd.test(name)) {
    throw new StageError([
      `${shownAs}: expected a file name that does not end in ${takenEnd.exec(name)?.[0]}, because stage "${name.replace(takenEnd, "")}" names resources like this; rename the file`,
    ]);
  }
  const stage = readStage(join(directory, `${name}.ts`), shownAs);
  const result = stageSchema.safeParse(stage);
  if (!result.success) throw new StageError(problemsOf(result.error).map((line) => `${shownAs}: ${line}`));
  return { ...result.data, name };
};

/**
 * Loads the stages that `STAGE` names: one, several separated by commas, or `all`.
 * @throws StageError with the problems of all stages
 */
export const loadStages = (selection: string, directory: string): readonly NamedStage[] => {
  const words = selection.split(",").map((word) => word.trim());
  const names =
    selection === "all" ? stageNames(directory) : [...new Set(words.filter((word) => word !== ""))];
  const problems: string[] = [];
  const stages = names.flatMap((name) => {
    try {
      return [loadStage(name, directory)];
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
