import { z } from "zod";

/** A call that a resource's policy judges. */
export type ServiceCall = {
  /** Such as `backup.amazonaws.com`; or the ARN of a role, a user or an account's root, for what its IAM policies may allow. */
  readonly service: string;
  /** Such as `sns:Publish`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys, by name: `aws:SourceAccount`, ... */
  readonly context: Readonly<Record<string, string>>;
  /** Set where AWS would know no other keys of the call: only then is a missing one known to be absent. */
  readonly hasWholeContext?: true;
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

/** Each holds where its opposite does not, also for a key that the call does not have. (IAM User Guide, condition operators) */
const negated: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
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
  const opposite = Object.hasOwn(negated, operator) ? negated[operator] : undefined;
  if (opposite !== undefined) {
    if (call.hasWholeContext !== true && valueIn(call.context, key) === undefined) {
      throw new Error(
        `what ${key} of the call is, which the condition ${operator} asks for, is not known here`,
      );
    }
    return !conditionHolds(opposite, key, expected, call);
  }
  const holds = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (holds === undefined) {
    throw new Error(
      `the condition operator ${operator} is not supported here; supported are ${[...Object.keys(operators), ...Object.keys(negated)].join(", ")}`,
    );
  }
  const actual = valueIn(call.context, key);
  // A key that is missing from the call fails the condition.
  return actual !== undefined && expected.some((value) => holds(value, actual));
};

/** An account is named by its root or its id, and means everyone in it. (IAM User Guide, AWS JSON policy elements: Principal) */
const accountNamed = (principal: string): string | undefined =>
  /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];

const accountOf = (arn: string): string | undefined => /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1];

const isPrincipal = ({ Principal }: Statement, { service }: ServiceCall): boolean =>
  Principal === "*" ||
  Principal["Service"]?.includes(service) === true ||
  Principal["AWS"]?.some((principal) => {
    const account = accountNamed(principal);
    return (
      principal === "*" || principal === service || (account !== undefined && account === accountOf(service))
    );
  }) === true;

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

/** What a resource's policy says of a call; `nothing` where no statement is about it. */
export type Verdict = "allow" | "deny" | "nothing";

/**
 * Evaluates a call by a resource's policy. (IAM User Guide, Policy evaluation logic.) NotAction, NotPrincipal and NotResource are not
 * supported.
 * @throws Error where the policy is invalid, has a condition operator that is not supported here, or excepts what has a value of a key that
 * is not known of the call.
 */
export const verdictOf = (policy: string, call: ServiceCall): Verdict => {
  const statements = statementsOf(policy).filter((one) => applies(one, call));
  if (statements.some(({ Effect }) => Effect === "Deny")) return "deny";
  return statements.length > 0 ? "allow" : "nothing";
};

/** Whether a resource's policy allows a call: a statement must allow it, and none deny it. Throws as `verdictOf` does. */
export const allowsService = (policy: string, call: ServiceCall): boolean =>
  verdictOf(policy, call) === "allow";
