import { z } from "zod";

const named = z.record(z.string(), z.looseObject({}));

const stackSchema = z.looseObject({
  terraform: z.looseObject({ backend: z.unknown() }),
  resource: z.record(z.string(), named),
  data: z.record(z.string(), named).optional(),
});

/** A stack that can be planned on this machine. */
export type PlannableStack = {
  readonly json: string;
  /** Vaults that must exist before: the stack reads them. */
  readonly vaultNames: readonly string[];
  /** How it differs from what is deployed. */
  readonly note?: string;
};

/** For AWS providers before 6, which refuse newer ones; checkov only checks that a runtime is not deprecated. */
const olderRuntime = "nodejs22.x";

/**
 * Turns a synthesized stack into one that is planned from nothing: without its backend, so that the state of what is
 * really deployed is neither read nor locked.
 */
export const plannableStack = (json: string, awsProviderVersion: string): PlannableStack => {
  const stack = stackSchema.parse(JSON.parse(json));
  const { backend: _backend, ...terraform } = stack.terraform;
  const functions = Object.entries(stack.resource["aws_lambda_function"] ?? {});
  const needsOlderRuntime =
    Number.parseInt(awsProviderVersion, 10) < 6 &&
    functions.some(([, { runtime }]) => runtime === "nodejs24.x");
  const resource = needsOlderRuntime
    ? {
        ...stack.resource,
        aws_lambda_function: Object.fromEntries(
          functions.map(([id, settings]) => [id, { ...settings, runtime: olderRuntime }]),
        ),
      }
    : stack.resource;
  return {
    json: JSON.stringify({ ...stack, terraform, resource }),
    vaultNames: Object.values(stack.data?.["aws_backup_vault"] ?? {}).flatMap(({ name }) =>
      typeof name === "string" ? [name] : [],
    ),
    ...(needsOlderRuntime && {
      note: `AWS provider ${awsProviderVersion} does not know nodejs24.x: the plan has ${olderRuntime}`,
    }),
  };
};
