import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

const statementSchema = z.looseObject({
  Principal: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  Action: z.union([z.string(), z.array(z.string())]),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

export type Statement = z.infer<typeof statementSchema>;

const policySchema = z.looseObject({ Statement: z.array(statementSchema) });

const stackSchema = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), z.looseObject({ policy: z.string().optional() }))),
});

/** A synthesized stack, as Terraform reads it. */
export type StackJson = z.infer<typeof stackSchema>;

export type StackChange = (stack: StackJson) => StackJson;

type StatementChange = (statement: Statement) => Statement | undefined;

const withPolicy = (policy: string, change: StatementChange): string => {
  const document = policySchema.parse(JSON.parse(policy));
  return JSON.stringify({
    ...document,
    Statement: document.Statement.flatMap((statement) => change(statement) ?? []),
  });
};

/** Changes the policy statements of every resource of a type; `undefined` removes a statement. */
export const inPolicies =
  (type: string, change: StatementChange): StackChange =>
  ({ resource: { [type]: resources, ...others }, ...stack }) => {
    const changed = Object.entries(resources ?? {}).map(([id, { policy, ...rest }]) => [
      id,
      { ...rest, ...(policy !== undefined && { policy: withPolicy(policy, change) }) },
    ]);
    return { ...stack, resource: { ...others, ...(resources && { [type]: Object.fromEntries(changed) }) } };
  };

/** Changes the statements that admit a service, and leaves the others. */
export const ofService =
  (service: string, change: StatementChange): StatementChange =>
  (statement) =>
    isDeepStrictEqual(statement.Principal, { Service: service }) ? change(statement) : statement;

export const withService =
  (Service: string): StatementChange =>
  (statement) => ({ ...statement, Principal: { Service } });

/** Replaces an action by others, or by none. */
export const withActions =
  (action: string, ...replacements: readonly string[]): StatementChange =>
  (statement) => ({
    ...statement,
    Action: [statement.Action].flat().flatMap((one) => (one === action ? replacements : [one])),
  });

export const withoutResources =
  (type: string): StackChange =>
  (stack) => {
    const { [type]: _removed, ...resource } = stack.resource;
    return { ...stack, resource };
  };

/**
 * The Terraform JSON of a stack with a change in it.
 * @throws Error where the change changes nothing: a mistake that is not made proves nothing.
 */
export const changedStackJson = (json: string, change: StackChange): string => {
  const stack = stackSchema.parse(JSON.parse(json));
  const changed = change(stack);
  if (isDeepStrictEqual(changed, stack)) {
    throw new Error("the mistake changes nothing in the synthesized stack; edit it in e2e/breakages.ts");
  }
  return JSON.stringify(changed, null, 2);
};
