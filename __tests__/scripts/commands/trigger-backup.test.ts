import { DescribeInstanceStatusCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { triggerBackup as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const ec2 = mockClient(EC2Client);
const ssm = mockClient(SSMClient);
const rds = mockClient(RDSClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let backup: AwsBackup;

const instanceIs = (state: "running" | "stopped" | "terminated"): void => {
  const status = { InstanceState: { Name: state }, InstanceStatus: { Status: "ok" as const } };
  ec2.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [status] });
};

beforeEach(async () => {
  for (const mock of [ec2, rds, ssm, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(GetParameterCommand).resolves({});
  instanceIs("running");
  backup = await startAwsBackup();
  project = makeProjectFolder();
  project.deployed(outputsOf());
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

const startOperator = (whileWaiting: (milliseconds: number) => void = backup.clock.advance): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting });

test("the test instance is backed up, and the job is followed to its end", async () => {
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(backup.backupJobs()).toEqual([
    expect.objectContaining({
      vaultName: "backup-notifications-dev",
      resourceArn: resources.instance,
      iamRoleArn: outputsOf().backup_role_arn,
      lifecycle: { DeleteAfterDays: 1 },
      state: "COMPLETED",
    }),
  ]);
  const [job] = backup.backupJobs();
  expect(job && job.startBy.getTime() - job.createdAt.getTime()).toBe(60 * 60_000);
  expect(job && job.completeBy.getTime() - job.createdAt.getTime()).toBe(120 * 60_000);
  const screen = operator.output();
  expect(screen).toMatch(/CREATED, 0 %\n.*RUNNING, 50 %\n.*COMPLETED, 100 %/s);
  expect(screen).toMatch(
    /ended COMPLETED: 1 m 10 s, 8 GiB, recovery point arn:aws:ec2:eu-west-1::image\/ami-/,
  );
  expect(screen).toMatch(/The message appears in the channel of the Slack webhook of stage dev/);
});

test("without a stored webhook, it reports that no message can appear yet", async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(operator.output()).toMatch(/No webhook is stored, .*: npm run set-webhook -- dev eu-west-1$/);
});

test.each(["FAILED", "EXPIRED", "ABORTED"] as const)(
  "a job that ends %s fails with AWS's reason",
  async (state) => {
    backup.willEnd(resources.instance, { state, statusMessage: '"The role lacks ec2:CreateImage."' });
    const operator = startOperator();
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(
      new RegExp(`Error: backup job \\S+ ended ${state}: The role lacks ec2:CreateImage`),
    );
  },
);

test("a job that completed with issues succeeds, and the issue is reported", async () => {
  backup.willEnd(resources.instance, {
    state: "COMPLETED",
    messageCategory: "AGGREGATE_ALL",
    statusMessage: "VSS was not used.",
  });
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(operator.output()).toMatch(/AWS reports: VSS was not used\./);
});

test("--resource backs up another resource, and does not wait for the instance", async () => {
  const operator = startOperator();
  expect(await operator.run(command, "--resource", resources.table)).toBe(0);
  expect(backup.backupJobs()[0]?.resourceArn).toBe(resources.table);
  expect(ec2.calls()).toEqual([]);
});

test.each([
  [undefined, 1],
  [7, 7],
])(
  "a backup into a vault whose lock wants at least %p days is kept for %i",
  async (minRetentionDays, days) => {
    for (const vault of backup.vaults()) {
      if (minRetentionDays !== undefined)
        vault.lock = { minRetentionDays, maxRetentionDays: 30, lockDate: undefined };
    }
    expect(await startOperator().run(command, "--no-wait")).toBe(0);
    expect(backup.backupJobs()[0]?.lifecycle?.DeleteAfterDays).toBe(days);
  },
);

test("--no-wait ends once the job is started", async () => {
  const operator = startOperator();
  expect(await operator.run(command, "--no-wait")).toBe(0);
  expect(backup.backupJobs()[0]?.state).toBe("CREATED");
  expect(backup.calls).toEqual(["DescribeBackupVault", "StartBackupJob"]);
});

test("Ctrl-C reports that the job keeps running, how to follow it again and how to stop it; --job follows it", async () => {
  const operator = startOperator((milliseconds) => {
    backup.clock.advance(milliseconds);
    if (backup.backupJobs()[0]?.state === "RUNNING") operator.interrupt();
  });
  expect(await operator.run(command)).toBe(130);
  const [job] = backup.backupJobs();
  expect(job?.state).toBe("RUNNING");
  expect(operator.output()).toMatch(`Stopped. Backup job ${job?.id} keeps running in AWS`);
  expect(operator.output()).toMatch(
    `To follow it again: npm run trigger-backup -- dev eu-west-1 --job ${job?.id}`,
  );
  expect(operator.output()).toMatch(
    `aws backup stop-backup-job --region eu-west-1 --backup-job-id ${job?.id}`,
  );
  const later = startOperator();
  expect(await later.run(command, "dev", "eu-west-1", "--job", job?.id ?? "")).toBe(0);
  expect(later.output()).toMatch(`Backup job ${job?.id} ended COMPLETED`);
  expect(backup.backupJobs()).toHaveLength(1);
});

test("a job that does not exist is reported in one sentence", async () => {
  const operator = startOperator();
  expect(await operator.run(command, "--job", "no-such-job")).toBe(1);
  expect(operator.output()).toMatch(
    /there is no backup job no-such-job in eu-west-1; check the ID and the Region$/,
  );
});

test.each([
  [
    "stopped",
    /instance i-0123456789abcdef0 is stopped; start it with `aws ec2 start-instances --region eu-west-1/,
  ],
  ["terminated", /no longer exists; create it again with `npm run deploy -- dev eu-west-1`/],
] as const)("a %s instance is not waited for", async (state, sentence) => {
  instanceIs(state);
  const operator = startOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(sentence);
  expect(backup.calls).toEqual([]);
});

test("an instance that EC2 does not know is not waited for", async () => {
  const unknown = Object.assign(new Error("not found"), { name: "InvalidInstanceID.NotFound" });
  ec2.on(DescribeInstanceStatusCommand).rejects(unknown);
  const operator = startOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/no longer exists/);
});

test.each([
  [
    { instance_arn: "", instance_id: "", test_resource_arns: "" },
    [],
    /has no test resource; enable the test workload .* or name a resource with --resource <arn>/,
  ],
  [
    { vault_name: "", existing_vault_names: "Default" },
    [],
    /has no vault of its own.*start a job on Default in the AWS Backup console/,
  ],
  [
    {},
    ["--resource", "arn:aws:ec2:us-east-1:111122223333:volume/vol-0"],
    /--resource is in us-east-1, but stage dev backs up in eu-west-1/,
  ],
])("what cannot be backed up is reported before anything starts (%#)", async (outputs, flags, sentence) => {
  project.deployed(outputsOf(outputs));
  const operator = startOperator();
  expect(await operator.run(command, "dev", ...flags)).toBe(1);
  expect(operator.output()).toMatch(sentence);
  expect(backup.calls).toEqual([]);
});

test.each([
  [["--resource", "vol-0"], /--resource is "vol-0", which is not an ARN/],
  [["--resource", resources.table, "--job", "x"], /give only one of them/],
  [["--job", "x", "--no-wait"], /give only one of them/],
])("conflicting flags are wrong usage (%#)", async (flags, sentence) => {
  const operator = startOperator();
  expect(await operator.run(command, ...flags)).toBe(2);
  expect(operator.output()).toMatch(sentence);
});

test("where AWS denies the start, the action is named", async () => {
  backup.deny("backup:StartBackupJob");
  const operator = startOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/AWS denied backup:StartBackupJob/);
});

const testTable = "arn:aws:dynamodb:eu-west-1:111122223333:table/backup-notifications-dev-test-table";

const deployWithTable = (): void =>
  project.deployed(outputsOf({ test_resource_arns: `${resources.instance},${testTable}` }));

test("all test resources are backed up side by side", async () => {
  deployWithTable();
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(backup.backupJobs().map(({ resourceArn, state }) => [resourceArn, state])).toEqual(
    expect.arrayContaining([
      [resources.instance, "COMPLETED"],
      [testTable, "COMPLETED"],
    ]),
  );
  expect(operator.output().match(/ended COMPLETED/g)).toHaveLength(2);
});

test("one test resource is named by its word", async () => {
  deployWithTable();
  const operator = startOperator();
  expect(await operator.run(command, "--resource", "table")).toBe(0);
  expect(backup.backupJobs().map(({ resourceArn }) => resourceArn)).toEqual([testTable]);
});

test("a test resource that the stage does not have is refused with the words that add it", async () => {
  const operator = startOperator();
  expect(await operator.run(command, "--resource", "table")).toBe(1);
  expect(operator.output()).toMatch(
    /stage dev has no test table; enable testWorkload: \{ table: true \} in stages\/dev.ts and deploy/,
  );
});

test("of several jobs, one that fails is reported, the others are followed to their ends, and the exit code is 1", async () => {
  deployWithTable();
  backup.willEnd(resources.instance, { state: "FAILED", statusMessage: "The role lacks ec2:CreateImage." });
  const operator = startOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/ended COMPLETED/);
  expect(operator.output()).toMatch(/Error: backup job \S+ ended FAILED: The role lacks ec2:CreateImage/);
});

test("of several resources, one that cannot be started keeps none of the others from being backed up", async () => {
  deployWithTable();
  instanceIs("stopped");
  const operator = startOperator();
  expect(await operator.run(command)).toBe(1);
  expect(backup.backupJobs().map(({ resourceArn, state }) => [resourceArn, state])).toEqual([
    [testTable, "COMPLETED"],
  ]);
  expect(operator.output()).toMatch(/ended COMPLETED/);
  expect(operator.output()).toMatch(/Error: instance \S+ is stopped/);
});

describe("every kind of test resource", () => {
  const account = "eu-west-1:111122223333";
  const arns = {
    volume: `arn:aws:ec2:${account}:volume/vol-0fedcba9876543210`,
    database: `arn:aws:rds:${account}:db:backup-notifications-dev-test-database`,
    fileSystem: `arn:aws:elasticfilesystem:${account}:file-system/fs-0123456789abcdef0`,
    bucket: "arn:aws:s3:::backup-notifications-dev-test-bucket-111122223333",
  };

  const databaseIs = (...states: readonly string[]): void => {
    const answers = rds.on(DescribeDBInstancesCommand);
    for (const DBInstanceStatus of states) {
      answers.resolvesOnce({ DBInstances: [{ DBInstanceStatus }] });
    }
    answers.resolves({ DBInstances: [{ DBInstanceStatus: states.at(-1) ?? "available" }] });
  };

  beforeEach(() => {
    databaseIs("available");
    project.deployed(
      outputsOf({ test_resource_arns: [resources.instance, testTable, ...Object.values(arns)].join(",") }),
    );
  });

  test("is backed up, all of them side by side, after one wait for instance and database", async () => {
    const operator = startOperator();
    expect(await operator.run(command)).toBe(0);
    expect(
      backup
        .backupJobs()
        .map(({ resourceArn }) => resourceArn)
        .sort(),
    ).toEqual([resources.instance, testTable, ...Object.values(arns)].sort());
    expect(operator.output().match(/ended COMPLETED/g)).toHaveLength(6);
    expect(operator.output().match(/Waiting for/g)).toHaveLength(1);
    expect(operator.output()).toContain(
      "Waiting for the status checks of instance i-0123456789abcdef0 and database backup-notifications-dev-test-database",
    );
  });

  test.each(Object.entries(arns))("--resource %s backs up that one alone", async (word, arn) => {
    const operator = startOperator();
    expect(await operator.run(command, "--resource", word)).toBe(0);
    expect(backup.backupJobs().map(({ resourceArn }) => resourceArn)).toEqual([arn]);
    expect(ec2.calls()).toEqual([]);
    expect(rds.calls().length > 0).toBe(word === "database");
  });

  test("an ARN of S3, which names no Region, can be given", async () => {
    const operator = startOperator();
    expect(await operator.run(command, "--resource", "arn:aws:s3:::books")).toBe(0);
    expect(backup.backupJobs().map(({ resourceArn }) => resourceArn)).toEqual(["arn:aws:s3:::books"]);
  });

  test.each([
    [
      "stopped",
      /database \S+-test-database is stopped; start it with `aws rds start-db-instance --region eu-west-1 --db-instance-identifier \S+-test-database` and run/,
    ],
    [
      "deleting",
      /database \S+-test-database no longer exists; create it again with `npm run deploy -- dev eu-west-1`/,
    ],
    [
      "storage-full",
      /database \S+-test-database is storage-full, which waiting does not change; look at it in the RDS console/,
    ],
  ])(
    "a database that is %s is not waited for, and keeps none of the others from being backed up",
    async (state, sentence) => {
      databaseIs(state);
      const operator = startOperator();
      expect(await operator.run(command)).toBe(1);
      expect(operator.output()).toMatch(sentence);
      expect(backup.backupJobs()).toHaveLength(5);
    },
  );

  test("a database that RDS does not know, or of which it says nothing, is not backed up", async () => {
    const unknown = Object.assign(new Error("not found"), { name: "DBInstanceNotFound" });
    rds.on(DescribeDBInstancesCommand).rejects(unknown);
    const gone = startOperator();
    expect(await gone.run(command, "--resource", "database")).toBe(1);
    expect(gone.output()).toMatch(/no longer exists; create it again/);
    rds.reset();
    rds.on(DescribeDBInstancesCommand).resolves({});
    const silent = startOperator();
    expect(await silent.run(command, "--resource", "database")).toBe(1);
    expect(silent.output()).toMatch(/RDS does not say in which state database \S+ is; try again/);
    expect(backup.backupJobs()).toEqual([]);
  });

  test("where AWS denies the question, the action is named", async () => {
    const denied = Object.assign(new Error("User: x is not authorized to perform: rds:DescribeDBInstances"), {
      name: "AccessDenied",
    });
    rds.on(DescribeDBInstancesCommand).rejects(denied);
    const operator = startOperator();
    expect(await operator.run(command, "--resource", "database")).toBe(1);
    expect(operator.output()).toMatch(/AWS denied rds:DescribeDBInstances/);
  });
});
