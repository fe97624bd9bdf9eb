import { lackingStatements } from "../../../scripts/stack/existing-key";
import { readSynthesizedStack } from "../../../scripts/stack/synthesized-stack";
import { synthesize, vaultStage } from "../../fixtures/stack";

const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const stage = { ...vaultStage, eventBridge: true, kmsKeyArn };

const existingKey = (() => {
  const found = readSynthesizedStack(synthesize(stage).json, "/").existingKey;
  if (found === undefined) throw new Error("the stack names no existing key");
  return found;
})();

type Statement = Record<string, unknown>;

const required: readonly Statement[] = existingKey.statements;
const policyOf = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const lackingIn = (...statements: readonly Statement[]): readonly unknown[] =>
  lackingStatements(policyOf(statements), existingKey).map((text) => JSON.parse(text).Sid);

test("a policy with all statements lacks nothing", () => {
  expect(lackingIn(...required)).toEqual([]);
});

test.each(required.map(({ Sid }) => Sid))("without %s, a policy lacks it", (sid) => {
  expect(lackingIn(...required.filter(({ Sid }) => Sid !== sid))).toEqual([sid]);
});

test("AWS's default policy lacks all services", () => {
  const root = { AWS: "arn:aws:iam::111122223333:root" };
  const defaultPolicy = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };
  expect(lackingIn(defaultPolicy)).toEqual([
    "AwsBackupPublishes",
    "SnsDeliversToQueues",
    "AlarmsPublish",
    "EventBridgeSends",
    "LogsWrite",
  ]);
});

test("a condition that AWS Backup is not known to meet does not count as allowed", () => {
  const Condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
  const conditioned = required.map((one) =>
    one["Sid"] === "AwsBackupPublishes" ? { ...one, Condition } : one,
  );
  expect(lackingIn(...conditioned)).toEqual(["AwsBackupPublishes"]);
});

test("a deny overrides what is allowed", () => {
  const deny = { Effect: "Deny", Principal: "*", Action: "kms:GenerateDataKey*", Resource: "*" };
  expect(lackingIn(...required, deny)).toHaveLength(required.length);
});

test("wider words are enough", () => {
  const everyone = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
  expect(lackingIn(everyone)).toEqual([]);
});

test("what cannot be judged is not called good", () => {
  const strange = { Effect: "Deny", Principal: "*", NotAction: "kms:Decrypt", Resource: "*" };
  expect(() => lackingIn(...required, strange)).toThrow(/not supported here/);
});

describe("the key of a stage that copies to another account, and takes copies of others", () => {
  const vaultArn = "arn:aws:backup:eu-central-1:444455556666:backup-vault:offsite";
  const copying = synthesize({
    kmsKeyArn,
    vault: {
      rules: [
        {
          name: "daily",
          schedule: "cron(0 5 ? * * *)",
          deleteAfterDays: 35,
          copyTo: [{ vaultArn, deleteAfterDays: 35 }],
        },
      ],
      selectionTags: { backup: "daily" },
      receivesCopiesFrom: { accounts: ["777788889999"] },
    },
  });
  const key = readSynthesizedStack(copying.json, "/").existingKey ?? existingKey;
  const copies = ["Account444455556666Copies", "Account444455556666Grants", "AwsBackupReceivesCopies"];
  const lacking = (statements: readonly Statement[]) =>
    lackingStatements(policyOf(statements), key).map((text) => JSON.parse(text).Sid);

  test("needs a statement for each", () => {
    expect(lacking(key.statements)).toEqual([]);
    expect(lacking(key.statements.filter(({ Sid }) => !copies.includes(Sid)))).toEqual(copies);
  });
});
