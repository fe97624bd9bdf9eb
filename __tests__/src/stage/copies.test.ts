import { copyProblemsOf } from "../../../src/stage/copy-problems";
import { problemsOf } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";

const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const selectionTags = { backup: "daily" };
const offsite = "arn:aws:backup:eu-west-1:444455556666:backup-vault:offsite";

/** Problems of a stage with one vault, alone and in its place. */
const problems = (
  vault: object,
  { region = "eu-central-1", accountId }: { region?: string; accountId?: string } = {},
): readonly string[] => {
  const result = stageSchema.safeParse({ vault });
  return [
    ...(result.success ? [] : problemsOf(result.error)),
    ...copyProblemsOf(vault, "backup-notifications-prod", { region, accountId }),
  ];
};

const withCopies = (copyTo: readonly object[], vault: object = {}) => ({
  rules: [{ ...rule, copyTo }],
  selectionTags,
  ...vault,
});

test("a copy names a Region, in which the stack makes the vault, or a vault that exists", () => {
  expect(
    problems(
      withCopies([
        { region: "eu-west-1", deleteAfterDays: 35 },
        { vaultArn: offsite, deleteAfterDays: 35 },
      ]),
    ),
  ).toEqual([]);
});

test.each([
  [
    { deleteAfterDays: 35 },
    'vault.rules[0].copyTo[0]: expected region or vaultArn, got neither; example: { region: "eu-west-1", deleteAfterDays: 35 }',
  ],
  [
    { region: "eu-west-1", vaultArn: offsite, deleteAfterDays: 35 },
    'vault.rules[0].copyTo[0]: expected region, where the stack makes the vault, or vaultArn of a vault that exists, got both; remove one; example: { region: "eu-west-1", deleteAfterDays: 35 }',
  ],
  [
    { region: "eu-west-1" },
    "vault.rules[0].copyTo[0].deleteAfterDays: expected whole days, 1 to 36500, got nothing; example: 35",
  ],
  [
    { region: "Ireland", deleteAfterDays: 35 },
    'vault.rules[0].copyTo[0].region: expected an AWS Region, got "Ireland"; example: "eu-central-1"',
  ],
  [
    { region: "eu-west-1", moveToColdStorageAfterDays: 30, deleteAfterDays: 100 },
    "vault.rules[0].copyTo[0].deleteAfterDays: expected at least 120 days, 90 more than moveToColdStorageAfterDays (30), got 100; example: 120",
  ],
])("the copy %j is refused", (copy, problem) => {
  expect(problems(withCopies([copy]))).toContain(problem);
});

test("a copy into the stage's own Region, or out of its partition, is refused", () => {
  const copies = withCopies([
    { region: "eu-central-1", deleteAfterDays: 35 },
    { region: "us-gov-west-1", deleteAfterDays: 35 },
  ]);
  expect(problems(copies)).toEqual([
    'vault.rules[0].copyTo[0].region: "eu-central-1" is the stage\'s own Region, where its vault is; use another one, or the vaultArn of a second vault there',
    'vault.rules[0].copyTo[1].region: "us-gov-west-1" is in partition aws-us-gov, but the stage is in aws, and AWS copies within a partition only; use a Region there',
  ]);
});

test("a tag is no field, whatever its key is", () => {
  const tags = { region: "eu-central-1", vaultArn: offsite.replace("aws", "aws-cn") };
  expect(problems({ rules: [{ ...rule, recoveryPointTags: tags }], selectionTags: tags })).toEqual([]);
  const selections = [{ name: "a", tags, anyTags: tags, notTags: { region: "us-gov-west-1" } }];
  const name = "a-name-that-leaves-no-room-for-a-region";
  expect(problems({ name, plans: [{ name: "a", rules: [rule], selections }] })).toEqual([]);
});

test("a rule copies into a vault only once, and not into the stage's own", () => {
  const copy = { vaultArn: offsite, deleteAfterDays: 35 };
  expect(problems(withCopies([copy, { ...copy, deleteAfterDays: 7 }]))).toEqual([
    `vault.rules[0].copyTo: expected each vault only once, got "${offsite}" twice; remove one`,
  ]);
  const own = "arn:aws:backup:eu-central-1:111122223333:backup-vault:main";
  const intoOwn = withCopies([{ vaultArn: own, deleteAfterDays: 35 }], { name: "main" });
  expect(problems(intoOwn, { accountId: "111122223333" })).toEqual([
    `vault.rules[0].copyTo[0].vaultArn: "${own}" is the stage's own vault, where the recovery points are already; use another vault, or remove the copy`,
  ]);
  expect(problems(intoOwn)).toEqual([]);
  expect(problems(intoOwn, { accountId: "444455556666" })).toEqual([]);
});

test("a rule copies to a Region only once", () => {
  const copy = { region: "eu-west-1", deleteAfterDays: 35 };
  expect(problems(withCopies([copy, copy]))).toEqual([
    'vault.rules[0].copyTo: expected each Region only once, because the stage has one vault there, got "eu-west-1" twice; remove one',
  ]);
});

test("the vault for copies has the lock of the stage's vault, so both retentions are within it", () => {
  const copies = [
    { region: "eu-west-1", deleteAfterDays: 7 },
    { region: "eu-north-1", deleteAfterDays: 400 },
    { vaultArn: offsite, deleteAfterDays: 1 },
  ];
  expect(problems(withCopies(copies, { lock: { minRetentionDays: 14, maxRetentionDays: 365 } }))).toEqual([
    "vault.rules[0].copyTo[0].deleteAfterDays: expected at least 14 days, the lock's minRetentionDays, got 7: AWS fails such a job; example: 14",
    "vault.rules[0].copyTo[1].deleteAfterDays: expected at most 365 days, the lock's maxRetentionDays, got 400: AWS fails such a job; example: 365",
  ]);
});

test("a vault's name leaves room for what the vault of its copies is called", () => {
  const name = "a-very-long-name-of-a-vault-with-records";
  expect(problems(withCopies([{ region: "eu-west-1", deleteAfterDays: 35 }], { name }))).toEqual([
    `vault.name: expected at most 32 characters, because copies go into "${name}-from-eu-central-1" and AWS takes 50, got "${name}"; example: name: "backups"`,
  ]);
  expect(problems(withCopies([{ vaultArn: offsite, deleteAfterDays: 35 }], { name }))).toEqual([]);
});

test("no copy to another account goes into its vault Default, which has AWS's own key", () => {
  const vaultArn = "arn:aws:backup:eu-central-1:444455556666:backup-vault:Default";
  const copies = withCopies([{ vaultArn, deleteAfterDays: 35 }]);
  expect(problems(copies, { accountId: "111122223333" })).toEqual([
    `vault.rules[0].copyTo[0].vaultArn: "${vaultArn}" is encrypted with AWS Backup's own key, and AWS copies to another account only into vaults with a key of their own; use another vault there`,
  ]);
  expect(problems(copies, { accountId: "444455556666" })).toEqual([]);
});

test.each([
  [{ resourceTypes: ["RDS"] }],
  [{ resourceTypes: ["S3", "Aurora"] }],
  [{ arns: ["arn:aws:rds:*:*:db:*"] }],
])("databases that %j names go to another Region or another account, not both at once", (selection) => {
  const vaultOf = (vaultArn: string) => ({
    plans: [
      {
        name: "databases",
        rules: [{ ...rule, copyTo: [{ vaultArn, deleteAfterDays: 35 }] }],
        selections: [{ name: "databases", ...selection }],
      },
    ],
  });
  const place = { accountId: "111122223333" };
  expect(problems(vaultOf(offsite), place)).toEqual([
    `vault.plans[0].rules[0].copyTo[0].vaultArn: "${offsite}" is in another Region and another account, and AWS copies RDS and Aurora to either, not both at once; copy to account 444455556666 in eu-central-1, and on from there, or to your own vault in eu-west-1; example: region: "eu-west-1"`,
  ]);
  expect(problems(vaultOf(offsite.replace("eu-west-1", "eu-central-1")), place)).toEqual([]);
  expect(problems(vaultOf(offsite.replace("444455556666", "111122223333")), place)).toEqual([]);
  // What is not known is not refused.
  expect(problems(vaultOf(offsite))).toEqual([]);
});

describe("a vault that receives copies", () => {
  test.each([[{ accounts: ["444455556666"] }], [{ organizationId: "o-a1b2c3d4e5" }]])(
    "from %j needs no plan",
    (receivesCopiesFrom) => {
      expect(problems({ receivesCopiesFrom })).toEqual([]);
      expect(stageSchema.parse({ vault: { receivesCopiesFrom } }).vault?.plans).toEqual([]);
    },
  );

  test.each([
    [
      {},
      'vault.receivesCopiesFrom: expected accounts or organizationId, got neither; example: {"organizationId":"o-a1b2c3d4e5"}',
    ],
    [
      { accounts: ["444455556666"], organizationId: "o-a1b2c3d4e5" },
      'vault.receivesCopiesFrom: expected accounts or organizationId, got both; remove one; example: {"organizationId":"o-a1b2c3d4e5"}',
    ],
    [
      { accounts: ["4444"] },
      'vault.receivesCopiesFrom.accounts[0]: expected an account id: 12 digits in quotes, got "4444"; example: "111122223333"',
    ],
    [
      { organizationId: "acme" },
      'vault.receivesCopiesFrom.organizationId: expected the id of an organization, got "acme"; example: "o-a1b2c3d4e5"',
    ],
  ])("from %j is refused", (receivesCopiesFrom, problem) => {
    expect(problems({ receivesCopiesFrom })).toEqual([problem]);
  });

  test("half of a plan is none", () => {
    expect(problems({ receivesCopiesFrom: { accounts: ["444455556666"] }, rules: [rule] })).toHaveLength(1);
  });
});
