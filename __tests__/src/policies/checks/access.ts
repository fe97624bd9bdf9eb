import type { Check } from "../check";
import {
  conditionsOf,
  documentsOf,
  listOf,
  type PolicyDocument,
  principalsOf,
  type Statement,
  withDocument,
} from "../document";
import { type Facts, factsOf } from "../facts";
import { type Grant, grantsOf } from "../grants";
import type { StackJson } from "../stack-json";

const same = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

const sorted = (conditions: Grant["conditions"]): string =>
  JSON.stringify(
    Object.entries(conditions)
      .map(([key, values]) => [key, [...values].sort()])
      .sort(),
  );

/** How a statement differs from what it must be. */
const differences = (statement: Statement, grant: Grant): readonly string[] => [
  ...(same(listOf(statement.Action), grant.actions) ? [] : [`has the actions ${listOf(statement.Action)}`]),
  ...(same(listOf(statement.Resource), grant.resources)
    ? []
    : [`has the resources ${listOf(statement.Resource)}`]),
  ...(sorted(conditionsOf(statement)) === sorted(grant.conditions)
    ? []
    : [`has the conditions ${sorted(conditionsOf(statement))}, must have ${sorted(grant.conditions)}`]),
];

const problemsOfDocument = (
  { document }: PolicyDocument,
  grants: readonly Grant[],
  where: string,
): readonly string[] => {
  const isIntended = (statement: Statement, grant: Grant): boolean =>
    statement.Effect === grant.effect && same(principalsOf(statement), [grant.principal]);
  const wrong = document.Statement.flatMap((statement) => {
    const grant = grants.find((one) => isIntended(statement, one));
    const who = `${statement.Effect} of ${principalsOf(statement).join(", ")}`;
    return grant
      ? differences(statement, grant).map((difference) => `${where}: ${who} ${difference}`)
      : [`${where}: ${who} is not intended`];
  });
  const missing = grants
    .filter((grant) => !document.Statement.some((statement) => isIntended(statement, grant)))
    .map(({ effect, principal }) => `${where}: ${effect} of ${principal} is missing`);
  return [...wrong, ...missing];
};

/** Problems of the policies of one type of resource, by the table of grants. */
const accessTo =
  (type: string) =>
  (stack: StackJson): readonly string[] => {
    const facts: Facts = factsOf(stack);
    return documentsOf(stack)
      .filter(({ place }) => place.type === type)
      .flatMap((placed) => {
        const args = stack.resource[type]?.[placed.place.id] ?? {};
        const grants = grantsOf(placed, args, facts) ?? [];
        return problemsOfDocument(placed, grants, `${type}.${placed.place.id}`);
      });
  };

/** A copy in which the first policy of a type has no conditions. */
const withoutConditions =
  (type: string) =>
  (stack: StackJson): StackJson => {
    const placed = documentsOf(stack).find(({ place }) => place.type === type);
    if (!placed) throw new Error(`found no policy of ${type}`);
    const Statement = placed.document.Statement.map(({ Condition: _, ...bare }) => bare);
    return withDocument(stack, placed.place, { ...placed.document, Statement });
  };

/** A copy in which the first policy of a type allows everyone. */
const openTo =
  (type: string) =>
  (stack: StackJson): StackJson => {
    const placed = documentsOf(stack).find(({ place }) => place.type === type);
    if (!placed) throw new Error(`found no policy of ${type}`);
    const [first, ...rest] = placed.document.Statement;
    if (!first) throw new Error(`the policy of ${type} is empty`);
    return withDocument(stack, placed.place, {
      ...placed.document,
      Statement: [{ ...first, Principal: "*" }, ...rest],
    });
  };

export const accessChecks: readonly Check[] = [
  {
    rules: "CKV_AWS_169 CKV_AWS_385 KICS-b26d2b7e SNS.4",
    holds: "topics accept messages from one service, for this account and its resources, by TLS only",
    problems: accessTo("aws_sns_topic_policy"),
    broken: openTo("aws_sns_topic_policy"),
  },
  {
    rules: "CKV_AWS_168 CKV_AWS_387 CKV_AWS_72 AWS-0097 KICS-abb06e5f SQS.3",
    holds: "queues accept events from the stack's topic and rule, by TLS only",
    problems: accessTo("aws_sqs_queue"),
    broken: openTo("aws_sqs_queue"),
  },
  {
    rules: "CKV_AWS_33 CKV2_AWS_64 KMS.5",
    holds: "the key is used by named services, for this account if they send a source account",
    problems: accessTo("aws_kms_key"),
    broken: openTo("aws_kms_key"),
  },
  {
    rules: "CKV_AWS_60 CKV_AWS_61",
    holds: "each role is assumed by one service, for this account",
    problems: accessTo("aws_iam_role"),
    broken: openTo("aws_iam_role"),
  },
  {
    rules: "Backup vault access policy",
    holds: "only the break-glass role may delete recovery points, where the stage names one",
    problems: accessTo("aws_backup_vault_policy"),
    broken: withoutConditions("aws_backup_vault_policy"),
  },
];
