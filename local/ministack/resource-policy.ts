import { z } from "zod";

/** A call that an AWS service makes on behalf of a customer. */
export type ServiceCall = {
  /** Such as `backup.amazonaws.com`; or the ARN of an account's root, for what its IAM policies may allow. */
  readonly service: string;
  /** Such as `sns:Publish`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys, by name: `aws:SourceAccount`, ... */
  readonly context: Readonly<Record<string, string>>;
};

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item));

const words = oneOrMany(z.union([z.string(), z.boolean(), z.number()]).transform(String));

const statementSchema = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), words)]),
  Action: words,
  /** A role's trust policy has none: it applies to the role itself. */
  Resource: words.optional(),
  NotResource: z.never().optional(),
  Condition: z.record(z.string(), z.record(z.string(), words)).optional(),
});

const documentSchema = z.object({ Statement: oneOrMany(statementSchema) });

type Statement = z.output<typeof statementSchema>;

const matches = (pattern: string, value: string, flags = ""): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, `s${flags}`).test(value);
};

/** Matches each of the six parts separately: a `*` does not match a colon, except in the last. (IAM, ArnLike) */
const arnMatches = (pattern: string, arn: string): boolean => {
  const parts = (text: string): string[] => {
    const pieces = text.split(":");
    return [...pieces.slice(0, 5), pieces.slice(5).join(":")];
  };
  const values = parts(arn);
  return parts(pattern).every((part, index) => matches(part, values[index] ?? ""));
};

const operators: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringLike: matches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
};

/** Names of condition keys are case-insensitive. */
const valueIn = (context: ServiceCall["context"], key: string): string | undefined =>
  Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

const conditionHolds = (
  operator: string,
  key: string,
  expected: readonly string[],
  call: ServiceCall,
): boolean => {
  const holds = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (holds === undefined) {
    throw new Error(
      `the condition operator ${operator} is not supported here; supported are ${Object.keys(operators).join(", ")}`,
    );
  }
  const actual = valueIn(call.context, key);
  // A key that is missing from the call fails the condition.
  return actual !== undefined && expected.some((value) => holds(value, actual));
};

const isPrincipal = ({ Principal }: Statement, { service }: ServiceCall): boolean =>
  Principal === "*" ||
  Principal["Service"]?.includes(service) === true ||
  Principal["AWS"]?.some((principal) => principal === "*" || principal === service) === true;

const applies = (statement: Statement, call: ServiceCall): boolean =>
  isPrincipal(statement, call) &&
  statement.Action.some((pattern) => matches(pattern, call.action, "i")) &&
  (statement.Resource ?? ["*"]).some((pattern) => matches(pattern, call.resource)) &&
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => conditionHolds(operator, key, expected, call)),
  );

const statementsOf = (policy: string): readonly Statement[] => {
  const parsed = documentSchema.safeParse(JSON.parse(policy));
  if (parsed.success) return parsed.data.Statement;
  const [issue] = parsed.error.issues;
  throw new Error(
    `the policy contains what is not supported here (${issue?.path.join(".")}: ${issue?.message})`,
  );
};

/**
 * Evaluates a service's call by a resource's policy: a statement must allow it, and none deny it.
 * (IAM User Guide, Policy evaluation logic.) NotAction, NotPrincipal and NotResource are not supported.
 * @throws Error where the policy is invalid, or has a condition operator that is not supported here.
 */
export const allowsService = (policy: string, call: ServiceCall): boolean => {
  const statements = statementsOf(policy).filter((one) => applies(one, call));
  return statements.length > 0 && statements.every(({ Effect }) => Effect === "Allow");
};
