import { all, oneWith, only, statement, statementsOf, synthesize, vaultStage } from "../../fixtures/stack";

const stack = synthesize({ ...vaultStage, ledger: true });
const table = only(stack, "aws_dynamodb_table");
const tableArn = expect.stringMatching(/^\$\{aws_dynamodb_table\.ledger_\w+\.arn\}$/);
const useKeyOf = (of: typeof stack) =>
  JSON.stringify(
    statement(oneWith(of, "aws_iam_role_policy", { name: "notifier" })["policy"], "UseKey").Condition,
  );

describe("a ledger", () => {
  test("is a table of facts with an expiry time, paid per request", () => {
    expect(table).toMatchObject({
      name: "backup-notifications-test-ledger",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "fact",
      attribute: [{ name: "fact", type: "S" }],
      ttl: { attribute_name: "expiresAt", enabled: true },
    });
    expect(table).not.toHaveProperty("range_key");
  });

  test("is encrypted with the stack's key and can be restored to any second", () => {
    expect(table).toMatchObject({
      server_side_encryption: {
        enabled: true,
        kms_key_arn: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/),
      },
      point_in_time_recovery: { enabled: true },
    });
  });

  test("can be read and written by the notifier, nothing else", () => {
    expect(statementsOf(oneWith(stack, "aws_iam_role_policy", { name: "remember" })["policy"])).toEqual([
      {
        Sid: "ReadAndWriteLedger",
        Effect: "Allow",
        Action: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
        Resource: tableArn,
      },
    ]);
  });

  test("does not make the function wait for it", () => {
    expect(JSON.stringify(only(stack, "aws_lambda_function"))).not.toMatch(/aws_dynamodb_table|remember/);
  });

  test("is named in the function's environment and in the outputs", () => {
    expect(only(stack, "aws_lambda_function")["environment"]).toMatchObject({
      variables: { LEDGER_TABLE_NAME: "backup-notifications-test-ledger" },
    });
    expect(stack.output["ledger_table_name"]).toEqual({ value: "backup-notifications-test-ledger" });
  });

  test("lets DynamoDB use the key on the notifier's behalf", () => {
    expect(useKeyOf(stack)).toContain('"dynamodb.eu-central-1.');
  });

  test("needs nothing new in the key's policy: DynamoDB acts as the principal that uses the table", () => {
    const policyOf = (of: typeof stack) => only(of, "aws_kms_key")["policy"];
    expect(policyOf(stack)).toBe(policyOf(synthesize(vaultStage)));
  });

  test("also works with direct delivery", () => {
    const direct = synthesize({ ...vaultStage, ledger: true, delivery: "direct" });
    expect(all(direct, "aws_iam_role_policy").map(({ name }) => name)).toEqual(["notifier", "remember"]);
  });
});

test("without a ledger, there is no table, and no permission to use one", () => {
  const without = synthesize({ ...vaultStage, ledger: false });
  expect(all(without, "aws_dynamodb_table")).toEqual([]);
  expect(useKeyOf(without)).not.toContain("dynamodb");
  // But for the ARNs of tables' recovery points.
  expect(without.json).not.toMatch(/[^:]dynamodb:/);
  expect(without.output["ledger_table_name"]).toEqual({ value: "" });
});
