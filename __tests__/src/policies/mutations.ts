import { notifierPolicies, validatorPolicies, watchPolicies } from "./checks/permissions";
import {
  type Document,
  documentsOf,
  listOf,
  type PolicyDocument,
  type Statement,
  withDocument,
} from "./document";
import type { StackJson } from "./stack-json";

/** A stack with one policy weakened or broken. */
export type Mutation = { readonly what: string; readonly stack: StackJson };

/** A statement's replacements: an empty list removes it. */
type Change = { readonly what: string; readonly to: readonly Statement[] };

const without = (values: readonly string[], value: string): readonly string[] =>
  values.filter((one) => one !== value);

/** JSON drops what is undefined, as a deleted line would. */
const withValues = (
  statement: Statement,
  operator: string,
  key: string,
  values: readonly string[] | undefined,
): Statement => ({
  ...statement,
  Condition: {
    ...statement.Condition,
    [operator]: JSON.parse(JSON.stringify({ ...statement.Condition?.[operator], [key]: values })),
  },
});

const ofConditions = (statement: Statement): readonly Change[] => {
  const { Condition, ...bare } = statement;
  if (Condition === undefined) return [];
  const operators = Object.entries(Condition).map(([operator]) => {
    const { [operator]: _gone, ...others } = Condition;
    return { what: `without ${operator}`, to: [{ ...statement, Condition: others }] };
  });
  const keys = Object.entries(Condition).flatMap(([operator, values]) =>
    Object.entries(values).flatMap(([key, given]): Change[] => [
      { what: `without ${operator} ${key}`, to: [withValues(statement, operator, key, undefined)] },
      { what: `with any ${operator} ${key}`, to: [withValues(statement, operator, key, ["*"])] },
      ...listOf(given).flatMap((value): Change[] => [
        {
          what: `${operator} ${key} without ${value}`,
          to: [withValues(statement, operator, key, without(listOf(given), value))],
        },
        {
          what: `${operator} ${key} with more than ${value}`,
          to: [withValues(statement, operator, key, [...listOf(given), `${value}-other`])],
        },
      ]),
    ]),
  );
  return [{ what: "without conditions", to: [bare] }, ...operators, ...keys];
};

const ofPrincipal = (statement: Statement): readonly Change[] => {
  const { Principal, ...noPrincipal } = statement;
  if (Principal === undefined) return [];
  return [
    { what: "without a principal", to: [noPrincipal] },
    { what: "for another service", to: [{ ...statement, Principal: { Service: "s3.amazonaws.com" } }] },
    {
      what: "for another service too",
      to: [statement, { ...statement, Principal: { Service: "s3.amazonaws.com" } }],
    },
    // A statement for every account is no other with it.
    ...(JSON.stringify(Principal) === JSON.stringify({ AWS: "*" })
      ? []
      : [{ what: "for every account", to: [{ ...statement, Principal: { AWS: "*" } }] }]),
    ...(Principal === "*" ? [] : [{ what: "for everyone", to: [{ ...statement, Principal: "*" }] }]),
  ];
};

const ofActions = (statement: Statement): readonly Change[] => {
  const actions = listOf(statement.Action);
  const [first = ""] = actions;
  const [service] = first.split(":");
  return [
    ...actions.map((action) => ({
      what: `without ${action}`,
      to: actions.length === 1 ? [] : [{ ...statement, Action: [...without(actions, action)] }],
    })),
    ...["iam:PassRole", `${service}:Delete`, `${service}:*`, "*"]
      .filter((action) => !actions.includes(action))
      .map((action) => ({ what: `with ${action}`, to: [{ ...statement, Action: [...actions, action] }] })),
  ];
};

const ofResource = (statement: Statement): readonly Change[] =>
  statement.Resource === undefined || statement.Resource === "*"
    ? []
    : [{ what: "on everything", to: [{ ...statement, Resource: "*" }] }];

const ofEffect = (statement: Statement): readonly Change[] => [
  { what: "removed", to: [] },
  { what: "reversed", to: [{ ...statement, Effect: statement.Effect === "Allow" ? "Deny" : "Allow" }] },
];

const changesOf = (statement: Statement): readonly Change[] => [
  ...ofEffect(statement),
  ...ofPrincipal(statement),
  ...ofActions(statement),
  ...ofResource(statement),
  ...ofConditions(statement),
];

const replaced = (document: Document, index: number, to: readonly Statement[]): Document => ({
  ...document,
  Statement: document.Statement.toSpliced(index, 1, ...to),
});

/** Of every topic, every queue, the key, every role's trust, and the functions' and schedules' permissions. */
const mutated = (stack: StackJson): readonly PolicyDocument[] => [
  ...documentsOf(stack).filter(({ place }) => place.type !== "aws_iam_role_policy"),
  ...notifierPolicies(stack),
  ...watchPolicies(stack),
  ...validatorPolicies(stack),
];

/** Every relevant way to remove something from these policies, or to add something. */
export const mutationsOf = (stack: StackJson): readonly Mutation[] =>
  mutated(stack).flatMap(({ place, document }) =>
    document.Statement.flatMap((statement, index) =>
      changesOf(statement).map(({ what, to }) => ({
        what: `${place.type}.${place.id}, ${statement.Sid ?? "its statement"}, ${what}`,
        stack: withDocument(stack, place, replaced(document, index, to)),
      })),
    ),
  );
