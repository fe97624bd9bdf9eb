import fc from "fast-check";
import type { NamedStage } from "../../../src/stage/load";
import { problemsOf } from "../../../src/stage/problem";
import { restoreVaultProblemsOf } from "../../../src/stage/restore-vaults";
import { stageSchema } from "../../../src/stage/schema";
import { sharedRestoreTestProblemsOf } from "../../../src/stage/shared-restore-tests";

const example = {
  name: "weekly",
  schedule: "cron(0 9 ? * SUN *)",
  what: { resourceTypes: ["DynamoDB"] },
};

const problems = (test: object): readonly string[] => {
  const result = stageSchema.safeParse({
    existingVaults: ["Default"],
    watch: { digest: false },
    restoreTests: [{ ...example, ...test }],
  });
  return result.success ? [] : problemsOf(result.error);
};

const database = "arn:aws:rds:eu-central-1:111122223333:db:orders";
const cluster = "arn:aws:rds:eu-central-1:111122223333:cluster:orders";

test.each([
  [{}],
  [{ what: { resourceTypes: ["S3"], tags: { backup: "daily" }, notTags: { restoreTest: "no" } } }],
  [{ what: { resourceTypes: ["RDS"], arns: [database] }, metadata: { RDS: { dbSubnetGroupName: "tests" } } }],
  [{ what: { resourceTypes: ["Aurora"], arns: [cluster] }, metadata: { Aurora: {} } }],
  [
    {
      what: { resourceTypes: ["FSx"] },
      metadata: { FSx: { ontapConfiguration: '{"storageVirtualMachineId":"svm-0a1b"}' } },
    },
  ],
  [
    {
      what: { resourceTypes: ["RDS", "EBS", "S3"] },
      metadata: {
        RDS: { DBInstanceClass: "db.t4g.micro", vpcSecurityGroupIds: '["sg-0a1b"]', multiAz: "false" },
        EBS: { volumeType: "gp3", kmsKeyId: "alias/tests" },
        S3: { restoreACLs: "false" },
      },
    },
  ],
  [{ validate: false }],
  [{ validate: { functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:check" }, keepHours: 168 }],
  [{ from: { pick: "random", days: 365, vaults: ["Default"] }, withinMinutes: 60 }],
])("a restore test may have %j", (test) => {
  expect(problems(test)).toEqual([]);
});

test("restores the newest recovery point of a month, keeps it four hours, and checks it", () => {
  const { restoreTests } = stageSchema.parse({
    existingVaults: ["Default"],
    watch: { digest: false },
    restoreTests: [example],
  });
  expect(restoreTests).toEqual([
    {
      ...example,
      timeZone: "Etc/UTC",
      startWindowHours: 24,
      from: { pick: "latest", days: 30 },
      keepHours: 4,
      validate: "built-in",
      metadata: {},
    },
  ]);
});

test("what nobody checks is not kept", () => {
  const restoreTests = [{ ...example, validate: false as const }];
  const stage = stageSchema.parse({ existingVaults: ["Default"], watch: { digest: false }, restoreTests });
  expect(stage.restoreTests?.[0]).not.toHaveProperty("keepHours");
});

test.each([
  [
    { name: "Weekly-tests" },
    'restoreTests[0].name: expected a test name: 1 to 12 lowercase letters, digits and _, got "Weekly-tests"; example: "weekly"',
  ],
  [
    { what: { resourceTypes: ["Timestream"] } },
    expect.stringMatching(
      /^restoreTests\[0\]\.what\.resourceTypes\[0\]: expected a resource type that AWS Backup can test, got "Timestream".*; allowed: Aurora, DocumentDB,/,
    ),
  ],
  [
    { what: { resourceTypes: ["EC2"] } },
    'restoreTests[0].metadata: EC2 would be restored into the default VPC, if there is one; give subnetId: {"EC2":{"subnetId":"..."}}, or {"EC2":{}} if AWS may choose',
  ],
  [
    { what: { resourceTypes: ["FSx"] }, metadata: { FSx: {} } },
    String.raw`restoreTests[0].metadata: FSx cannot be restored by AWS alone; give subnetIds, or ontapConfiguration with its storageVirtualMachineId: {"FSx":{"subnetIds":"[\"subnet-0a1b2c3d\"]"}}`,
  ],
  [
    { what: { resourceTypes: ["RDS"] }, metadata: { RDS: { PubliclyAccessible: "true" } } },
    'restoreTests[0].metadata.RDS.PubliclyAccessible: "true" would make a copy of real data reachable from the internet; remove it',
  ],
  [
    { metadata: { RDS: {} } },
    'restoreTests[0].metadata.RDS: the test has no resource type "RDS"; it has DynamoDB',
  ],
  [
    { what: { resourceTypes: ["DynamoDB"], arns: [database] } },
    [
      "restoreTests[0].what.arns: names no resource of type DynamoDB, which resourceTypes has; add one, or remove the type",
      `restoreTests[0].what.arns: "${database}" is of type RDS, which resourceTypes does not have; add it, or remove the ARN`,
    ],
  ],
  [
    {
      what: { resourceTypes: ["Aurora", "Neptune"], arns: [cluster] },
      metadata: { Aurora: {}, Neptune: {} },
    },
    `restoreTests[0].what.arns: "${cluster}" may be of Aurora or Neptune; write a test for each of these types`,
  ],
  [
    { what: { resourceTypes: ["RDS"], arns: [database], tags: { backup: "daily" } }, metadata: { RDS: {} } },
    "restoreTests[0].what.arns: AWS takes either arns or tags; write a test of its own for the ARNs, or remove them",
  ],
  [
    { what: { resourceTypes: ["RDS"], arns: ["arn:aws:rds:*:*:db:*"] }, metadata: { RDS: {} } },
    expect.stringContaining("expected the whole ARN of a resource that AWS Backup can test"),
  ],
  [
    { validate: false, keepHours: 4 },
    "restoreTests[0].keepHours: AWS deletes right after the restore where nothing is checked; remove keepHours, or validate: false",
  ],
  [
    { validate: "deep" },
    'restoreTests[0].validate: expected "built-in", false, or an object with a functionArn, got "deep"; example: "built-in"',
  ],
  [
    { what: { resourceTypes: ["DynamoDB"], arns: ["arn:aws:redshift:eu-central-1:111122223333:cluster:x"] } },
    [expect.stringContaining("expected the whole ARN of a resource that AWS Backup can test")],
  ],
  [
    { what: { resourceTypes: ["DynamoDB"], arns: [{}, null] } },
    [
      expect.stringMatching(/^restoreTests\[0\]\.what\.arns\[0\]: expected the whole ARN .*, got \{\};/),
      expect.stringMatching(/^restoreTests\[0\]\.what\.arns\[1\]: expected the whole ARN .*, got null;/),
    ],
  ],
  [
    { metadata: "none" },
    [expect.stringMatching(/^restoreTests\[0\]\.metadata: expected what to restore with, .*, got "none";/)],
  ],
  [
    { what: { resourceTypes: ["S3"], tags: { a: "1", b: "2" }, notTags: { b: "2", a: "2" } } },
    [
      'restoreTests[0].what.notTags: has {"b":"2"}, which tags has too, so nothing would be restored; remove it from one',
    ],
  ],
  [
    {
      what: {
        resourceTypes: ["S3"],
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ""])),
      },
    },
    ["restoreTests[0].what.tags: expected at most 50 tags, as a recovery point has no more, got 51"],
  ],
  ...(
    [
      ["DynamoDB", { targetTableName: "orders" }],
      ["S3", { DestinationBucketName: "orders", newBucket: "false" }],
      ["EFS", { newFileSystem: "false" }],
      ["EFS", { "file-system-id": "fs-1" }],
    ] as const
  ).map(([type, given]): [object, unknown] => [
    { what: { resourceTypes: [type] }, metadata: { [type]: given } },
    Object.entries(given).map(
      ([key, value]) =>
        `restoreTests[0].metadata.${type}.${key}: "${value}" would name where to restore to, which AWS alone chooses for a test; remove it`,
    ),
  ]),
  [
    { what: { resourceTypes: ["RDS"] }, metadata: { RDS: { deletionProtection: "true" } } },
    [
      'restoreTests[0].metadata.RDS.deletionProtection: "true" would keep AWS from deleting what was restored, and it would cost money; remove it',
    ],
  ],
  [
    { what: { resourceTypes: ["RDS"] }, metadata: { RDS: { publiclyAccessible: " True" } } },
    [expect.stringContaining("reachable from the internet")],
  ],
  [
    {
      what: { resourceTypes: ["EC2"] },
      metadata: { EC2: { networkInterfaces: '[{"SubnetId":"s","AssociatePublicIpAddress":true}]' } },
    },
    [
      expect.stringMatching(
        /^restoreTests\[0\]\.metadata\.EC2\.networkInterfaces: .* reachable from the internet/,
      ),
    ],
  ],
  [
    {
      what: { resourceTypes: ["RDS"] },
      metadata: { RDS: { dbSubnetGroupName: "a", DBSubnetGroupName: "b" } },
    },
    [
      "restoreTests[0].metadata.RDS: dbSubnetGroupName and DBSubnetGroupName are one key to AWS, which ignores its case; keep one",
    ],
  ],
  [
    { what: { resourceTypes: ["FSx"] }, metadata: { FSx: { subnetIds: " " } } },
    [expect.stringContaining("FSx cannot be restored by AWS alone; give subnetIds, or")],
  ],
  [
    { what: { resourceTypes: ["RDS"] }, metadata: { RDS: { dbSubnetGroupNam: "tests" } } },
    [
      expect.stringMatching(
        /^restoreTests\[0\]\.metadata\.RDS\.dbSubnetGroupNam: expected a key that AWS lets a test of RDS override, got "dbSubnetGroupNam"; did you mean dbSubnetGroupName\?; allowed: allocatedStorage, /,
      ),
    ],
  ],
  [
    { what: { resourceTypes: ["EBS"] }, metadata: { EBS: { encrypted: "true" } } },
    [
      'restoreTests[0].metadata.EBS.encrypted: expected a key that AWS lets a test of EBS override, got "encrypted"; example: "availabilityZone"; allowed: availabilityZone, iops, kmsKeyId, throughput, volumeSize, volumeType',
    ],
  ],
  [
    {
      what: { resourceTypes: ["FSx"] },
      metadata: { FSx: { subnetIds: '["subnet-1"]', storageVirtualMachineId: "svm-0a1b" } },
    },
    [expect.stringContaining('a test of FSx override, got "storageVirtualMachineId"')],
  ],
  ...["sg-0a1b", '"sg-0a1b"', "[1]", "[]"].map((given): [object, unknown] => [
    { what: { resourceTypes: ["RDS"] }, metadata: { RDS: { vpcSecurityGroupIds: given } } },
    [
      `restoreTests[0].metadata.RDS.vpcSecurityGroupIds: expected a list of texts as JSON, got ${JSON.stringify(given)}; example: ${JSON.stringify('["sg-0a1b2c3d"]')}`,
    ],
  ]),
  [{ keepHours: 0 }, "restoreTests[0].keepHours: expected whole hours, 1 to 168, got 0; example: 4"],
])("a restore test with %j is refused in one sentence", (test, expected) => {
  const found = problems(test);
  if (Array.isArray(expected)) expect([...found].sort()).toEqual([...expected].sort());
  else expect(found).toContainEqual(expected);
});

test("whatever a test is, it is refused in sentences", () => {
  const any = fc.jsonValue();
  const what = fc.record({ resourceTypes: any, arns: any, tags: any, notTags: any }, { requiredKeys: [] });
  const fields = fc.record(
    { what: fc.oneof(any, what), metadata: any, from: any, validate: any, keepHours: any, schedule: any },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fields, (given) => {
      for (const problem of problems(given)) expect(problem).not.toMatch(/is of type ,|undefined|\[object/);
    }),
    { numRuns: 500 },
  );
});

test("two tests of one name are refused", () => {
  const result = stageSchema.safeParse({
    existingVaults: ["Default"],
    watch: { digest: false },
    restoreTests: [example, example],
  });
  expect(result.success ? [] : problemsOf(result.error)).toEqual([
    'restoreTests: expected restore tests with different names, got "weekly" twice',
  ]);
});

test("a test restores only from vaults that the stage knows: from another nothing would ever be eligible", () => {
  const stage = stageSchema.parse({
    existingVaults: ["Default"],
    watch: { digest: false },
    restoreTests: [{ ...example, from: { vaults: ["Default", "defualt"] } }],
  });
  expect(restoreVaultProblemsOf({ ...stage, name: "dev" })).toEqual([
    'restoreTests[0].from.vaults: "defualt" is no vault of the stage, whose vaults are Default; add it to existingVaults, or name one of these; did you mean Default?',
  ]);
});

describe("a restore testing plan that two stages would name alike", () => {
  const stageOf = (name: string, test: string, more: object = {}): NamedStage => ({
    ...stageSchema.parse({
      existingVaults: ["Default"],
      watch: { digest: false },
      accountId: "111122223333",
      region: "eu-central-1",
      restoreTests: [{ ...example, name: test }],
      ...more,
    }),
    name,
  });
  const problemsWith = (other: NamedStage) =>
    sharedRestoreTestProblemsOf(stageOf("prod", "eu_weekly"), "eu-central-1", () => [
      stageOf("prod", "eu_weekly"),
      other,
    ]);

  test("is refused before AWS refuses it", () => {
    expect(problemsWith(stageOf("prod-eu", "weekly"))).toEqual([
      'restoreTests[0].name: "eu_weekly" gives the restore testing plan backup_notifications_prod_eu_weekly, and so does a test of prod-eu.ts in the same account and Region; choose another name',
    ]);
  });

  test("is none in another account or Region, nor with another name", () => {
    expect(problemsWith(stageOf("prod-eu", "daily"))).toEqual([]);
    expect(problemsWith(stageOf("prod-eu", "weekly", { accountId: "999988887777" }))).toEqual([]);
    expect(problemsWith(stageOf("prod-eu", "weekly", { region: "eu-west-1" }))).toEqual([]);
  });
});

test("a stage's own vault has a name even where its file gives none", () => {
  const stage = stageSchema.parse({
    watch: true,
    vault: {
      rules: [{ name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 }],
      selectionTags: { backup: "daily" },
    },
    restoreTests: [{ ...example, from: { vaults: ["backup-notifications-dev"] } }],
  });
  expect(restoreVaultProblemsOf({ ...stage, name: "dev" })).toEqual([]);
});
