import { readFileSync } from "node:fs";
import { join } from "node:path";
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
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const dynamoDb = mockClient(DynamoDBClient);
const ec2 = mockClient(EC2Client);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let backup: AwsBackup;
let services: HttpServer;
/** What the services say of what was restored: DynamoDB by JSON, EC2 by XML. */
let tableIs: object;
let volumeIs: string;

beforeEach(async () => {
  for (const mock of [dynamoDb, ec2, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  dynamoDb.on(DeleteTableCommand).resolves({});
  dynamoDb
    .on(DescribeTableCommand)
    .rejects(new ResourceNotFoundException({ $metadata: {}, message: "no such table" }));
  tableIs = {
    Table: { TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
    Count: 1,
  };
  volumeIs = "<status>available</status><size>8</size><encrypted>true</encrypted>";
  services = await startHttpServer((request, response) => {
    const isDynamoDb = request.headers["x-amz-target"] !== undefined;
    const xml = `<r>${volumeIs}</r>`;
    response.writeHead(200).end(isDynamoDb ? JSON.stringify(tableIs) : xml);
  });
  backup = await startAwsBackup();
  project = makeProjectFolder();
  project.deployed(outputsOf({ test_resource_arns: resources.table }));
});

afterEach(async () => {
  project.remove();
  await Promise.all([backup.close(), services.close()]);
});

const startOperator = (more: Partial<Parameters<typeof newOperator>[0]> = {}): Operator =>
  newOperator({
    project,
    endpoint: backup.url,
    env: { AWS_ENDPOINT_URL_DYNAMODB: services.url, AWS_ENDPOINT_URL_EC2: services.url },
    whileWaiting: backup.clock.advance,
    ...more,
  });

const seedPoint = (resourceArn: string, createdAt = new Date("2026-08-21T02:00:00Z")) =>
  backup.seedRecoveryPoint({ vaultName: outputsOf().vault_name, resourceArn, createdAt });

const testName = expect.stringMatching(/^awsbackup-restore-test-[0-9a-f]{12}$/);

test("the newest recovery point is restored under a test's name, checked, and deleted again", async () => {
  seedPoint(resources.table, new Date("2026-08-20T02:00:00Z"));
  const newest = seedPoint(resources.table);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(backup.restoreJobs()).toEqual([
    expect.objectContaining({
      recoveryPointArn: newest.arn,
      iamRoleArn: outputsOf().backup_role_arn,
      newName: testName,
    }),
  ]);
  expect(dynamoDb.commandCalls(DeleteTableCommand)[0]?.args[0].input).toEqual({ TableName: testName });
  expect(operator.output()).toMatch(
    /Restore test passed: orders \(DynamoDB\): restored in 1 m 10 s; .*ACTIVE, keys as its source, an item can be read; from a recovery point of 2026-08-21T02:00:00.000Z/,
  );
});

test("its documented policy allows what it asks of AWS Backup", async () => {
  seedPoint(resources.table);
  await startOperator().run(command, "--yes");
  const policy = readFileSync(join(__dirname, "../../../docs/policies/restore-test-now.json"), "utf8");
  for (const call of new Set(backup.calls)) expect(policy).toContain(`"backup:${call}"`);
});

test("with restore tests, the role of these restores", async () => {
  const restore_role_arn = "arn:aws:iam::111122223333:role/backup-notifications-dev-restores-eu-west-1";
  project.deployed(outputsOf({ test_resource_arns: resources.table, restore_role_arn }));
  seedPoint(resources.table);
  await startOperator().run(command, "--yes");
  expect(backup.restoreJobs()).toEqual([expect.objectContaining({ iamRoleArn: restore_role_arn })]);
});

test("what is wrong with it fails the command, and it is deleted all the same", async () => {
  tableIs = { Table: { TableStatus: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" } };
  seedPoint(resources.table);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(dynamoDb.commandCalls(DeleteTableCommand)).toHaveLength(1);
  expect(operator.output()).toContain(
    "restore test failed: orders (DynamoDB): restored in 1 m 10 s; 12 MiB; state INACCESSIBLE_ENCRYPTION_CREDENTIALS, not ACTIVE",
  );
});

test("what cannot be seen has not passed", async () => {
  tableIs = {};
  seedPoint(resources.table);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toContain("restore test not checked: orders (DynamoDB): ");
  expect(dynamoDb.commandCalls(DeleteTableCommand)).toHaveLength(1);
});

test("a volume gets a tag of its restore, and only with that tag it is deleted", async () => {
  project.deployed(outputsOf({ test_resource_arns: resources.volume }));
  ec2.on(CreateTagsCommand).resolves({});
  ec2
    .on(DescribeVolumesCommand)
    .resolves({ Volumes: [{ Tags: [], CreateTime: new Date("2026-08-22T02:30:00Z") }] });
  volumeIs += "<volumeStatus><status>ok</status></volumeStatus>";
  seedPoint(resources.volume);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  const [job] = backup.restoreJobs();
  expect(ec2.commandCalls(CreateTagsCommand)[0]?.args[0].input.Tags).toEqual([
    { Key: "awsbackup-restore-test", Value: job?.id },
  ]);
  expect(ec2.commandCalls(DeleteVolumeCommand)).toEqual([]);
  expect(operator.output()).toContain(
    `does not have the tag awsbackup-restore-test=${job?.id} of its restore`,
  );
});

test("a volume that is older than its restore is neither tagged nor deleted, whatever AWS Backup calls it", async () => {
  project.deployed(outputsOf({ test_resource_arns: resources.volume }));
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ CreateTime: new Date("2026-08-01T00:00:00Z") }] });
  seedPoint(resources.volume);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(ec2.commandCalls(CreateTagsCommand)).toEqual([]);
  expect(ec2.commandCalls(DeleteVolumeCommand)).toEqual([]);
  expect(operator.output()).toMatch(/is not new, so it is not what restore job \S+ made/);
});

test("a restore that fails says why, and nothing is deleted", async () => {
  seedPoint(resources.table);
  backup.willEnd(resources.table, { state: "FAILED", statusMessage: "Access denied to KMS key." }, "restore");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(/restore job \S+ ended FAILED: Access denied to KMS key/);
  expect(dynamoDb.commandCalls(DeleteTableCommand)).toEqual([]);
});

test("a deletion that fails says what costs money, and the command that deletes it", async () => {
  seedPoint(resources.table);
  dynamoDb.on(DeleteTableCommand).rejects(new Error("not authorized"));
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /could not be deleted: not authorized; \S+, which restore job \S+ made, costs money until it is deleted: aws dynamodb delete-table --table-name awsbackup-restore-test-[0-9a-f]{12} --region eu-west-1/,
  );
});

test("without consent nothing is restored", async () => {
  seedPoint(resources.table);
  const operator = startOperator({ isInteractive: true, answers: { confirm: false } });
  expect(await operator.run(command)).toBe(1);
  expect(operator.questions()).toEqual([expect.stringMatching(/^Restore 1 resource\? It costs /)]);
  expect(backup.restoreJobs()).toEqual([]);
});

test("a resource without a recovery point in the stage's vaults is a sentence", async () => {
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toContain(
    `${resources.table} has no recovery point in backup-notifications-dev that can be restored`,
  );
});

test("of several resources, those that cannot be restored here are skipped with a sentence", async () => {
  project.deployed(outputsOf({ test_resource_arns: `${resources.instance},${resources.table}` }));
  seedPoint(resources.table);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toContain(
    "of type EC2, that restore-test does not restore; it restores DynamoDB, EBS,",
  );
});

test("a stage without a role that can restore learns how to get one", async () => {
  project.deployed(outputsOf({ backup_role_arn: "", vault_name: "", existing_vault_names: "Default" }));
  const operator = startOperator();
  expect(await operator.run(command, "--yes", "--resource", resources.table)).toBe(1);
  expect(operator.output()).toContain("add restoreTests to stages/dev.ts and deploy");
});

test("Ctrl-C says what goes on in AWS, and what it costs", async () => {
  seedPoint(resources.table);
  const operator: Operator = startOperator({
    whileWaiting: (milliseconds) => {
      backup.clock.advance(milliseconds);
      operator.interrupt();
    },
  });
  expect(await operator.run(command, "--yes")).toBe(130);
  expect(operator.output()).toMatch(
    /Restore job \S+ of \S+table\/orders goes on in AWS; what it makes costs money/,
  );
});
