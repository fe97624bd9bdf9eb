import { builtInChecks } from "../../../handler/restore-test/check/checks";
import { lookWith, type RestoredResource } from "../../../handler/restore-test/check/look";
import { type Answers, simulatedAws } from "./simulated-aws";

/** What AWS Backup says of the backup that was restored. */
const sized = (BackupSizeInBytes: number | undefined): Answers => ({
  "backup GET /backup-vaults/main/recovery-points/arn%3Apoint": { BackupSizeInBytes },
});

const restoredAs = (more: Partial<RestoredResource>): RestoredResource => ({
  jobId: "job-1",
  vaultName: "main",
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
const otherKeys = [{ AttributeName: "order", KeyType: "HASH" }];
const table = {
  createdArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/awsbackup-restore-test-1",
  sourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/orders",
  recoveryPointArn: "arn:point",
  recoveryPointAt: new Date(1_754_500_000_000),
};
const bucket = { createdArn: "arn:aws:s3:::awsbackup-restore-test-1", recoveryPointArn: "arn:point" };
const volume = {
  createdArn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-1",
  sourceArn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-0",
};
const instance = { createdArn: "arn:aws:ec2:eu-central-1:111122223333:instance/i-1" };
const database = {
  createdArn: "arn:aws:rds:eu-central-1:111122223333:db:awsbackup-restore-test-1",
  recoveryPointArn: "arn:aws:rds:eu-central-1:111122223333:snapshot:awsbackup:job-1",
};

const volumeXml = (fields: string, id = "vol-1") =>
  `<r><volumeSet><item><volumeId>${id}</volumeId>${fields}<tagSet/><attachmentSet/></item></volumeSet></r>`;
/** As EC2 answers of most volumes: a check of their speed does not apply. (Amazon EC2 API Reference, DescribeVolumeStatus) */
const volumeStatusXml = (status: string, id = "vol-1") =>
  `<r><volumeStatusSet><item><volumeId>${id}</volumeId><volumeStatus><status>${status}</status><details><item><name>io-enabled</name><status>passed</status></item><item><name>io-performance</name><status>not-applicable</status></item></details></volumeStatus></item></volumeStatusSet></r>`;
const runningXml = (state: string, id = "i-1") =>
  `<r><reservationSet><item><instancesSet><item><instanceId>${id}</instanceId><instanceState><code>16</code><name>${state}</name></instanceState></item></instancesSet></item></reservationSet></r>`;
const instanceStatusXml = (statuses: string, id = "i-1") =>
  `<r><instanceStatusSet><item><instanceId>${id}</instanceId><instanceState><code>16</code><name>running</name></instanceState>${statuses}</item></instanceStatusSet></r>`;
const checksXml = (status: string) =>
  `<status>${status}</status><details><item><name>reachability</name><status>passed</status></item></details>`;
const instanceXml = (status: string, id = "awsbackup-restore-test-1") =>
  `<r><DBInstances><DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier><DBInstanceStatus>${status}</DBInstanceStatus><Engine>postgres</Engine><EngineVersion>16.4</EngineVersion><AllocatedStorage>20</AllocatedStorage></DBInstance></DBInstances></r>`;
const snapshotXml = (version: string, storage = 20) =>
  `<r><DBSnapshots><DBSnapshot><DBSnapshotArn>${database.recoveryPointArn}</DBSnapshotArn><Engine>postgres</Engine><EngineVersion>${version}</EngineVersion><AllocatedStorage>${storage}</AllocatedStorage></DBSnapshot></DBSnapshots></r>`;
/** As RDS answers: what a cluster has has a status too, and may come first. */
const clusterXml = (status: string, id = "awsbackup-restore-test-1") =>
  `<r><DBClusters><DBCluster><VpcSecurityGroups><VpcSecurityGroupMembership><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups><DBClusterIdentifier>${id}</DBClusterIdentifier><Status>${status}</Status></DBCluster></DBClusters></r>`;
const fileSystemJson = (bytes: number | undefined, id = "fs-1") => ({
  "elasticfilesystem GET /2015-02-01/file-systems?FileSystemId=fs-1": {
    FileSystems: [{ FileSystemId: id, LifeCycleState: "available", SizeInBytes: { Value: bytes } }],
  },
});
const fileSystem = { createdArn: "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1" };
const cluster = { createdArn: "arn:aws:rds:eu-central-1:111122223333:cluster:awsbackup-restore-test-1" };

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
    table,
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb Scan": { Count: 1 },
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
        "<r><Contents><Key>a &amp; b/&#10;&#x7;c.txt</Key></Contents></r>",
      "s3 HEAD /awsbackup-restore-test-1/a%20%26%20b/%0A%07c.txt": "",
    },
    ["ok: has objects, one can be read"],
  ],
  [
    "a bucket without the objects of its backup",
    "S3",
    bucket,
    {
      ...sized(2048),
      "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r><KeyCount>0</KeyCount></r>",
    },
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
    "an empty bucket whose backup has 0 bytes, as AWS Backup says of buckets with objects too",
    "S3",
    bucket,
    {
      ...sized(0),
      "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r><KeyCount>0</KeyCount></r>",
    },
    ["unknown: no object, and AWS Backup does not say how large the backup is"],
  ],
  ...[0, 2048].map((backupBytes): [string, string, Partial<RestoredResource>, Answers, string[]] => [
    `a list that says nothing, of a backup of ${backupBytes} bytes`,
    "S3",
    bucket,
    { ...sized(backupBytes), "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r/>" },
    ["unknown: whether there is an object is not known"],
  ]),
  [
    "a volume",
    "EBS",
    volume,
    {
      "ec2 DescribeVolumes": volumeXml("<size>8</size><encrypted>true</encrypted><status>available</status>"),
      "ec2 DescribeVolumes vol-0": volumeXml("<size>8</size>", "vol-0"),
      "ec2 DescribeVolumeStatus": volumeStatusXml("ok"),
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
      "ec2 DescribeVolumes vol-0": volumeXml("<size>8</size>", "vol-0"),
      "ec2 DescribeVolumeStatus": volumeStatusXml("insufficient-data"),
    },
    ["ok: available", "not-ok: not encrypted", "ok: 8 GiB", "unknown: volume status insufficient-data"],
  ],
  [
    "an instance that starts",
    "EC2",
    instance,
    {
      "ec2 DescribeInstances": runningXml("running"),
      "ec2 DescribeInstanceStatus": instanceStatusXml(
        `<systemStatus>${checksXml("ok")}</systemStatus><instanceStatus>${checksXml("initializing")}</instanceStatus>`,
      ),
    },
    ["ok: running", "unknown: status checks initializing"],
  ],
  [
    "an instance that is impaired",
    "EC2",
    instance,
    {
      "ec2 DescribeInstances": runningXml("running"),
      "ec2 DescribeInstanceStatus": instanceStatusXml(
        `<systemStatus>${checksXml("ok")}</systemStatus><instanceStatus>${checksXml("impaired")}</instanceStatus>`,
      ),
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
    cluster,
    { "rds DescribeDBClusters": clusterXml("available") },
    ["ok: available", "ok: the cluster, without an instance"],
  ],
  [
    "a file system whose size is not metered yet",
    "EFS",
    fileSystem,
    fileSystemJson(0),
    ["ok: available", "unknown: its size is not metered yet, or it is empty"],
  ],
  [
    "an FSx file system",
    "FSx",
    { createdArn: "arn:aws:fsx:eu-central-1:111122223333:file-system/fs-1" },
    { "fsx DescribeFileSystems": { FileSystems: [{ FileSystemId: "fs-1", Lifecycle: "AVAILABLE" }] } },
    ["ok: AVAILABLE"],
  ],
  ...["CREATED", "AVAILABLE"].map(
    (Lifecycle): [string, string, Partial<RestoredResource>, Answers, string[]] => [
      `an FSx volume that is ${Lifecycle}`,
      "FSx",
      { createdArn: "arn:aws:fsx:eu-central-1:111122223333:volume/fs-1/fsvol-1" },
      { "fsx DescribeVolumes": { Volumes: [{ VolumeId: "fsvol-1", Lifecycle }] } },
      [`ok: ${Lifecycle}`],
    ],
  ),
  [
    "a file system with files",
    "EFS",
    fileSystem,
    fileSystemJson(18_432),
    ["ok: available", "ok: 18432 bytes"],
  ],
  [
    "a file system with its root alone, of a backup that saved no change",
    "EFS",
    fileSystem,
    fileSystemJson(6144),
    ["ok: available", "unknown: its size is not metered yet, or it is empty"],
  ],
  ...(
    [
      [{ KeySchema: [{}] }, ["unknown: keys not known"]],
      [
        { KeySchema: keys, GlobalSecondaryIndexes: [{ IndexName: "by-date" }] },
        ["ok: keys as its source", "unknown: indexes not known"],
      ],
      [
        { KeySchema: keys, GlobalSecondaryIndexes: [{ IndexName: "by-date", KeySchema: keys }] },
        ["ok: keys as its source", "unknown: without index by-date (HASH id), which its source has now"],
      ],
    ] as const
  ).map(([source, says]): [string, string, Partial<RestoredResource>, Answers, string[]] => [
    `a table whose source has ${JSON.stringify(source)}`,
    "DynamoDB",
    table,
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: source.KeySchema } },
      "dynamodb DescribeTable orders": { Table: source },
      "dynamodb Scan": { Count: 1 },
    },
    ["ok: ACTIVE", ...says, "ok: an item can be read"],
  ]),
  [
    "a table whose source is gone",
    "DynamoDB",
    table,
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb DescribeTable orders": { status: 400, body: '{"__type":"x#ResourceNotFoundException"}' },
      "dynamodb Scan": { Count: 1 },
    },
    ["ok: ACTIVE", "ok: its source is gone", "ok: an item can be read"],
  ],
  [
    "a table whose source AWS does not describe now",
    "DynamoDB",
    table,
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb DescribeTable orders": { status: 400, body: '{"__type":"x#ThrottlingException"}' },
      "dynamodb Scan": { Count: 1 },
    },
    [
      "ok: ACTIVE",
      "unknown: keys not compared: dynamodb answered ThrottlingException",
      "ok: an item can be read",
    ],
  ],
  [
    "a table from another account, where a table of its name means nothing",
    "DynamoDB",
    { ...table, sourceArn: "arn:aws:dynamodb:eu-central-1:999988887777:table/orders" },
    {
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb DescribeTable orders": { Table: { KeySchema: [{ AttributeName: "x", KeyType: "HASH" }] } },
      "dynamodb Scan": { Count: 1 },
    },
    ["ok: ACTIVE", "ok: its source is elsewhere", "ok: an item can be read"],
  ],
  [
    "a table without items: its backup's size is counted hours late, so nothing says that it was empty too",
    "DynamoDB",
    table,
    {
      ...sized(0),
      "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
      "dynamodb Scan": { Count: 0 },
    },
    ["ok: ACTIVE", "ok: keys as its source", "unknown: no item; whether its backup has any is not known"],
  ],
  ...(
    [
      [{ KeySchema: otherKeys }, "keys HASH id, not HASH order"],
      [
        { KeySchema: keys, LocalSecondaryIndexes: [{ IndexName: "by-date", KeySchema: keys }] },
        "without index by-date (HASH id)",
      ],
    ] as const
  ).flatMap(([source, says]) =>
    (
      [
        [1_755_000_000, `unknown: ${says}; the source was made after the recovery point`],
        [1_754_000_000, `not-ok: ${says}`],
        [undefined, `unknown: ${says}; when the source was made is not known`],
      ] as const
    ).map(([CreationDateTime, fact]): [string, string, Partial<RestoredResource>, Answers, string[]] => [
      `a table with ${says}, as its source has that was made at ${CreationDateTime}`,
      "DynamoDB",
      table,
      {
        "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE", KeySchema: keys } },
        "dynamodb DescribeTable orders": { Table: { ...source, CreationDateTime } },
        "dynamodb Scan": { Count: 1 },
      },
      [
        "ok: ACTIVE",
        ...(source.KeySchema === keys ? ["ok: keys as its source"] : []),
        fact,
        "ok: an item can be read",
      ],
    ]),
  ),
  [
    "a volume whose source is gone",
    "EBS",
    volume,
    {
      "ec2 DescribeVolumes": volumeXml("<size>8</size><encrypted>true</encrypted><status>available</status>"),
      "ec2 DescribeVolumes vol-0": { status: 400, body: "<r><Code>InvalidVolume.NotFound</Code></r>" },
      "ec2 DescribeVolumeStatus": volumeStatusXml("ok"),
    },
    ["ok: available", "ok: encrypted", "ok: 8 GiB, and its source is gone", "ok: volume status ok"],
  ],
  [
    "a volume whose source AWS does not describe now",
    "EBS",
    volume,
    {
      "ec2 DescribeVolumes": volumeXml("<size>8</size><encrypted>true</encrypted><status>available</status>"),
      "ec2 DescribeVolumes vol-0": { status: 503, body: "<r><Code>RequestLimitExceeded</Code></r>" },
      "ec2 DescribeVolumeStatus": volumeStatusXml("ok"),
    },
    [
      "ok: available",
      "ok: encrypted",
      "unknown: 8 GiB; of its source, ec2 answered RequestLimitExceeded",
      "ok: volume status ok",
    ],
  ],
  [
    "an instance of which one status check is answered",
    "EC2",
    instance,
    {
      "ec2 DescribeInstances": runningXml("running"),
      "ec2 DescribeInstanceStatus": instanceStatusXml(`<systemStatus>${checksXml("ok")}</systemStatus>`),
    },
    ["ok: running", "unknown: status checks not answered yet"],
  ],
  [
    "a database whose recovery point AWS Backup does not name",
    "RDS",
    { createdArn: database.createdArn },
    { "rds DescribeDBInstances": instanceXml("available") },
    ["ok: available", "unknown: postgres 16.4; its recovery point is not known"],
  ],
])("%s", async (_what, type, restored, answers, facts) => {
  expect(await check(type, restored, answers)).toEqual(facts);
});

test("a snapshot is asked for as RDS documents it: by its identifier, with its type", async () => {
  const { aws, calls } = simulatedAws({ "rds DescribeDBInstances": instanceXml("available") });
  await builtInChecks["RDS"]?.(restoredAs(database), lookWith(aws));
  const asked = calls.find(({ operation }) => operation === "rds DescribeDBSnapshots");
  expect(Object.fromEntries(new URLSearchParams(asked?.request.body))).toMatchObject({
    DBSnapshotIdentifier: "awsbackup:job-1",
    SnapshotType: "awsbackup",
  });
});

test("of a table's data nothing is asked for: an item may be larger than any answer is read", async () => {
  const { aws, calls } = simulatedAws({ "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE" } } });
  await builtInChecks["DynamoDB"]?.(restoredAs(table), lookWith(aws));
  const scan = calls.find(({ operation }) => operation === "dynamodb Scan");
  expect(JSON.parse(scan?.request.body ?? "")).toMatchObject({ Limit: 1, Select: "COUNT" });
});

const onlyStates: Answers = {
  "dynamodb DescribeTable": { Table: { TableStatus: "ACTIVE" } },
  "dynamodb Scan": {},
  "ec2 DescribeVolumes": volumeXml("<status>available</status>"),
  "ec2 DescribeVolumeStatus": "<r/>",
  "ec2 DescribeInstances": runningXml("running"),
  "ec2 DescribeInstanceStatus": "<r/>",
  "rds DescribeDBInstances":
    "<r><DBInstance><DBInstanceIdentifier>awsbackup-restore-test-1</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus></DBInstance></r>",
  "rds DescribeDBSnapshots": "<r/>",
  ...fileSystemJson(undefined),
  "s3 GET /awsbackup-restore-test-1?list-type=2&max-keys=2": "<r/>",
};

test.each<[type: string, restored: Partial<RestoredResource>]>([
  ["DynamoDB", table],
  ["EBS", volume],
  ["EC2", instance],
  ["RDS", database],
  ["EFS", fileSystem],
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

const good: Readonly<Record<string, readonly [restored: Partial<RestoredResource>, answers: Answers]>> = {
  EBS: [
    volume,
    {
      "ec2 DescribeVolumes": volumeXml(
        "<size>8</size><encrypted>true</encrypted><status>available</status>",
        "vol-9",
      ),
      "ec2 DescribeVolumeStatus": volumeStatusXml("ok", "vol-9"),
    },
  ],
  EC2: [
    instance,
    {
      "ec2 DescribeInstances": runningXml("running", "i-9"),
      "ec2 DescribeInstanceStatus": instanceStatusXml(
        `<systemStatus>${checksXml("ok")}</systemStatus><instanceStatus>${checksXml("ok")}</instanceStatus>`,
        "i-9",
      ),
    },
  ],
  RDS: [
    database,
    {
      "rds DescribeDBInstances": instanceXml("available", "orders"),
      "rds DescribeDBSnapshots": snapshotXml("16.4"),
    },
  ],
  Aurora: [cluster, { "rds DescribeDBClusters": clusterXml("available", "orders") }],
  EFS: [fileSystem, fileSystemJson(18_432, "fs-9")],
  FSx: [
    { createdArn: "arn:aws:fsx:eu-central-1:111122223333:file-system/fs-1" },
    { "fsx DescribeFileSystems": { FileSystems: [{ FileSystemId: "fs-9", Lifecycle: "AVAILABLE" }] } },
  ],
};

test.each(Object.entries(good))(
  "of %s, a good answer about another resource says nothing about what was restored",
  async (type, [restored, answers]) => {
    expect(await check(type, restored, answers)).toEqual([
      expect.stringMatching(/^unknown: AWS did not answer about /),
    ]);
  },
);
