import {
  BackupClient,
  CreateBackupSelectionCommand,
  UpdateRegionSettingsCommand,
} from "@aws-sdk/client-backup";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { selection as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const sts = mockClient(STSClient);
const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let project: ProjectFolder;
let backup: AwsBackup;
let client: BackupClient;
let planId: string;

beforeEach(async () => {
  sts.reset();
  tagging.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  backup = await startAwsBackup();
  client = new BackupClient({ endpoint: backup.url, region: "eu-west-1", credentials });
  planId = backup.seedPlan({
    BackupPlanName: "nightly",
    Rules: [{ RuleName: "daily", TargetBackupVaultName: outputsOf().vault_name }],
  });
  project = makeProjectFolder();
  project.deployed(outputsOf({ plan_ids: planId }));
});

afterEach(async () => {
  project.remove();
  client.destroy();
  await backup.close();
});

const daily = { ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "daily" } as const;

const select = (selection: object): Promise<unknown> =>
  client.send(
    new CreateBackupSelectionCommand({
      BackupPlanId: planId,
      BackupSelection: {
        SelectionName: "tagged",
        IamRoleArn: outputsOf().backup_role_arn,
        ListOfTags: [daily],
        ...selection,
      },
    }),
  );

/** AWS lists these resources, one a page. */
const tagged = (...resources: readonly (readonly [arn: string, tags: Record<string, string>])[]): void => {
  tagging.on(GetResourcesCommand).callsFake(({ PaginationToken }) => {
    const index = Number(PaginationToken || 0);
    const [arn, tags = {}] = resources[index] ?? [];
    return {
      PaginationToken: index + 1 < resources.length ? `${index + 1}` : "",
      ResourceTagMappingList:
        arn === undefined
          ? []
          : [{ ResourceARN: arn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
    };
  });
};

const newSelectionOperator = (): Operator => newOperator({ project, endpoint: backup.url });

const shownBy = (operator: Operator): readonly string[] =>
  operator
    .output()
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, "  "));

const fourResources = (): void =>
  tagged(
    [resources.table, { backup: "daily" }],
    [resources.volume, { backup: "daily" }],
    [resources.database, { backup: "daily" }],
    [resources.instance, { team: "payments" }],
    ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-date", { backup: "daily" }],
  );

test("shows what each selection takes and why, and what is left out and why", async () => {
  await select({ NotResources: [resources.volume] });
  fourResources();
  await client.send(new UpdateRegionSettingsCommand({ ResourceTypeOptInPreference: { RDS: false } }));
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator).slice(2)).toEqual([
    `Plan nightly (${planId})`,
    "Selection tagged: 1 resource",
    "DynamoDB  orders  tag backup=daily",
    "",
    "Left out by every selection: 3 resources",
    "type not opted in: 1",
    "RDS  orders  RDS is not opted in in this Region",
    "To opt in, for the whole account in this Region: `aws backup update-region-settings --region eu-west-1 --resource-type-opt-in-preference RDS=true`",
    "excluded: 1",
    `EBS  vol-0123456789abcdef0  excluded by ${resources.volume}`,
    "no ARN and no tag of a selection fits: 1",
    "EC2  i-0123456789abcdef0  no ARN and no tag of the selection fits",
    "",
    "Not listed: resources that never had a tag and were never backed up. AWS does not list them.",
  ]);
});

test("what was backed up and has no tag is shown as left out", async () => {
  await select({});
  tagged();
  backup.seedRecoveryPoint({ vaultName: outputsOf().vault_name, resourceArn: resources.table });
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator)).toContain("DynamoDB  orders  no ARN and no tag of the selection fits");
});

test("a resource that a selection names is shown although AWS lists it nowhere", async () => {
  await select({ ListOfTags: [], Resources: [resources.table] });
  tagged();
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator)).toContain("DynamoDB  orders  its ARN");
});

test("where the settings are not answered, nothing counts as opted in or out", async () => {
  await select({});
  fourResources();
  backup.deny("backup:DescribeRegionSettings");
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^It is not known which resource types are opted in: AWS denied backup:DescribeRegionSettings/,
      ),
      "Selection tagged: 0 resources",
      "Not known whether it takes:",
      "DynamoDB  orders  it is not known whether DynamoDB is opted in",
    ]),
  );
});

test.each([
  [
    "tags",
    () => void tagging.on(GetResourcesCommand).rejects(new Error("tag: denied")),
    "Error: tag: denied",
  ],
  ["a list", () => void tagging.on(GetResourcesCommand).resolves({}), "AWS returned no list"],
  [
    "what was backed up",
    () => backup.deny("backup:ListProtectedResources"),
    "AWS denied backup:ListProtectedResources",
  ],
])("without %s it shows nothing rather than half", async (_what, breaks, sentence) => {
  await select({});
  tagged();
  breaks();
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toContain(sentence);
  expect(operator.output()).not.toContain("Plan nightly");
});

test("long lists are cut, and say so, unless all are asked for", async () => {
  await select({});
  const many = Array.from(
    { length: 25 },
    (_, index) => `arn:aws:dynamodb:eu-west-1:111122223333:table/t-${index}`,
  );
  tagged(...many.map((arn) => [arn, { backup: "daily" }] as const));
  const short = newSelectionOperator();
  expect(await short.run(command)).toBe(0);
  expect(shownBy(short)).toContain("and 5 more (--all shows them)");
  const whole = newSelectionOperator();
  expect(await whole.run(command, "--all")).toBe(0);
  expect(shownBy(whole).filter((line) => line.startsWith("DynamoDB"))).toHaveLength(25);
});

test("each of several plans is shown, what several take, and what none of them takes", async () => {
  await select({});
  const weekly = backup.seedPlan({
    BackupPlanName: "weekly",
    Rules: [{ RuleName: "weekly", TargetBackupVaultName: outputsOf().vault_name }],
  });
  await client.send(
    new CreateBackupSelectionCommand({
      BackupPlanId: weekly,
      BackupSelection: {
        SelectionName: "volumes",
        IamRoleArn: outputsOf().backup_role_arn,
        Resources: ["arn:aws:ec2:*:*:volume/*"],
        Conditions: { StringNotEquals: [{ ConditionKey: "aws:ResourceTag/backup", ConditionValue: "none" }] },
      },
    }),
  );
  project.deployed(outputsOf({ plan_ids: `${planId},${weekly}` }));
  fourResources();
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator).slice(2, 16)).toEqual([
    `Plan nightly (${planId})`,
    "Selection tagged: 3 resources",
    "DynamoDB  orders  tag backup=daily",
    "EBS  vol-0123456789abcdef0  tag backup=daily",
    "RDS  orders  tag backup=daily",
    `Plan weekly (${weekly})`,
    "Selection volumes: 1 resource",
    "EBS  vol-0123456789abcdef0  ARN arn:aws:ec2:*:*:volume/*",
    "",
    "Backed up by several plans: 1 resource",
    "EBS  vol-0123456789abcdef0  nightly, weekly",
    "",
    "Left out by every selection: 1 resource",
    "no ARN and no tag of a selection fits: 1",
  ]);
});

test("a stage that a version before several plans deployed has one", async () => {
  await select({});
  fourResources();
  const { plan_ids: _, ...outputs } = outputsOf();
  project.deployed(Object.assign(outputs, { plan_id: planId }));
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator)).toContain(`Plan nightly (${planId})`);
});

test("a plan without a selection backs up nothing", async () => {
  tagged();
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(0);
  expect(shownBy(operator)).toContain("It has no selection: it backs up nothing.");
});

test("a stage without a plan says whose plans select", async () => {
  project.deployed(
    outputsOf({ plan_ids: "", vault_name: "", vault_arn: "", existing_vault_names: "Default" }),
  );
  const operator = newSelectionOperator();
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toContain(
    "stage dev has no backup plan: it only gets the notifications of Default",
  );
});
