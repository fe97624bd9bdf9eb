import {
  all,
  oneWith,
  only,
  reference,
  statement,
  statementsOf,
  synthesize,
  vaultStage,
} from "../fixtures/stack";

const stack = synthesize({
  ...vaultStage,
  existingVaults: ["Default"],
  eventBridge: true,
  testWorkload: {},
});
const thisAccount = reference("data.aws_caller_identity.home_account_BE6D8A70.account_id");
const partition = reference("data.aws_partition.home_partition_F90867FC.partition");
const dnsSuffix = reference("data.aws_partition.home_partition_F90867FC.dns_suffix");
const keyArn = expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/);
const topicArn = expect.stringMatching(/^\$\{aws_sns_topic\.topic_\w+\.arn\}$/);

const policies = [
  ...all(stack, "aws_iam_role_policy"),
  ...all(stack, "aws_sns_topic_policy"),
  ...all(stack, "aws_sqs_queue"),
  ...all(stack, "aws_kms_key"),
].map(({ policy }) => policy);

describe("who is allowed to publish and send", () => {
  const [events, alarms] = ["topic", "alarms_topic"].map((id) =>
    all(stack, "aws_sns_topic_policy").find(({ arn }) => String(arn).includes(`.${id}_`)),
  );

  test("AWS Backup may publish for exactly these vaults of this account", () => {
    expect(statement(events?.["policy"], "AwsBackupPublishes")).toEqual({
      Sid: "AwsBackupPublishes",
      Effect: "Allow",
      Principal: { Service: "backup.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: {
        StringEquals: { "aws:SourceAccount": thisAccount },
        ArnLike: {
          "aws:SourceArn": [
            expect.stringMatching(/^\$\{aws_backup_vault\.vault_\w+\.arn\}$/),
            reference("data.aws_backup_vault.existing-vault-Default.arn"),
          ],
        },
      },
    });
    expect(statementsOf(events?.["policy"])).toHaveLength(2);
  });

  test("the alarms of this stack may publish to the alarm topic, and nothing else may", () => {
    const { Principal, Condition } = statement(alarms?.["policy"], "AlarmsPublish");
    expect(Principal).toEqual({ Service: "cloudwatch.amazonaws.com" });
    expect(Condition).toEqual({
      StringEquals: { "aws:SourceAccount": thisAccount },
      ArnLike: { "aws:SourceArn": expect.any(Array) },
    });
    const arns = all(stack, "aws_cloudwatch_metric_alarm").map(
      ({ alarm_name }) => `arn:${partition}:cloudwatch:eu-central-1:${thisAccount}:alarm:${alarm_name}`,
    );
    expect([Condition?.["ArnLike"]?.["aws:SourceArn"]].flat().sort()).toEqual(arns.sort());
    expect(statementsOf(alarms?.["policy"])).toHaveLength(2);
  });

  test.each(["events", "dead-letters"])("only topic and rule may send to the queue of %s", (name) => {
    const queue = oneWith(stack, "aws_sqs_queue", { name: `backup-notifications-test-${name}` });
    const [topic, rule, deny, ...more] = statementsOf(queue["policy"]);
    expect(topic).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
    });
    expect(rule).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: {
        ArnEquals: { "aws:SourceArn": expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\./) },
      },
    });
    expect(deny?.Effect).toBe("Deny");
    expect(more).toEqual([]);
    expect(topic?.Resource).toBe(
      `arn:${partition}:sqs:eu-central-1:${thisAccount}:backup-notifications-test-${name}`,
    );
  });

  test("topics and queues accept nothing without TLS", () => {
    const open = [...all(stack, "aws_sns_topic_policy"), ...all(stack, "aws_sqs_queue")];
    expect(open).toHaveLength(4);
    for (const { policy } of open) {
      expect(statement(policy, "DenyInsecureTransport")).toMatchObject({
        Effect: "Deny",
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
  });

  test("no statement allows everyone, and no action is a wildcard except the account's own for its key", () => {
    const allowed = policies
      .flatMap((policy) => statementsOf(policy))
      .filter(({ Effect }) => Effect === "Allow");
    for (const { Principal, Action, Sid } of allowed) {
      expect(JSON.stringify(Principal ?? {})).not.toContain('"*"');
      if (Sid !== "AccountAdministration")
        expect([Action].flat()).not.toContainEqual(expect.stringMatching(/:\*$/));
    }
  });

  test("roles are assumed by their service on behalf of this account only; EC2 names no account", () => {
    const trusts = all(stack, "aws_iam_role").map((role) => statementsOf(role["assume_role_policy"]));
    const trust = (Service: string) => ({
      Effect: "Allow",
      Principal: { Service },
      Action: "sts:AssumeRole",
    });
    const here = { Condition: { StringEquals: { "aws:SourceAccount": thisAccount } } };
    expect(trusts).toHaveLength(4);
    expect(trusts).toEqual(
      expect.arrayContaining([
        [{ ...trust("lambda.amazonaws.com"), ...here }],
        [{ ...trust("backup.amazonaws.com"), ...here }],
        [{ ...trust("vpc-flow-logs.amazonaws.com"), ...here }],
        [trust("ec2.amazonaws.com")],
      ]),
    );
  });
});

describe("what the notifier is allowed to do", () => {
  const permissions = oneWith(stack, "aws_iam_role_policy", { name: "notifier" })["policy"];
  const consume = oneWith(stack, "aws_iam_role_policy", { name: "consume" })["policy"];
  const of = (service: string, resource: string) =>
    `arn:${partition}:${service}:eu-central-1:${thisAccount}:${resource}`;

  test("is these actions on these resources", () => {
    const granted = [...statementsOf(permissions), ...statementsOf(consume)].map(({ Action, Resource }) => [
      Resource,
      Action,
    ]);
    expect(granted).toEqual([
      [
        of("logs", "log-group:/aws/lambda/backup-notifications-test-notifier:*"),
        ["logs:CreateLogStream", "logs:PutLogEvents"],
      ],
      [of("ssm", "parameter/backup-notifications/test/slack-webhook-url"), ["ssm:GetParameter"]],
      ["*", ["backup:DescribeBackupJob", "backup:DescribeCopyJob", "backup:DescribeRestoreJob"]],
      ["*", ["backup:ListBackupJobs", "backup:ListRecoveryPointsByResource"]],
      ["*", ["backup:ListCopyJobs", "backup:ListRestoreJobs"]],
      [
        [
          of("backup", "recovery-point:*"),
          of("dynamodb", "table/*/backup/*"),
          of("fsx", "backup/*"),
          of("rds", "cluster-snapshot:awsbackup:*"),
          of("rds", "snapshot:awsbackup:*"),
          of("redshift", "snapshot:*"),
          `arn:${partition}:ec2:eu-central-1::image/*`,
          `arn:${partition}:ec2:eu-central-1::snapshot/*`,
        ],
        ["backup:DescribeRecoveryPoint"],
      ],
      [[of("rds", "db:*"), of("rds", "snapshot:*")], ["rds:DescribeDBSnapshots"]],
      [expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters_\w+\.arn\}$/), ["sqs:SendMessage"]],
      [keyArn, ["kms:Decrypt", "kms:GenerateDataKey"]],
      ["*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]],
      [
        expect.stringMatching(/^\$\{aws_sqs_queue\.queue_\w+\.arn\}$/),
        ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"],
      ],
    ]);
  });

  test("includes the key only through the services that need it", () => {
    const suffix = `eu-central-1.${dnsSuffix}`;
    expect(statement(permissions, "UseKey").Condition).toEqual({
      StringEquals: {
        "kms:ViaService": [`ssm.${suffix}`, `sqs.${suffix}`, `lambda.${suffix}`, `dynamodb.${suffix}`],
      },
    });
  });
});

describe("encryption", () => {
  test.each([
    ["aws_sns_topic", "kms_master_key_id", 2],
    ["aws_sqs_queue", "kms_master_key_id", 2],
    ["aws_backup_vault", "kms_key_arn", 1],
    ["aws_lambda_function", "kms_key_arn", 1],
    ["aws_cloudwatch_log_group", "kms_key_id", 2],
  ])("of every %s is by the stack's own key", (type, argument, count) => {
    expect(all(stack, type).map((resource) => resource[argument])).toEqual(Array(count).fill(keyArn));
  });

  test("covers the disk of the test workload, whose metadata service requires a token", () => {
    expect(only(stack, "aws_instance")).toMatchObject({
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      root_block_device: { encrypted: true, kms_key_id: keyArn },
    });
  });

  test("keys rotate, and their policy names each service that must use them", () => {
    const key = only(stack, "aws_kms_key");
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    const conditions = statementsOf(key["policy"]).map(({ Principal, Condition }) => [Principal, Condition]);
    const here = { StringEquals: { "aws:SourceAccount": thisAccount } };
    expect(conditions).toEqual([
      [{ AWS: `arn:${partition}:iam::${thisAccount}:root` }, undefined],
      [{ Service: "backup.amazonaws.com" }, undefined],
      [{ Service: "sns.amazonaws.com" }, here],
      [{ Service: "cloudwatch.amazonaws.com" }, here],
      [{ Service: "events.amazonaws.com" }, undefined],
      [
        { Service: `logs.eu-central-1.${dnsSuffix}` },
        {
          ArnEquals: {
            "kms:EncryptionContext:aws:logs:arn": [
              "/aws/lambda/backup-notifications-test-notifier",
              "/aws/vpc-flow-logs/backup-notifications-test",
            ].map((name) => `arn:${partition}:logs:eu-central-1:${thisAccount}:log-group:${name}`),
          },
        },
      ],
    ]);
  });

  test("lets EventBridge use the key only where there is a rule", () => {
    expect(String(only(synthesize(vaultStage), "aws_kms_key")["policy"])).not.toContain(
      "events.amazonaws.com",
    );
  });
});

describe("the test workload", () => {
  test("has a network that lets nothing in and nothing out, also by the group that AWS creates with it", () => {
    const group = only(stack, "aws_default_security_group");
    expect(group).toMatchObject({ vpc_id: expect.stringMatching(/^\$\{aws_vpc\./) });
    expect(group).not.toHaveProperty("ingress");
    expect(group).not.toHaveProperty("egress");
    expect(only(stack, "aws_subnet")).toMatchObject({ map_public_ip_on_launch: false });
    expect(only(stack, "aws_instance")).not.toHaveProperty("associate_public_ip_address");
    const types = Object.keys(stack.resource);
    expect(types).not.toContain("aws_internet_gateway");
    expect(types).not.toContain("aws_security_group");
    expect(JSON.stringify(only(stack, "aws_instance")["vpc_security_group_ids"])).toMatch(
      /^\["\$\{aws_default_security_group\./,
    );
  });

  test("logs all traffic of that network, in its own log group and nowhere else", () => {
    expect(only(stack, "aws_flow_log")).toMatchObject({
      traffic_type: "ALL",
      vpc_id: expect.stringMatching(/^\$\{aws_vpc\./),
      log_destination: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.test-workload_flow-log_/),
      iam_role_arn: expect.stringMatching(/^\$\{aws_iam_role\.test-workload_flow-log_/),
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.test-workload_flow-log_/)],
    });
    const { policy } = oneWith(stack, "aws_iam_role_policy", { name: "flow-logs" });
    expect(statementsOf(policy)).toMatchObject([
      {
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: `arn:${partition}:logs:eu-central-1:${thisAccount}:log-group:/aws/vpc-flow-logs/backup-notifications-test:*`,
      },
    ]);
  });

  test("is an instance whose role has no permissions", () => {
    const role = oneWith(stack, "aws_iam_role", { name: "backup-notifications-test-instance-eu-central-1" });
    expect(role).not.toHaveProperty("inline_policy");
    expect(role).not.toHaveProperty("managed_policy_arns");
    const granted = [...all(stack, "aws_iam_role_policy"), ...all(stack, "aws_iam_role_policy_attachment")];
    expect(granted.map((grant) => grant["role"])).not.toContainEqual(
      expect.stringContaining("test-workload_role"),
    );
    expect(only(stack, "aws_iam_instance_profile")["role"]).toMatch(/^\$\{aws_iam_role\.test-workload_role_/);
    expect(only(stack, "aws_instance")["iam_instance_profile"]).toMatch(
      /^\$\{aws_iam_instance_profile\.test-workload_role_/,
    );
  });

  test.each([
    ["t4g.nano", true],
    ["m5.large", true],
    ["inf1.xlarge", true],
    ["t2.micro", undefined],
    ["m3.medium", undefined],
  ])("of type %s sets EBS optimization only where AWS accepts it: %s", (instanceType, expected) => {
    const instance = only(synthesize({ ...vaultStage, testWorkload: { instanceType } }), "aws_instance");
    expect(instance).toMatchObject({ monitoring: true });
    expect(instance["ebs_optimized"]).toBe(expected);
  });

  test("leaves no trace in a stage without one", () => {
    const bare = synthesize(vaultStage);
    expect(bare.json).not.toMatch(/flow-logs|aws_vpc|aws_instance/);
  });
});
