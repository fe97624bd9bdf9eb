import { builtInChecks } from "../../../handler/restore-test/check/checks";
import { lookWith, type RestoredResource } from "../../../handler/restore-test/check/look";
import { type Answers, simulatedAws } from "./simulated-aws";

const restoredAs = (more: Partial<RestoredResource>): RestoredResource => ({
  jobId: "job-1",
  status: "COMPLETED",
  planName: "plan",
  createdArn: "",
  ...more,
});

const check = async (type: string, restored: Partial<RestoredResource>, answers: Answers) => {
  const facts = await builtInChecks[type]?.(restoredAs(restored), lookWith(simulatedAws(answers).aws));
  return (facts ?? []).map(({ outcome, text }) => `${outcome}: ${text}`);
};

const keys = [{ AttributeName: "id", KeyType: "HASH" }];
const table = { createdArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/awsbackup-restore-test-1" };
const bucket = { createdArn: "arn:aws:s3:::awsbackup-restore-test-1" };
const volume = {
  createdArn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-1",
  sourceArn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-0",
};
const instance = { createdArn: "arn:aws:ec2:eu-central-1:111122223333:instance/i-1" };
const database = {
  createdArn: "arn:aws:rds:eu-central-1:111122223333:db:awsbackup-restore-test-1",
  recoveryPointArn: "arn:aws:rds:eu-central-1:111122223333:snapshot:awsbackup:job-1",
};

const volumeXml = (fields: string) =>
  `<DescribeVolumesResponse><volumeSet><item>${fields}</item></volumeSet></DescribeVolumesResponse>`;
const instanceXml = (status: string) =>
  `<r><DBInstance><DBInstanceStatus>${status}</DBInstanceStatus><Engine>postgres</Engine><EngineVersion>16.4</EngineVersion><AllocatedStorage>20</AllocatedStorage></DBInstance></r>`;
const snapshotXml = (version: string, storage = 20) =>
  `<r><Engine>postgres</Engine><EngineVersion>${version}</EngineVersion><AllocatedStorage>${storage}</AllocatedStorage></r>`;

test.each<
  [
    what: string,
    type: string,
    restored: Partial<RestoredResource>,
    answers: Answers,
    facts: readonly string[],
  ]
>([
  [
    "a table that can be read",
    "DynamoDB",
    { ...table, sourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/orders" },
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb Scan": { Items: [{}] },
    },
    ["ok: ACTIVE", "ok: keys as its source", "ok: an item can be read"],
  ],
  [
    "a table that may not be read",
    "DynamoDB",
    table,
    { "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } } },
    ["ok: ACTIVE", "ok: keys as its source", "unknown: dynamodb answered AccessDeniedException"],
  ],
  [
    "a table that is still made",
    "DynamoDB",
    table,
    { "dynamodb DescribeTable": { Table: { TableStatus: "CREATING" } } },
    ["unknown: state CREATING, not ACTIVE"],
  ],
  [
    "a table of which AWS says nothing",
    "DynamoDB",
    table,
    { "dynamodb DescribeTable": {} },
    ["unknown: state not known"],
  ],
  [
    "a table without its key",
    "DynamoDB",
    table,
    { "dynamodb DescribeTable": { Table: { TableStatus: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" } } },
    ["not-ok: state INACCESSIBLE_ENCRYPTION_CREDENTIALS, not ACTIVE"],
  ],
  [
    "a bucket with objects",
    "S3",
    bucket,
    {
      "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2":
        "<r><Contents><Key>a &amp; b/c.txt</Key></Contents></r>",
      "s3 HEAD /awsbackup-restore-test-1/a%20%26%20b/c.txt": "",
    },
    ["ok: has objects, one can be read"],
  ],
  [
    "a bucket without the objects of its backup",
    "S3",
    { ...bucket, backupBytes: 2048 },
    { "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r><KeyCount>0</KeyCount></r>" },
    ["not-ok: no object, but its backup has 2048 bytes"],
  ],
  [
    "an empty bucket whose backup is of unknown size",
    "S3",
    bucket,
    { "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r><KeyCount>0</KeyCount></r>" },
    ["unknown: no object, and AWS Backup does not say how large the backup is"],
  ],
  [
    "an empty bucket, as its backup",
    "S3",
    { ...bucket, backupBytes: 0 },
    { "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r><KeyCount>0</KeyCount></r>" },
    ["ok: empty, as its backup"],
  ],
  ...[0, 2048].map((backupBytes): [string, string, Partial<RestoredResource>, Answers, string[]] => [
    `a list that says nothing, of a backup of ${backupBytes} bytes`,
    "S3",
    { ...bucket, backupBytes },
    { "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r/>" },
    ["unknown: whether there is an object is not known"],
  ]),
  [
    "a volume",
    "EBS",
    volume,
    {
      "ec2 DescribeVolumes": volumeXml("<size>8</size><encrypted>true</encrypted><status>available</status>"),
      "ec2 DescribeVolumeStatus":
        "<r><volumeStatus><status>ok</status><details><item><status>passed</status></item></details></volumeStatus></r>",
    },
    ["ok: available", "ok: encrypted", "ok: 8 GiB", "ok: volume status ok"],
  ],
  [
    "a volume that is not encrypted, and whose status is not there yet",
    "EBS",
    volume,
    {
      "ec2 DescribeVolumes": volumeXml(
        "<size>8</size><encrypted>false</encrypted><status>available</status>",
      ),
      "ec2 DescribeVolumeStatus": "<r><status>insufficient-data</status></r>",
    },
    ["ok: available", "not-ok: not encrypted", "ok: 8 GiB", "unknown: volume status insufficient-data"],
  ],
  [
    "an instance that starts",
    "EC2",
    instance,
    {
      "ec2 DescribeInstances": "<r><instanceState><code>16</code><name>running</name></instanceState></r>",
      "ec2 DescribeInstanceStatus":
        "<r><systemStatus><status>ok</status></systemStatus><instanceStatus><status>initializing</status></instanceStatus></r>",
    },
    ["ok: running", "unknown: status checks initializing"],
  ],
  [
    "an instance that is impaired",
    "EC2",
    instance,
    {
      "ec2 DescribeInstances": "<r><instanceState><code>16</code><name>running</name></instanceState></r>",
      "ec2 DescribeInstanceStatus": "<r><status>ok</status><status>impaired</status></r>",
    },
    ["ok: running", "not-ok: status checks impaired"],
  ],
  [
    "a database as its recovery point",
    "RDS",
    database,
    { "rds DescribeDBInstances": instanceXml("available"), "rds DescribeDBSnapshots": snapshotXml("16.4") },
    ["ok: available", "ok: postgres 16.4 as its recovery point"],
  ],
  [
    "a database with another engine and less storage",
    "RDS",
    database,
    {
      "rds DescribeDBInstances": instanceXml("available"),
      "rds DescribeDBSnapshots": snapshotXml("16.6", 40),
    },
    ["ok: available", "not-ok: postgres 16.4, not postgres 16.6", "not-ok: 20 GiB, not 40 GiB"],
  ],
  [
    "a database that is still made",
    "RDS",
    database,
    { "rds DescribeDBInstances": instanceXml("backing-up") },
    ["unknown: state backing-up, not available"],
  ],
  [
    "a cluster",
    "Aurora",
    { createdArn: "arn:aws:rds:eu-central-1:111122223333:cluster:awsbackup-restore-test-1" },
    { "rds DescribeDBClusters": "<r><DBCluster><Status>available</Status></DBCluster></r>" },
    ["ok: available", "ok: the cluster, without an instance"],
  ],
  [
    "a file system whose size is not metered yet",
    "EFS",
    { createdArn: "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1" },
    {
      "elasticfilesystem GET /2015-02-01/file-systems?FileSystemId=fs-1": {
        FileSystems: [{ LifeCycleState: "available", SizeInBytes: { Value: 0 } }],
      },
    },
    ["ok: available", "unknown: its size is not metered yet"],
  ],
  [
    "an FSx file system",
    "FSx",
    { createdArn: "arn:aws:fsx:eu-central-1:111122223333:file-system/fs-1" },
    { "fsx DescribeFileSystems": { FileSystems: [{ Lifecycle: "AVAILABLE" }] } },
    ["ok: AVAILABLE"],
  ],
])("%s", async (_what, type, restored, answers, facts) => {
  expect(await check(type, restored, answers)).toEqual(facts);
});

const onlyStates: Answers = {
  "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE" } },
  "dynamodb Scan": {},
  "ec2 DescribeVolumes": volumeXml("<status>available</status>"),
  "ec2 DescribeVolumeStatus": "<r/>",
  "ec2 DescribeInstances": "<r><instanceState><name>running</name></instanceState></r>",
  "ec2 DescribeInstanceStatus": "<r/>",
  "rds DescribeDBInstances": "<r><DBInstanceStatus>available</DBInstanceStatus></r>",
  "rds DescribeDBSnapshots": "<r/>",
  "elasticfilesystem GET /2015-02-01/file-systems?FileSystemId=fs-1": {
    FileSystems: [{ LifeCycleState: "available" }],
  },
  "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r/>",
};

test.each<[type: string, restored: Partial<RestoredResource>]>([
  ["DynamoDB", { ...table, sourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/orders" }],
  ["EBS", volume],
  ["EC2", instance],
  ["RDS", database],
  ["EFS", { createdArn: "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1" }],
  ["S3", bucket],
])("of %s, answers that hold nothing but a good state are not good", async (type, restored) => {
  const facts = await check(type, restored, onlyStates);
  expect(facts.some((text) => text.startsWith("unknown: "))).toBe(true);
  expect(facts.join()).not.toMatch(/undefined|NaN|not-ok/);
});

test.each(Object.keys(builtInChecks))("the check of %s takes no silence for a good state", async (type) => {
  const created = { createdArn: "arn:aws:x:eu-central-1:111122223333:y/z" };
  for (const facts of [
    await check(type, created, {}),
    await check(type, created, { "s3 GET /y%2Fz?list-type=2&max-keys=2": new Error("no answer in time") }),
  ]) {
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.every((text) => text.startsWith("unknown: "))).toBe(true);
  }
});
