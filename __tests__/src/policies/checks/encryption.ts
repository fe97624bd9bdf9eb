import type { Arguments } from "../../../fixtures/stack";
import { type Check, every, none } from "../check";
import { changed, isOwnKey, withResource } from "../stack-json";

const byOwnKey = (type: string, argument: string) =>
  every(type, (args) => isOwnKey(args[argument]), `${argument} is not the stack's own key`);

const isSetOf = (value: unknown, wanted: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(wanted).every(
    ([name, one]) => (value as Readonly<Record<string, unknown>> | undefined)?.[name] === one,
  );

const awsKey = "alias/aws/sns";

const intoState = "would put a secret into the state";

/** The only parameters of a stack: account names by account id. */
const holdsAccountNames = ({ name, type, value }: Arguments): boolean =>
  type === "String" &&
  /^\/backup-notifications\/[a-z0-9-]+\/account-names\/\d+$/.test(String(name)) &&
  /^\{"\d{12}":"[^"]{1,24}"(?:,"\d{12}":"[^"]{1,24}")*\}$/.test(String(value));

export const encryptionChecks: readonly Check[] = [
  {
    rules: "CKV_AWS_26 AWS-0095 AWS-0136 KICS-28545147 KICS-b1a72f66 SNS.1",
    holds: "topics are encrypted with the stack's own key",
    problems: byOwnKey("aws_sns_topic", "kms_master_key_id"),
    broken: (stack) => changed(stack, "aws_sns_topic", { kms_master_key_id: awsKey }),
  },
  {
    rules: "CKV_AWS_27 CKV2_AWS_73 AWS-0096 AWS-0135 KICS-6e8849c1 SQS.1",
    holds: "queues are encrypted with the stack's own key, dead letters too",
    problems: byOwnKey("aws_sqs_queue", "kms_master_key_id"),
    broken: (stack) => changed(stack, "aws_sqs_queue", { kms_master_key_id: undefined }),
  },
  {
    rules: "CKV_AWS_158 AWS-0017",
    holds: "logs are encrypted with the stack's own key",
    problems: byOwnKey("aws_cloudwatch_log_group", "kms_key_id"),
    broken: (stack) => changed(stack, "aws_cloudwatch_log_group", { kms_key_id: undefined }),
  },
  {
    rules: "CKV_AWS_166",
    holds: "vaults are encrypted with the stack's own key",
    problems: byOwnKey("aws_backup_vault", "kms_key_arn"),
    broken: (stack) => changed(stack, "aws_backup_vault", { kms_key_arn: undefined }),
  },
  {
    rules: "CKV_AWS_119 AWS-0025",
    holds: "tables are encrypted with the stack's own key",
    problems: every(
      "aws_dynamodb_table",
      ({ server_side_encryption: encryption }) =>
        isSetOf(encryption, { enabled: true }) &&
        isOwnKey((encryption as { readonly kms_key_arn?: unknown }).kms_key_arn),
      "is not encrypted with the stack's own key",
    ),
    broken: (stack) =>
      changed(stack, "aws_dynamodb_table", {
        server_side_encryption: { enabled: true, kms_key_arn: awsKey },
      }),
  },
  {
    rules: "CKV_AWS_28 AWS-0024 DynamoDB.2",
    holds: "tables have point-in-time recovery",
    problems: every(
      "aws_dynamodb_table",
      ({ point_in_time_recovery: recovery }) => isSetOf(recovery, { enabled: true }),
      "has no point-in-time recovery",
    ),
    broken: (stack) => changed(stack, "aws_dynamodb_table", { point_in_time_recovery: { enabled: false } }),
  },
  {
    rules: "CKV_AWS_7 CKV_AWS_227 AWS-0065 KMS.4",
    holds: "keys rotate and are enabled",
    problems: every(
      "aws_kms_key",
      ({ enable_key_rotation, is_enabled = true }) => enable_key_rotation === true && is_enabled === true,
      "does not rotate, or is not enabled",
    ),
    broken: (stack) => changed(stack, "aws_kms_key", { enable_key_rotation: false }),
  },
  {
    rules: "CKV2_AWS_64",
    holds: "keys have their own policy",
    problems: every("aws_kms_key", ({ policy }) => typeof policy === "string", "has no policy"),
    broken: (stack) => changed(stack, "aws_kms_key", { policy: undefined }),
  },
  {
    rules: "CKV_AWS_149 CKV_AWS_304 CKV_AWS_337 CKV2_AWS_57 AWS-0098 SecretsManager.1",
    holds: "secrets are in no resource of Terraform, and so not in its state",
    problems: (stack) => [
      ...none(["aws_secretsmanager_secret", "aws_secretsmanager_secret_version"], intoState)(stack),
      ...every("aws_ssm_parameter", holdsAccountNames, intoState)(stack),
    ],
    broken: (stack) => withResource(stack, "aws_ssm_parameter", { name: "webhook", type: "SecureString" }),
  },
];
