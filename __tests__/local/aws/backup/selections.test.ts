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
  ])("is refused with %s", async (_what, more, name, message) => {
    const id = await create();
    await expect(select(id, more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
