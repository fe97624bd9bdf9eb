import { countOf, fieldsOf, textOf } from "../model/fields";

/** A restore test of the stage, as its validator needs it. */
export type TestSettings = {
  /** The stage's name for it. */
  readonly name: string;
  /** AWS's name for its plan. */
  readonly planName: string;
  readonly validate: "built-in" | "no-one" | { readonly functionArn: string };
  /** How long AWS keeps what was restored for its check. */
  readonly keepHours: number;
  readonly withinMinutes?: number;
};

/** The function's environment variables: the contract with `src/restore-test/`, which declares them as `satisfies RestoreTestEnv`. */
export type RestoreTestEnv = {
  /** Name of the stage. */
  readonly STAGE: string;
  /** URL of the notifier's queue, where verdicts go. */
  readonly NOTIFIER_QUEUE_URL: string;
  /** URL of the function's own queue, where a restore waits to be looked at again. */
  readonly RESTORE_QUEUE_URL: string;
  /** A list of `TestSettings`, as JSON. */
  readonly TESTS: string;
  readonly DNS_SUFFIX?: string;
  readonly AWS_USE_FIPS_ENDPOINT?: string;
};

export type RestoreTestFunctionSettings = {
  readonly stage: string;
  readonly notifierQueueUrl: string;
  readonly restoreQueueUrl: string;
  readonly tests: readonly TestSettings[];
};

const testOf = (value: unknown): TestSettings | undefined => {
  const fields = fieldsOf(value) ?? {};
  const [name, planName] = [textOf(fields["name"]), textOf(fields["planName"])];
  const functionArn = textOf(fieldsOf(fields["validate"])?.["functionArn"]);
  const validate =
    functionArn === undefined
      ? fields["validate"] === "built-in" || fields["validate"] === "no-one"
        ? fields["validate"]
        : undefined
      : { functionArn };
  const withinMinutes = countOf(fields["withinMinutes"]);
  if (name === undefined || planName === undefined || validate === undefined) return undefined;
  return {
    name,
    planName,
    validate,
    keepHours: countOf(fields["keepHours"]) ?? 0,
    ...(withinMinutes !== undefined && { withinMinutes }),
  };
};

const testsOf = (json: string): readonly TestSettings[] => {
  const list: unknown = JSON.parse(json);
  const tests = Array.isArray(list) ? list.map(testOf) : [undefined];
  if (tests.some((test) => test === undefined)) throw new Error("not a list of tests");
  return tests.flatMap((test) => test ?? []);
};

/**
 * Reads the function's settings.
 * @throws Error naming the variable that is missing or broken, at init, so that a broken deployment is seen at once.
 */
export const readRestoreTestEnv = (env: NodeJS.ProcessEnv): RestoreTestFunctionSettings => {
  const required = (name: keyof RestoreTestEnv): string => {
    const value = env[name];
    if (value) return value;
    throw new Error(`environment variable ${name} is not set; deploy the stack again, it sets this variable`);
  };
  const json = required("TESTS");
  try {
    return {
      stage: required("STAGE"),
      notifierQueueUrl: required("NOTIFIER_QUEUE_URL"),
      restoreQueueUrl: required("RESTORE_QUEUE_URL"),
      tests: testsOf(json),
    };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("environment variable")) throw error;
    throw new Error(
      "environment variable TESTS cannot be read; deploy the stack again, it sets this variable",
    );
  }
};
