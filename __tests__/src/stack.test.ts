import { join } from "node:path";
import { outputsSchema } from "../../src/outputs";
import { loadStage } from "../../src/stage/load";
import {
  all,
  only,
  type Synthesized,
  synthesize,
  synthesizeNamed,
  vaultStage,
  withoutAssetHash,
} from "../fixtures/stack";

const stageOf = (name: string): Synthesized =>
  synthesizeNamed(loadStage(name, join(__dirname, "..", "..", "stages")), { region: "us-east-1" });

const countsOf = (stack: Synthesized): Record<string, number> =>
  Object.fromEntries(
    Object.entries(stack.resource).map(([type, named]) => [type, Object.keys(named).length]),
  );

const backupResources = {
  aws_backup_plan: 1,
  aws_backup_selection: 1,
  aws_backup_vault: 1,
  aws_backup_vault_notifications: 1,
};

const sharedResources = {
  aws_cloudwatch_dashboard: 1,
  aws_cloudwatch_log_group: 1,
  aws_iam_role: 2,
  aws_iam_role_policy_attachment: 4,
  aws_kms_alias: 1,
  aws_kms_key: 1,
  aws_lambda_event_source_mapping: 1,
  aws_lambda_function: 1,
  aws_sns_topic: 2,
  aws_sns_topic_policy: 2,
  aws_sns_topic_subscription: 1,
  aws_sqs_queue: 2,
};

describe("the synthesized stack", () => {
  const dev = stageOf("dev");
  const prod = stageOf("prod");

  test.each([
    ["dev", dev],
    ["prod", prod],
  ])("of %s is what was reviewed last", (_name, stack) => {
    expect(withoutAssetHash(stack.json)).toMatchSnapshot();
  });

  test("of dev holds exactly these resources", () => {
    expect(countsOf(dev)).toEqual({
      ...backupResources,
      ...sharedResources,
      aws_cloudwatch_log_group: 2,
      aws_cloudwatch_metric_alarm: 11,
      aws_default_security_group: 1,
      aws_flow_log: 1,
      aws_iam_instance_profile: 1,
      aws_iam_role: 4,
      aws_dynamodb_table: 2,
      aws_iam_role_policy: 5,
      aws_instance: 1,
      aws_subnet: 1,
      aws_vpc: 1,
    });
  });

  test("of prod holds exactly these resources", () => {
    expect(countsOf(prod)).toEqual({
      ...backupResources,
      ...sharedResources,
      aws_cloudwatch_event_rule: 1,
      aws_cloudwatch_event_target: 1,
      aws_cloudwatch_log_group: 2,
      aws_cloudwatch_metric_alarm: 17,
      aws_dynamodb_table: 1,
      aws_iam_role: 4,
      aws_iam_role_policy: 7,
      aws_lambda_function: 2,
      aws_scheduler_schedule: 2,
      aws_scheduler_schedule_group: 1,
      aws_sqs_queue: 3,
    });
  });

  test.each([
    ["dev", dev],
    ["prod", prod],
    ["an existing vault", synthesize({ existingVaults: ["Default"] })],
    ["a watch", synthesize({ ...vaultStage, watch: true })],
    [
      "restore tests",
      synthesize({
        ...vaultStage,
        watch: true,
        restoreTests: [
          { name: "weekly", schedule: "cron(0 9 ? * SUN *)", what: { resourceTypes: ["DynamoDB"] } },
        ],
      }),
    ],
  ])("of %s outputs exactly what the scripts read", (_name, stack) => {
    const isWatched = all(stack, "aws_scheduler_schedule").length > 0;
    const hasTests = all(stack, "aws_backup_restore_testing_plan").length > 0;
    const read = Object.keys(outputsSchema.shape).filter(
      (name) => (isWatched || !name.startsWith("watch_")) && (hasTests || !name.startsWith("restore_test_")),
    );
    expect(Object.keys(stack.output).sort()).toEqual(read.sort());
    const values = Object.fromEntries(Object.entries(stack.output).map(([name, { value }]) => [name, value]));
    expect(outputsSchema.safeParse(values).success).toBe(true);
  });

  test("keeps its state in the project's folder, without a path of this machine", () => {
    expect(dev.terraform.backend).toEqual({
      local: { path: "../../../terraform.backup-notifications-dev.tfstate" },
    });
    expect(dev.json).not.toContain(process.cwd());
  });

  test("contains no webhook URL", () => {
    expect(dev.json + prod.json).not.toMatch(/hooks\.slack(-gov)?\.com\/(services|workflows|triggers)/);
  });

  test("names neither a zone nor an image", () => {
    expect(dev.json).not.toMatch(/us-east-1[a-f]"/);
    expect(dev.json).not.toMatch(/\bami-[0-9a-f]{8}/);
    expect(dev.data).toHaveProperty("aws_ami");
  });

  test("tags everything through the provider", () => {
    const { provider } = synthesize({ ...vaultStage, tags: { team: "platform" } });
    expect(provider["aws"]).toEqual([
      {
        region: "eu-central-1",
        default_tags: [{ tags: { application: "backup-notifications", stage: "test", team: "platform" } }],
      },
    ]);
  });

  test("names every role with its Region, because IAM is global", () => {
    expect(all(dev, "aws_iam_role").map(({ name }) => name)).toEqual([
      "backup-notifications-dev-notifier-us-east-1",
      "backup-notifications-dev-flow-logs-us-east-1",
      "backup-notifications-dev-instance-us-east-1",
      "backup-notifications-dev-AWSBackup-us-east-1",
    ]);
  });

  test("creates the log group before the function, which would create one without a key", () => {
    expect(only(dev, "aws_lambda_function")["depends_on"]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^aws_cloudwatch_log_group\./)]),
    );
  });
});
