import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { allowsService } from "../../local/ministack/resource-policy";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { Target } from "./commands";
import type { ExistingKey, SynthesizedStack } from "./synthesized-stack";

type Statement = ExistingKey["statements"][number];
type Conditions = Readonly<Record<string, string>>;

/** The condition keys of the calls that a statement is for: one set for each of a condition's values. */
const contextsOf = ({ Condition = {} }: Statement): readonly Conditions[] =>
  Object.values(Condition)
    .flatMap((keys) => Object.entries(keys))
    .reduce<readonly Conditions[]>(
      (contexts, [key, values]) =>
        contexts.flatMap((context) => values.map((value) => ({ ...context, [key]: value }))),
      [{}],
    );

/** The actions that a pattern of ours stands for, as services call them. (KMS Developer Guide, Permissions reference) */
const actionOf = (pattern: string): string =>
  ({ "kms:Describe*": "kms:DescribeKey", "kms:ReEncrypt*": "kms:ReEncryptTo" })[pattern] ??
  pattern.replace("*", "");

const isMet = (policy: string, statement: Statement, resource: string): boolean =>
  Object.values(statement.Principal).every((service) =>
    contextsOf(statement).every((context) =>
      statement.Action.every((pattern) =>
        allowsService(policy, { service, action: actionOf(pattern), resource, context }),
      ),
    ),
  );

/**
 * The statements that the policy of an existing key lacks, each as it goes into the policy. What is allowed in other words is not
 * lacking.
 * @throws Error where the policy contains what cannot be judged here.
 */
export const lackingStatements = (policy: string, { arn, statements }: ExistingKey): readonly string[] =>
  statements
    .filter((statement) => !isMet(policy, statement, arn))
    .map((statement) => JSON.stringify(statement));

/** What is wrong with an existing key. */
type Judgment =
  | { readonly kind: "good" }
  /** It encrypts nothing. */
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "lacking"; readonly statements: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

const judge = async (key: ExistingKey, kms: KMSClient): Promise<Judgment> => {
  const KeyId = key.arn;
  const found = await unlessMissing(kms.send(new DescribeKeyCommand({ KeyId })));
  if (found === undefined) return { kind: "unusable", reason: "it does not exist" };
  const { KeyState, KeySpec = "SYMMETRIC_DEFAULT" } = found.KeyMetadata ?? {};
  if (KeyState === undefined) return { kind: "unknown", reason: "AWS did not say its state" };
  if (KeyState !== "Enabled") return { kind: "unusable", reason: `its state is ${KeyState}` };
  if (KeySpec !== "SYMMETRIC_DEFAULT") {
    // (KMS Developer Guide, Key spec reference)
    return {
      kind: "unusable",
      reason: `AWS's services need a key of type SYMMETRIC_DEFAULT, not ${KeySpec}`,
    };
  }
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  if (Policy === undefined) return { kind: "unknown", reason: "AWS did not return its policy" };
  const statements = lackingStatements(Policy, key);
  return statements.length === 0 ? { kind: "good" } : { kind: "lacking", statements };
};

/** A deployment that may lose messages needs a person who accepts that. */
const askWhether = async (fact: string, isAsked: boolean, { terminal }: Context): Promise<void> => {
  const consequence = "a key that AWS's services may not use drops messages without an error";
  if (!isAsked) {
    throw new Failure(
      `${fact}; ${consequence}, so nothing was changed; to accept that, run the command in a terminal without --yes`,
    );
  }
  terminal.warn(`${fact}; ${consequence}.`);
  if (!(await terminal.confirm("Deploy anyway?"))) throw new Failure(`${fact}, so nothing was changed`);
};

/**
 * Judges a stage's existing key before anything is changed, and prints the statements that its policy lacks. What is lacking or
 * not known, an operator may accept; nothing ever writes the policy.
 * @throws Failure where the key cannot be used, where the operator declines, or where no one can be asked.
 */
export const checkExistingKey = async (
  { existingKey }: Pick<SynthesizedStack, "existingKey">,
  { stage, region, flags }: Target & { readonly flags: { readonly yes: boolean } },
  context: Context,
): Promise<void> => {
  if (existingKey === undefined) return;
  const { terminal, awsConfig } = context;
  const isAsked = terminal.isInteractive && !flags.yes;
  const named = `the key ${existingKey.arn} of stages/${stage}.ts`;
  const judgment = await judge(existingKey, connect(KMSClient, awsConfig(region))).catch(
    (error: unknown): Judgment => ({ kind: "unknown", reason: explain(error) }),
  );
  switch (judgment.kind) {
    case "good":
      return;
    case "unusable":
      throw new Failure(`${named} cannot be used: ${judgment.reason}; name another in kmsKeyArn`);
    case "unknown":
      return askWhether(
        `what the policy of ${named} allows is not known: ${judgment.reason}`,
        isAsked,
        context,
      );
    case "lacking": {
      const { statements } = judgment;
      terminal.say("The key's owner adds to its policy:");
      for (const statement of statements) terminal.say(`  ${statement}`);
      const count = statements.length === 1 ? "a statement" : `${statements.length} statements`;
      return askWhether(`the policy of ${named} lacks ${count}, shown above`, isAsked, context);
    }
  }
};
