import {
  type BackupSelection,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  DeleteBackupPlanCommand,
  DeleteBackupSelectionCommand,
  GetBackupSelectionCommand,
  paginateListBackupSelections,
} from "@aws-sdk/client-backup";
import { openStage, roleArn, type Stage } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const create = async (): Promise<string> => {
  const Rules = [{ RuleName: "daily", TargetBackupVaultName: "main" }];
  const BackupPlan = { BackupPlanName: "plan", Rules };
  return (await stage.client.send(new CreateBackupPlanCommand({ BackupPlan }))).BackupPlanId ?? "";
};

const conditions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ConditionKey: `aws:ResourceTag/key${index}`,
    ConditionValue: "x",
  }));
const tables = (count: number) =>
  Array.from({ length: count }, (_, index) => `arn:aws:dynamodb:eu-west-1:111122223333:table/t${index}`);

describe("a selection", () => {
  const selection: BackupSelection = {
    SelectionName: "tagged",
    IamRoleArn: roleArn,
    Resources: ["*"],
    Conditions: {
      StringEquals: [
        { ConditionKey: "aws:ResourceTag/Backup", ConditionValue: "true" },
        { ConditionKey: "aws:ResourceTag/Stage", ConditionValue: "dev" },
      ],
    },
  };
  const select = async (BackupPlanId: string, more: Partial<BackupSelection> = {}): Promise<string> => {
    const input = { BackupPlanId, BackupSelection: { ...selection, ...more } };
    return (await stage.client.send(new CreateBackupSelectionCommand(input))).SelectionId ?? "";
  };

  test("keeps its conditions, is listed, and protects its plan until it is deleted", async () => {
    const BackupPlanId = await create();
    const SelectionId = await select(BackupPlanId);
    const input = { BackupPlanId, SelectionId };
    expect(await stage.client.send(new GetBackupSelectionCommand(input))).toMatchObject({
      BackupSelection: selection,
      CreationDate: new Date("2026-08-22T02:00:00Z"),
    });
    const pages = paginateListBackupSelections({ client: stage.client }, { BackupPlanId });
    for await (const page of pages) {
      expect(page.BackupSelectionsList).toEqual([
        expect.objectContaining({ SelectionId, SelectionName: "tagged", IamRoleArn: roleArn }),
      ]);
    }
    const deletePlan = () => stage.client.send(new DeleteBackupPlanCommand({ BackupPlanId }));
    await expect(deletePlan()).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: "Related backup plan selections must be deleted prior to backup plan deletion",
    });
    await stage.client.send(new DeleteBackupSelectionCommand(input));
    await expect(stage.client.send(new GetBackupSelectionCommand(input))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await deletePlan();
  });

  test("of a plan that does not exist is InvalidParameterValueException, not ResourceNotFoundException", async () => {
    const get = new GetBackupSelectionCommand({ BackupPlanId: "absent", SelectionId: "x" });
    await expect(stage.client.send(get)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Cannot find Backup plan with ID absent",
    });
  });

  test.each<[string, Partial<BackupSelection>, string, RegExp]>([
    ["conditions alone", { Resources: [] }, "InvalidParameterValueException", /'ListOfTags' or 'Resources'/],
    [
      "nothing at all",
      { Resources: undefined, Conditions: undefined },
      "MissingParameterValueException",
      /Either Resources or Conditions must not be null/,
    ],
    [
      "a condition on something else than a tag",
      { Conditions: { StringEquals: [{ ConditionKey: "Backup", ConditionValue: "true" }] } },
      "InvalidParameterValueException",
      /ConditionKey/,
    ],
    ["a name with a blank", { SelectionName: "a b" }, "InvalidParameterValueException", /SelectionName/],
    ["no role", { IamRoleArn: undefined }, "MissingParameterValueException", /IamRoleArn/],
    [
      "31 conditions",
      { Conditions: { StringEquals: conditions(20), StringNotLike: conditions(11) } },
      "InvalidParameterValueException",
      /^Invalid backup selection. A Backup selection can have at most 30 conditions, not 31/,
    ],
    [
      "31 tags",
      {
        ListOfTags: conditions(31).map((condition) => ({ ConditionType: "STRINGEQUALS", ...condition })),
      },
      "InvalidParameterValueException",
      /at most 30 tags, not 31/,
    ],
    ["501 ARNs", { Resources: tables(501) }, "InvalidParameterValueException", /at most 500 ARNs, not 501/],
    [
      "501 exclusions",
      { NotResources: tables(501) },
      "InvalidParameterValueException",
      /NotResources can have at most 500 ARNs/,
    ],
    [
      "31 wildcards",
      { Resources: tables(31).map((arn) => `${arn}*`) },
      "InvalidParameterValueException",
      /at most 30 ARNs with wildcards, not 31/,
    ],
    ["a name", { Resources: ["orders"] }, "InvalidParameterValueException", /Invalid ARN: orders/],
  ])("is refused with %s", async (_what, more, name, message) => {
    const id = await create();
    await expect(select(id, more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test("is what a scheduled run backs up, each resource once, with the selection's role", async () => {
    stage.backup.seedVault({ name: "main" });
    const planId = await create();
    await select(planId);
    await select(planId, {
      SelectionName: "volumes",
      Resources: ["arn:aws:ec2:*:*:volume/*"],
      NotResources: ["arn:aws:ec2:*:*:volume/vol-2"],
      Conditions: {},
    });
    const arnOf = (resource: string) => `arn:aws:ec2:eu-west-1:111122223333:${resource}`;
    const jobs = stage.backup.runScheduled({
      planId,
      ruleName: "daily",
      resources: [
        { arn: arnOf("instance/i-1"), tags: { Backup: "true", Stage: "dev" } },
        { arn: arnOf("instance/i-2"), tags: { Backup: "true" } },
        { arn: arnOf("volume/vol-1"), tags: { Backup: "true", Stage: "dev" } },
        { arn: arnOf("volume/vol-2"), tags: {} },
        { arn: arnOf("snapshot/snap-1"), tags: { Backup: "true", Stage: "dev" } },
      ],
    });
    expect(jobs.map(({ resourceArn, iamRoleArn }) => [resourceArn, iamRoleArn])).toEqual([
      [arnOf("instance/i-1"), roleArn],
      [arnOf("volume/vol-1"), roleArn],
    ]);
  });
});
