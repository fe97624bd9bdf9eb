import type { Stage } from "../../../src/stage";
import {
  all,
  everyTestResource,
  only,
  ruleOf,
  type Synthesized,
  synthesize,
  vaultStage,
} from "../../fixtures/stack";

const withWorkload = (
  testWorkload: NonNullable<Stage["testWorkload"]>,
  vault = vaultStage.vault,
): Synthesized => synthesize({ ...vaultStage, ...(vault && { vault }), testWorkload });

const ownKey = expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/);

const continuous = (selectionTags: Readonly<Record<string, string>>): NonNullable<Stage["vault"]> => ({
  rules: [ruleOf({ continuous: true, deleteAfterDays: 7 })],
  selectionTags: { ...selectionTags },
});

const networkTypes = ["aws_vpc", "aws_subnet", "aws_flow_log", "aws_security_group", "aws_instance"];

test.each([
  ["volume", "aws_ebs_volume", { size: 1, type: "gp3", encrypted: true, kms_key_id: ownKey }],
  ["fileSystem", "aws_efs_file_system", { encrypted: true, kms_key_id: ownKey }],
  ["bucket", "aws_s3_bucket", { force_destroy: true }],
] as const)(
  "%s: true makes the smallest of its kind, with the plan's tags, and no network",
  (word, type, settings) => {
    const stack = withWorkload({ [word]: true });
    expect(only(stack, type)).toMatchObject({ ...settings, tags: { backup: "daily" } });
    for (const other of networkTypes) expect(all(stack, other)).toEqual([]);
  },
);

test("a test volume stays in its zone, and a test file system has no mount target", () => {
  const stack = withWorkload({ volume: true, fileSystem: true });
  expect(only(stack, "aws_ebs_volume")).toMatchObject({
    lifecycle: { ignore_changes: ["availability_zone"] },
  });
  expect(all(stack, "aws_efs_mount_target")).toEqual([]);
});

describe("a test bucket", () => {
  const stack = withWorkload({ bucket: true });

  test("keeps versions, which AWS Backup needs, for a day, and is encrypted with the stage's key", () => {
    expect(only(stack, "aws_s3_bucket_versioning")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
    expect(JSON.stringify(only(stack, "aws_s3_bucket_lifecycle_configuration"))).toContain(
      '"noncurrent_days":1',
    );
    expect(only(stack, "aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: ownKey },
          bucket_key_enabled: true,
        },
      ],
    });
  });

  test("is private, and takes requests with TLS only", () => {
    expect(only(stack, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    const { Statement } = JSON.parse(String(only(stack, "aws_s3_bucket_policy")["policy"]));
    expect(Statement).toMatchObject([
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(Statement[0].Resource).toHaveLength(2);
  });

  test("has a name that no other account can have, within S3's 63 characters", () => {
    const name = String(only(stack, "aws_s3_bucket")["bucket"]);
    expect(name).toMatch(
      /^backup-notifications-test-test-bucket-\$\{data\.aws_caller_identity\.\w+\.account_id\}$/,
    );
    expect("backup-notifications--test-bucket-".length + 16 + 12).toBeLessThanOrEqual(63);
  });

  test("reports to EventBridge only where a plan that takes it is continuous", () => {
    expect(all(stack, "aws_s3_bucket_notification")).toEqual([]);
    const kept = withWorkload({ bucket: true }, continuous({ backup: "daily" }));
    expect(only(kept, "aws_s3_bucket_notification")).toMatchObject({ eventbridge: true });
    const others = withWorkload(
      { bucket: true },
      {
        plans: [
          {
            name: "databases",
            rules: [ruleOf({ continuous: true, deleteAfterDays: 7 })],
            selections: [{ name: "rds", resourceTypes: ["RDS"] }],
          },
          { name: "daily", rules: [ruleOf()], selections: [{ name: "tagged", tags: { backup: "daily" } }] },
        ],
      },
    );
    expect(all(others, "aws_s3_bucket_notification")).toEqual([]);
  });

  test("is known by its name to a plan that selects by ARN", () => {
    const named = withWorkload(
      { bucket: true },
      {
        plans: [
          {
            name: "archive",
            rules: [ruleOf({ continuous: true, deleteAfterDays: 7 })],
            selections: [{ name: "by-arn", arns: ["arn:aws:s3:::*-test-test-bucket-*"] }],
          },
        ],
      },
    );
    expect(only(named, "aws_s3_bucket_notification")).toMatchObject({ eventbridge: true });
  });

  test("is what the backup role has S3's own policies for", () => {
    const policies = all(stack, "aws_iam_role_policy_attachment").map(({ policy_arn }) => String(policy_arn));
    expect(policies.filter((arn) => arn.includes("S3"))).toHaveLength(2);
  });
});

describe("a test database", () => {
  const stack = withWorkload({ database: true });
  const database = only(stack, "aws_db_instance");

  test("is of the cheapest class, in one zone, private, and encrypted with the stage's key", () => {
    expect(database).toMatchObject({
      engine: "postgres",
      instance_class: "db.t4g.micro",
      multi_az: false,
      publicly_accessible: false,
      storage_encrypted: true,
      kms_key_id: ownKey,
      tags: { backup: "daily" },
    });
  });

  test("has a password that RDS makes, and that is in no file and no state", () => {
    expect(database).toMatchObject({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: ownKey,
    });
    expect(JSON.stringify(stack)).not.toMatch(/"(?:master_)?password(?:_wo)?"/);
  });

  test("leaves its backups to AWS Backup, which may change their retention, and keeps out of its way", () => {
    expect(database).toMatchObject({
      backup_retention_period: 0,
      lifecycle: { ignore_changes: ["backup_retention_period"] },
      maintenance_window: "sun:04:00-sun:04:30",
      backup_window: "03:00-03:30",
    });
  });

  test("goes with cleanup", () => {
    expect(database).toMatchObject({ skip_final_snapshot: true, deletion_protection: false });
    expect(database["lifecycle"]).not.toHaveProperty("prevent_destroy");
  });

  test("has two subnets in two zones of a network without a way out, and no instance", () => {
    expect(all(stack, "aws_instance")).toEqual([]);
    const subnets = all(stack, "aws_subnet");
    expect(subnets).toHaveLength(2);
    const zones = subnets.map(({ availability_zone }) => String(availability_zone));
    expect(zones.filter((zone) => zone.includes("setsubtract"))).toHaveLength(1);
    expect((only(stack, "aws_db_subnet_group")["subnet_ids"] as readonly string[]).length).toBe(2);
    for (const type of ["aws_internet_gateway", "aws_nat_gateway", "aws_route"])
      expect(all(stack, type)).toEqual([]);
    expect(database["vpc_security_group_ids"]).toEqual([
      expect.stringMatching(/^\$\{aws_default_security_group\./),
    ]);
    expect(all(stack, "aws_flow_log")).toHaveLength(1);
    expect(only(stack, "aws_kms_key")["policy"]).toContain("vpc-flow-logs");
  });

  test("is added to a deployed instance without replacing its network: the VPC gets a further range", () => {
    const before = withWorkload({ instance: true });
    const after = withWorkload({ instance: true, database: true });
    for (const type of ["aws_vpc", "aws_instance", "aws_flow_log", "aws_default_security_group"]) {
      expect(after.resource[type]).toEqual(before.resource[type]);
    }
    expect(after.resource["aws_subnet"]).toMatchObject({ ...before.resource["aws_subnet"] });
    expect(only(after, "aws_vpc_ipv4_cidr_block_association")).toMatchObject({ cidr_block: "10.42.0.16/28" });
  });

  test("goes into existing subnets, in a group without rules, and makes no network", () => {
    const subnetId = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"];
    const given = withWorkload({ database: true, subnetId });
    for (const type of ["aws_vpc", "aws_subnet", "aws_flow_log", "aws_instance"])
      expect(all(given, type)).toEqual([]);
    expect(only(given, "aws_db_subnet_group")["subnet_ids"]).toEqual([
      expect.stringMatching(/^\$\{data\.aws_subnet\./),
      subnetId[1],
    ]);
    expect(only(given, "aws_security_group")).not.toHaveProperty("egress");
  });
});

test("the outputs name every test resource", () => {
  const stack = withWorkload(everyTestResource);
  const arns = String(stack.output["test_resource_arns"]?.["value"]).split(",");
  expect(arns.map((arn) => /\$\{(aws_\w+)\./.exec(arn)?.[1])).toEqual([
    "aws_instance",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_db_instance",
    "aws_efs_file_system",
    "aws_s3_bucket",
  ]);
});
