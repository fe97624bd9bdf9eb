import { setImmediate } from "node:timers/promises";
import {
  BackupClient,
  DescribeRestoreJobCommand,
  type DescribeRestoreJobOutput,
  GetRestoreTestingInferredMetadataCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ListRestoreJobsCommand,
  type RestoreJobsListMember,
  StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import {
  CreateTagsCommand,
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type HttpServer, startHttpServer } from "../../../local/http-server";
import { restoreTest as command } from "../../../scripts/commands/all";
import { resources } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

/** What `restore-test` leaves in AWS where something goes wrong, and what it says of it. */

const backup = mockClient(BackupClient);
const dynamoDb = mockClient(DynamoDBClient);
const ec2 = mockClient(EC2Client);
const sts = mockClient(STSClient);
const madeVolume = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0fedcba9876543210";
let project: ProjectFolder;
let services: HttpServer;
/** The name that the last restored table was to have. */
let tableName: string;
/** What AWS Backup says of a restore job, by what it restores. */
let jobs: Record<"table" | "volume", () => DescribeRestoreJobOutput | Promise<DescribeRestoreJobOutput>>;

const completed = (CreatedResourceArn: string): DescribeRestoreJobOutput => ({
  Status: "COMPLETED",
  CreatedResourceArn,
  CreationDate: new Date("2026-08-22T02:00:00Z"),
  CompletionDate: new Date("2026-08-22T02:10:00Z"),
});

const tableArn = (name: string): string => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;

beforeEach(async () => {
  for (const mock of [backup, dynamoDb, ec2, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  backup.on(ListRecoveryPointsByBackupVaultCommand).callsFake(({ BackupVaultName, ByResourceArn }) => ({
    RecoveryPoints: [
      {
        RecoveryPointArn: `arn:aws:backup:eu-west-1:111122223333:recovery-point:${ByResourceArn.split("/").at(-1)}`,
        BackupVaultName,
        CreationDate: new Date("2026-08-21T02:00:00Z"),
        Status: "COMPLETED",
      },
    ],
  }));
  backup.on(ListRestoreJobsCommand).resolves({ RestoreJobs: [] });
  backup.on(GetRestoreTestingInferredMetadataCommand).resolves({ InferredMetadata: {} });
  backup.on(StartRestoreJobCommand).callsFake(({ Metadata, RecoveryPointArn }) => {
    tableName = Metadata.targetTableName ?? tableName;
    return { RestoreJobId: RecoveryPointArn.includes("vol-") ? "JOB-volume" : "JOB-table" };
  });
  jobs = { table: () => completed(tableArn(tableName)), volume: () => completed(madeVolume) };
  backup
    .on(DescribeRestoreJobCommand)
    .callsFake(({ RestoreJobId }) => jobs[RestoreJobId === "JOB-volume" ? "volume" : "table"]());
  dynamoDb.on(DeleteTableCommand).resolves({});
  dynamoDb
    .on(DescribeTableCommand)
    .rejects(new ResourceNotFoundException({ $metadata: {}, message: "no such table" }));
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ CreateTime: new Date("2026-08-22T02:05:00Z") }] });
  ec2.on(CreateTagsCommand).resolves({});
  services = await startHttpServer((request, response) => {
    const isDynamoDb = request.headers["x-amz-target"] !== undefined;
    const Table = { TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] };
    response.writeHead(200).end(isDynamoDb ? JSON.stringify({ Table, Count: 1 }) : "<r/>");
  });
  project = makeProjectFolder();
  restoring(resources.table);
});

afterEach(async () => {
  project.remove();
  await services.close();
});

const restoring = (...arns: readonly string[]): void =>
  project.deployed(outputsOf({ test_resource_arns: arns.join() }));

const startOperator = (more: Partial<Parameters<typeof newOperator>[0]> = {}): Operator =>
  newOperator({
    project,
    env: { AWS_ENDPOINT_URL_DYNAMODB: services.url, AWS_ENDPOINT_URL_EC2: services.url },
    ...more,
  });

/** What it says where it fails. */
const failing = async (): Promise<string> => {
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  return operator.output();
};

const deletions = () => [
  ...dynamoDb.commandCalls(DeleteTableCommand),
  ...ec2.commandCalls(DeleteVolumeCommand),
];

describe("what another run left, which was killed and could not say it,", () => {
  const role = outputsOf().backup_role_arn;
  const testsRole = "arn:aws:iam::111122223333:role/backup-notifications-dev-restores-eu-west-1";
  const left = tableArn("awsbackup-restore-test-0123456789ab");
  const listed = (...more: readonly RestoreJobsListMember[]) =>
    backup.on(ListRestoreJobsCommand).resolves({
      RestoreJobs: more.map((job) => ({
        RestoreJobId: "JOB-0",
        Status: "COMPLETED",
        IamRoleArn: role,
        ...job,
      })),
    });
  const linesAbout = async (text: string): Promise<readonly string[]> => {
    dynamoDb.on(DescribeTableCommand, { TableName: "awsbackup-restore-test-0123456789ab" }).resolves({});
    const operator = startOperator();
    await operator.run(command, "--yes");
    const lines = operator.output().split("\n");
    return lines.filter((line) => line.includes(text));
  };

  test("is said with its command, and not deleted", async () => {
    listed({ ResourceType: "DynamoDB", CreatedResourceArn: left });
    expect(await linesAbout(left)).toEqual([
      `${left}, which another restore-test made, costs money until it is deleted: aws dynamodb delete-table --table-name awsbackup-restore-test-0123456789ab --region eu-west-1`,
    ]);
    expect(deletions()).toHaveLength(1);
  });

  test("is not said of what is deleted, or what AWS's own tests made and delete", async () => {
    const RestoreTestingPlanArn = "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:weekly-1";
    listed(
      { ResourceType: "DynamoDB", CreatedResourceArn: tableArn("awsbackup-restore-test-ffffffffffff") },
      { ResourceType: "DynamoDB", CreatedResourceArn: left, CreatedBy: { RestoreTestingPlanArn } },
    );
    expect(await linesAbout("another restore-test")).toEqual([]);
  });

  test("is said of a volume by its tag; one that someone else restored with the role has no command", async () => {
    listed({ ResourceType: "EBS", CreatedResourceArn: madeVolume });
    expect(await linesAbout(madeVolume)).toEqual([]);
    const Tags = [{ Key: "awsbackup-restore-test", Value: "JOB-0" }];
    ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ Tags }] });
    expect(await linesAbout(madeVolume)).toEqual([expect.stringContaining("aws ec2 delete-volume")]);
  });

  test("with a role that only tests have, is said of what still runs, and of what lost its mark", async () => {
    project.deployed(outputsOf({ test_resource_arns: resources.table, restore_role_arn: testsRole }));
    listed(
      { RestoreJobId: "JOB-1", Status: "RUNNING", IamRoleArn: testsRole },
      { RestoreJobId: "JOB-2", ResourceType: "EBS", CreatedResourceArn: madeVolume, IamRoleArn: testsRole },
    );
    expect(await linesAbout("costs money")).toEqual([
      "Restore job JOB-1 of another restore-test goes on in AWS; what it makes costs money until it is deleted.",
      `${madeVolume}, which restore job JOB-2 made with the role of restore tests, costs money; look at it in AWS.`,
    ]);
  });

  test("is not known where AWS does not say, and that is no reason not to test", async () => {
    listed({ ResourceType: "EBS", CreatedResourceArn: madeVolume });
    ec2.on(DescribeVolumesCommand).rejects(new Error("out of order"));
    expect(await linesAbout("It is not known whether")).toEqual([expect.stringContaining(madeVolume)]);
    backup.on(ListRestoreJobsCommand).resolves({});
    expect(await linesAbout("It is not known whether")).toEqual([
      expect.stringContaining("another restore-test left something"),
    ]);
    expect(deletions()).toHaveLength(2);
  });
});

test("what another restore test made is not deleted, though its name begins alike, and no command deletes it", async () => {
  const other = tableArn("awsbackup-restore-test-5d2c8a10");
  jobs.table = () => completed(other);
  const output = await failing();
  expect(output).toContain(
    `AWS Backup says that restore job JOB-table made ${other}, but it was to make ${tableName}, so nothing is deleted`,
  );
  expect(output).not.toContain("delete-table");
  expect(deletions()).toEqual([]);
});

test("a volume that lost its tag is not deleted, and no command deletes it", async () => {
  restoring(resources.volume);
  const output = await failing();
  expect(output).toContain("does not have the tag awsbackup-restore-test=JOB-volume of its restore");
  expect(output).not.toContain("delete-volume");
  expect(deletions()).toEqual([]);
});

test("where AWS Backup stops answering, the restore that goes on is named, and that it costs money", async () => {
  backup.on(DescribeRestoreJobCommand).rejects(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
  expect(await failing()).toMatch(
    /AWS could not be reached .*; Restore job JOB-table of \S+table\/orders goes on in AWS; what it makes costs money/,
  );
});

test.each([
  ["connection", { code: "ECONNRESET" }],
  ["turn", { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }],
])("a lost %s for a minute ends no restore test", async (_what, error) => {
  let answers = 0;
  jobs.table = () => {
    answers += 1;
    if (answers < 7) throw Object.assign(new Error("lost"), error);
    return completed(tableArn(tableName));
  };
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(deletions()).toHaveLength(1);
});

test("where no answer says whether a restore began, that is said, and how to see it", async () => {
  backup.on(StartRestoreJobCommand).rejects(Object.assign(new Error("timeout"), { name: "TimeoutError" }));
  expect(await failing()).toMatch(
    /AWS could not be reached .*; A restore of \S+ may have begun, .*costs money.*`aws backup list-restore-jobs --by-created-after 2026-08-22 --region eu-west-1`/,
  );
});

test("what is restored is named with the key that AWS infers, in its spelling", async () => {
  const InferredMetadata = { TargetTableName: "awsbackup-restore-test-x", encryptionType: "Default" };
  backup.on(GetRestoreTestingInferredMetadataCommand).resolves({ InferredMetadata });
  backup.on(StartRestoreJobCommand).callsFake(({ Metadata }) => {
    tableName = Metadata.TargetTableName;
    return { RestoreJobId: "JOB-table" };
  });
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(backup.commandCalls(StartRestoreJobCommand)[0]?.args[0].input.Metadata).toEqual({
    TargetTableName: expect.stringMatching(/^awsbackup-restore-test-[0-9a-f]{12}$/),
    encryptionType: "Default",
  });
});

test("a stage that names no vault is a sentence", async () => {
  const test_resource_arns = resources.table;
  const none = { vault_name: "", existing_vault_names: "", test_resource_arns };
  project.deployed(outputsOf(none));
  expect(await failing()).toContain(
    "the stage has no vault to restore from; name the vaults in existingVaults",
  );
});

test("where AWS Backup refuses the restore, nothing is left", async () => {
  const $metadata = { httpStatusCode: 400 };
  const error = Object.assign(new Error("no"), { name: "AccessDeniedException", $metadata });
  backup.on(StartRestoreJobCommand).rejects(error);
  const output = await failing();
  expect(output).toContain("AWS denied");
  expect(output).not.toContain("may have begun");
});

test("where only a second attempt was refused, the first may have begun a restore", async () => {
  const $metadata = { httpStatusCode: 400, attempts: 2 };
  const error = Object.assign(new Error("slow down"), { name: "ThrottlingException", $metadata });
  backup.on(StartRestoreJobCommand).rejects(error);
  expect(await failing()).toContain("may have begun");
});

test("Ctrl-C while a restore begins does not say that nothing was changed", async () => {
  const operator: Operator = startOperator();
  backup.on(StartRestoreJobCommand).callsFake(() => {
    operator.interrupt();
    return new Promise(() => {});
  });
  expect(await operator.run(command, "--yes")).toBe(130);
  expect(operator.output()).toContain("may have begun");
  expect(operator.output()).not.toContain("Nothing was changed");
});

test("a restore whose state is not known has not ended", async () => {
  const states: DescribeRestoreJobOutput[] = [{}, { Status: undefined }];
  jobs.table = () => states.shift() ?? completed(tableArn(tableName));
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).not.toContain("undefined");
});

test("a restore that is denied names the role, which may lack a type that no test has", async () => {
  jobs.table = () => ({ Status: "FAILED", StatusMessage: "Access denied performing s3:CreateBucket." });
  expect(await failing()).toContain(
    `ended FAILED: Access denied performing s3:CreateBucket; it restores as ${outputsOf().backup_role_arn}: allow it there, or add the type to restoreTests`,
  );
});

test("a restore that fails, and made something under its name before, says what, though AWS Backup does not", async () => {
  jobs.table = () => ({ Status: "FAILED", StatusMessage: "No space." });
  dynamoDb.on(DescribeTableCommand).resolves({});
  expect(await failing()).toContain(
    `ended FAILED: No space; ${tableName}, which it made before, costs money until it is deleted: aws dynamodb delete-table --table-name ${tableName} --region eu-west-1`,
  );
  dynamoDb.on(DescribeTableCommand).rejects(new Error("out of order"));
  expect(await failing()).toContain(
    `it is not known whether it made ${tableName} before, which would cost money`,
  );
  expect(deletions()).toEqual([]);
});

test("a restore that fails and made something all the same says what", async () => {
  jobs.table = () => ({ ...completed(tableArn(tableName)), Status: "FAILED", StatusMessage: "No space." });
  expect(await failing()).toContain(
    `restore job JOB-table ended FAILED: No space; Restore job JOB-table made ${tableArn(tableName)}, which costs money`,
  );
});

test("a volume that may not be tagged is named, and the other restores keep their verdicts", async () => {
  restoring(resources.volume, resources.table);
  ec2.on(CreateTagsCommand).rejects(Object.assign(new Error("no"), { name: "UnauthorizedOperation" }));
  const output = await failing();
  expect(output).toMatch(
    /AWS denied .*; Restore job JOB-volume made \S+vol-0fedcba9876543210, which costs money/,
  );
  expect(output).toContain("Restore test passed: orders (DynamoDB)");
});

test("a deletion that fails keeps the verdict", async () => {
  dynamoDb.on(DeleteTableCommand).rejects(new Error("not authorized"));
  expect(await failing()).toMatch(
    /passed: restored in 10 m; ACTIVE, .*; but \S+ could not be deleted: not authorized/,
  );
});

test("what is gone before it is deleted is deleted", async () => {
  dynamoDb.on(DeleteTableCommand).rejects(new ResourceNotFoundException({ $metadata: {}, message: "gone" }));
  expect(await startOperator().run(command, "--yes")).toBe(0);
});

test("a volume that is gone before it is deleted is deleted: nothing of it costs money", async () => {
  restoring(resources.volume);
  const gone = Object.assign(new Error("gone"), { name: "InvalidVolume.NotFound" });
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [{ CreateTime: new Date("2026-08-22T02:05:00Z") }] })
    .rejects(gone);
  const output = await failing();
  expect(output).toContain("restore test not checked");
  expect(output).not.toMatch(/costs money until|could not be deleted/);
});

test("Ctrl-C names only what is left", async () => {
  restoring(resources.volume, resources.table);
  let looks = 0;
  const operator = startOperator();
  // Some looks after the table was deleted.
  jobs.volume = async () => {
    await setImmediate();
    if (deletions().length > 0) looks += 1;
    if (looks === 20) operator.interrupt();
    return { Status: "RUNNING" };
  };
  expect(await operator.run(command, "--yes")).toBe(130);
  const [, stopped = ""] = operator.output().split("Stopped. ");
  expect(stopped).toContain("JOB-volume");
  expect(stopped).not.toContain("JOB-table");
});
