import { all, only, reference, statementsOf, synthesize, vaultStage } from "../fixtures/stack";

const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const everything = { ...vaultStage, eventBridge: true, testWorkload: {} };

const requiredOf = (arn: string, region: string) =>
  JSON.parse(
    synthesize({ ...everything, kmsKeyArn: arn }, { region }).output["key_policy_statements"]?.value ?? "",
  );

test("with an existing key the stack makes none, and encrypts the same with it", () => {
  const stack = synthesize({ ...everything, kmsKeyArn });
  const withOwn = synthesize(everything);
  expect(all(stack, "aws_kms_key")).toEqual([]);
  const [key] = Object.keys(withOwn.resource["aws_kms_key"] ?? {});
  const uses = (text: string, arn: string) => text.split(JSON.stringify(arn).slice(1, -1)).length - 1;
  // The output with the statements is not a use.
  expect(uses(stack.json, kmsKeyArn)).toBe(uses(withOwn.json, reference(`aws_kms_key.${key}.arn`)) + 1);
});

test("the alias that marks the stage as deployed points to the existing key", () => {
  expect(only(synthesize({ ...everything, kmsKeyArn }), "aws_kms_alias")).toEqual({
    name: "alias/backup-notifications-test",
    target_key_id: kmsKeyArn,
  });
});

test("the key that the stack makes asks nothing of anyone", () => {
  expect(synthesize(everything).output).not.toHaveProperty("key_policy_statements");
});

test("the statements that are asked for are those of the key that the stack makes, besides its administration", () => {
  const [account, ...services] = requiredOf(kmsKeyArn, "eu-central-1");
  expect(account).toMatchObject({
    Sid: "AccountUsesKey",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
  });
  const [, ...ours] = statementsOf(only(synthesize(everything), "aws_kms_key")["policy"]);
  const words = (statements: unknown) =>
    JSON.stringify(statements)
      .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, "111122223333")
      .replaceAll(/\$\{data\.aws_partition[^}]*dns_suffix\}/g, "amazonaws.com")
      .replaceAll(/\$\{data\.aws_partition[^}]*\}/g, "aws");
  expect(words(services)).toBe(words(ours));
});

test.each([
  ["aws-us-gov", "us-gov-west-1", "logs.us-gov-west-1.amazonaws.com"],
  ["aws-cn", "cn-north-1", "logs.cn-north-1.amazonaws.com.cn"],
  ["aws-eusc", "eusc-de-east-1", "logs.eusc-de-east-1.amazonaws.eu"],
])("in partition %s they name the partition and %s's logs", (partition, region, logs) => {
  const arn = `arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const text = JSON.stringify(requiredOf(arn, region));
  expect(text).toContain(`arn:${partition}:iam::111122223333:root`);
  expect(text).toContain(logs);
  expect(text).toContain(`arn:${partition}:logs:${region}:111122223333:log-group:/aws/lambda/`);
});
