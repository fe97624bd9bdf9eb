import { parseArn } from "../../handler/model/arn";
import type { TestSettings } from "../../handler/restore-test/settings";
import { restoreTestPlanNameOf } from "../outputs";
import type { NamedStage } from "./load";
import { shown } from "./problem";
import type { RestoreTestSettings } from "./restore-test";

/** What the function that checks restores must know of a stage's tests. */
export const testSettingsOf = (
  stage: string,
  tests: readonly RestoreTestSettings[],
): readonly TestSettings[] =>
  tests.map(({ name, validate, keepHours = 0, withinMinutes }) => ({
    name,
    planName: restoreTestPlanNameOf(stage, name),
    validate: validate === false ? "no-one" : validate,
    keepHours,
    ...(withinMinutes !== undefined && { withinMinutes }),
  }));

/**
 * Lambda's environment holds 4 KB in all, some of it for other variables. (AWS Lambda Developer Guide, Lambda quotas)
 * Whether a quote counts as one byte or as its JSON escape is not documented; with this limit it does not matter.
 */
const maxBytes = 3000;

const sizeProblemsOf = (settings: readonly TestSettings[]): readonly string[] => {
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  const bytes = bytesOf(settings);
  if (bytes <= maxBytes) return [];
  const ofFunctions = settings.filter(({ validate }) => typeof validate === "object");
  const functionBytes = ofFunctions.reduce((sum, { validate }) => sum + bytesOf(validate), 0);
  return [
    `restoreTests: take ${bytes} bytes as JSON, but the environment of the function that checks them has room for ${maxBytes}: ${functionBytes} for the functions of ${ofFunctions.length} tests, ${bytes - functionBytes} for the rest of ${settings.length} tests; give a test more resource types instead of writing another, or divide the tests among several stages`,
  ];
};

/** Lambda is asked in the stage's Region. */
const regionProblemsOf = (tests: readonly RestoreTestSettings[], region: string): readonly string[] =>
  tests.flatMap(({ validate }, index) => {
    if (typeof validate !== "object" || parseArn(validate.functionArn)?.region === region) return [];
    return [
      `restoreTests[${index}].validate.functionArn: expected a function in ${region}, the stage's Region, got ${shown(validate.functionArn)}; deploy the function there`,
    ];
  });

/** What is wrong with a stage's restore tests where it is deployed, one line each, without the file's name. */
export const restoreTestProblemsOf = (
  { name, restoreTests = [] }: Pick<NamedStage, "name" | "restoreTests">,
  region: string,
): readonly string[] => [
  ...sizeProblemsOf(testSettingsOf(name, restoreTests)),
  ...regionProblemsOf(restoreTests, region),
];
