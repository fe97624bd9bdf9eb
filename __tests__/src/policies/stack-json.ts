import type { Arguments, Synthesized } from "../../fixtures/stack";

/** A stack as Terraform reads it. */
export type StackJson = Pick<Synthesized, "provider" | "data" | "resource" | "output">;

export type Resource = { readonly address: string; readonly id: string; readonly args: Arguments };

export const resourcesOf = (stack: StackJson, type: string): readonly Resource[] =>
  Object.entries(stack.resource[type] ?? {}).map(([id, args]) => ({ address: `${type}.${id}`, id, args }));

/** The only resource of a type that matches. */
export const resourceWith = (
  stack: StackJson,
  type: string,
  matches: (args: Arguments) => boolean = () => true,
): Resource => {
  const found = resourcesOf(stack, type).filter(({ args }) => matches(args));
  const [first, ...rest] = found;
  if (!first || rest.length > 0) throw new Error(`expected one ${type} that matches, found ${found.length}`);
  return first;
};

/** A copy in which one resource has other arguments. */
export const withArguments = (stack: StackJson, type: string, id: string, args: Arguments): StackJson => ({
  ...stack,
  resource: { ...stack.resource, [type]: { ...stack.resource[type], [id]: args } },
});

/** A copy in which some arguments of the first resource of a type are changed, or removed if undefined. */
export const changed = (stack: StackJson, type: string, changes: Arguments): StackJson => {
  const [first] = resourcesOf(stack, type);
  if (!first) throw new Error(`found no ${type} to change`);
  return withArguments(stack, type, first.id, JSON.parse(JSON.stringify({ ...first.args, ...changes })));
};

/** A copy with one more resource. */
export const withResource = (stack: StackJson, type: string, args: Arguments): StackJson =>
  withArguments(stack, type, "added", args);

/** Whether a value is the ARN of the stack's own key, not of an AWS key. */
export const isOwnKey = (value: unknown): boolean =>
  typeof value === "string" && /^\$\{aws_kms_key\.[\w-]+\.arn\}$/.test(value);
