import {
  CreateRestoreTestingPlanCommand,
  CreateRestoreTestingSelectionCommand,
  type CreateRestoreTestingSelectionInput,
  DeleteRestoreTestingPlanCommand,
  DeleteRestoreTestingSelectionCommand,
  DescribeRestoreJobCommand,
  GetRestoreTestingInferredMetadataCommand,
  GetRestoreTestingPlanCommand,
  GetRestoreTestingSelectionCommand,
  ListRestoreJobsCommand,
  ListRestoreTestingPlansCommand,
  PutRestoreValidationResultCommand,
  TagResourceCommand,
  UpdateRestoreTestingPlanCommand,
  UpdateRestoreTestingSelectionCommand,
} from "@aws-sdk/client-backup";
import { accountId, databaseArn, openStage, region, roleArn, type Stage, tableArn } from "./stage";

const name = "backup_notifications_dev_weekly";
const vaultArn = `arn:aws:backup:${region}:${accountId}:backup-vault:main`;
const hourMs = 3_600_000;

let stage: Stage;
let pointArn: string;

type Selection = NonNullable<CreateRestoreTestingSelectionInput["RestoreTestingSelection"]>;

const createPlan = (more: object = {}) =>
  stage.client.send(
    new CreateRestoreTestingPlanCommand({
      RestoreTestingPlan: {
        RestoreTestingPlanName: name,
        ScheduleExpression: "cron(0 9 ? * SUN *)",
        RecoveryPointSelection: {
          Algorithm: "LATEST_WITHIN_WINDOW",
          IncludeVaults: [vaultArn],
          RecoveryPointTypes: ["SNAPSHOT"],
          SelectionWindowDays: 30,
        },
        ...more,
      },
    }),
  );

const createSelection = (more: Partial<Selection> = {}) =>
  stage.client.send(
    new CreateRestoreTestingSelectionCommand({
      RestoreTestingPlanName: name,
      RestoreTestingSelection: {
        RestoreTestingSelectionName: "DynamoDB",
        ProtectedResourceType: "DynamoDB",
        ProtectedResourceArns: ["*"],
        IamRoleArn: roleArn,
        ValidationWindowHours: 4,
        ...more,
      },
    }),
  );

const describe = (RestoreJobId: string) => stage.client.send(new DescribeRestoreJobCommand({ RestoreJobId }));

const run = async (): Promise<string> => {
  const [job] = stage.backup.runRestoreTest(name);
  if (!job) throw new Error("the test restored nothing");
  await stage.pass(480_000);
  return job.id;
};

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
  stage.backup.seedVault({ name: "other" });
  pointArn = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn }).arn;
  await createPlan();
});

afterEach(() => stage.close());

test("a plan and its selections are kept, listed, changed and deleted in AWS's order", async () => {
  await createSelection();
  await expect(
    stage.client.send(new DeleteRestoreTestingPlanCommand({ RestoreTestingPlanName: name })),
  ).rejects.toThrow(/selections must be deleted prior/);
  const { RestoreTestingPlans } = await stage.client.send(
    new ListRestoreTestingPlansCommand({ MaxResults: 1 }),
  );
  expect(RestoreTestingPlans).toMatchObject([{ RestoreTestingPlanName: name, StartWindowHours: 24 }]);
  await stage.client.send(
    new UpdateRestoreTestingPlanCommand({
      RestoreTestingPlanName: name,
      RestoreTestingPlan: { ScheduleExpression: "cron(0 10 ? * SUN *)" },
    }),
  );
  await stage.client.send(
    new UpdateRestoreTestingSelectionCommand({
      RestoreTestingPlanName: name,
      RestoreTestingSelectionName: "DynamoDB",
      RestoreTestingSelection: { ValidationWindowHours: 8 },
    }),
  );
  const { RestoreTestingPlan } = await stage.client.send(
    new GetRestoreTestingPlanCommand({ RestoreTestingPlanName: name }),
  );
  expect(RestoreTestingPlan).toMatchObject({
    ScheduleExpression: "cron(0 10 ? * SUN *)",
    RecoveryPointSelection: { SelectionWindowDays: 30 },
  });
  const { RestoreTestingSelection } = await stage.client.send(
    new GetRestoreTestingSelectionCommand({
      RestoreTestingPlanName: name,
      RestoreTestingSelectionName: "DynamoDB",
    }),
  );
  expect(RestoreTestingSelection).toMatchObject({ ValidationWindowHours: 8, ProtectedResourceArns: ["*"] });
  await stage.client.send(
    new DeleteRestoreTestingSelectionCommand({
      RestoreTestingPlanName: name,
      RestoreTestingSelectionName: "DynamoDB",
    }),
  );
  await stage.client.send(new DeleteRestoreTestingPlanCommand({ RestoreTestingPlanName: name }));
  await expect(
    stage.client.send(new GetRestoreTestingPlanCommand({ RestoreTestingPlanName: name })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test.each<[Partial<Selection>, RegExp]>([
  [{ ProtectedResourceType: "Timestream" }, /ProtectedResourceType/],
  [{ ValidationWindowHours: 169 }, /ValidationWindowHours/],
  [
    {
      ProtectedResourceArns: [tableArn],
      ProtectedResourceConditions: { StringEquals: [{ Key: "aws:ResourceTag/a", Value: "b" }] },
    },
    /cannot both be given/,
  ],
])("a selection with %j is refused", async (more, message) => {
  await expect(createSelection(more)).rejects.toThrow(message);
});

test("a second plan of a name, and a plan without a schedule of AWS's form, are refused", async () => {
  await expect(createPlan()).rejects.toMatchObject({ name: "AlreadyExistsException" });
  await expect(
    createPlan({ RestoreTestingPlanName: "other", ScheduleExpression: "rate(1 day)" }),
  ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

test("a test restores the newest recovery point under a test's name, and says which plan it was", async () => {
  await createSelection();
  const id = await run();
  const job = await describe(id);
  expect(job).toMatchObject({
    Status: "COMPLETED",
    RecoveryPointArn: pointArn,
    ValidationStatus: "VALIDATING",
    CreatedResourceArn: expect.stringMatching(/:table\/awsbackup-restore-test-/),
  });
  const { RestoreJobs } = await stage.client.send(
    new ListRestoreJobsCommand({ ByRestoreTestingPlanArn: job.CreatedBy?.RestoreTestingPlanArn }),
  );
  expect(RestoreJobs?.map(({ RestoreJobId }) => RestoreJobId)).toEqual([id]);
});

test("a result can be put once, and begins the deletion", async () => {
  await createSelection();
  const RestoreJobId = await run();
  const put = (ValidationStatus: "SUCCESSFUL" | "FAILED") =>
    stage.client.send(new PutRestoreValidationResultCommand({ RestoreJobId, ValidationStatus }));
  await put("SUCCESSFUL");
  await expect(put("FAILED")).rejects.toMatchObject({ name: "InvalidRequestException" });
  expect(await describe(RestoreJobId)).toMatchObject({ DeletionStatus: "DELETING" });
  await stage.pass(5000);
  expect(await describe(RestoreJobId)).toMatchObject({
    ValidationStatus: "SUCCESSFUL",
    DeletionStatus: "SUCCESSFUL",
  });
});

test("without a result, AWS ends the validation with its window, and deletes", async () => {
  await createSelection();
  const id = await run();
  await stage.pass(4 * hourMs);
  expect(await describe(id)).toMatchObject({ ValidationStatus: "TIMED_OUT", DeletionStatus: "SUCCESSFUL" });
});

test("without a window, AWS deletes right after the restore", async () => {
  await createSelection({ ValidationWindowHours: 0 });
  const job = await describe(await run());
  expect(job.DeletionStatus).toBe("SUCCESSFUL");
  expect(job.ValidationStatus).toBeUndefined();
});

test("what cannot be deleted says so", async () => {
  await createSelection({ ValidationWindowHours: 0 });
  stage.backup.willNotDeleteRestored(tableArn);
  const job = await describe(await run());
  expect(job).toMatchObject({
    DeletionStatus: "FAILED",
    DeletionStatusMessage: expect.stringContaining(job.CreatedResourceArn ?? "?"),
  });
});

test("conditions look at the tags of the recovery point, and what has no eligible one is left out silently", async () => {
  await createSelection({
    ProtectedResourceArns: undefined,
    ProtectedResourceConditions: { StringEquals: [{ Key: "aws:ResourceTag/backup", Value: "daily" }] },
  });
  expect(stage.backup.runRestoreTest(name)).toEqual([]);
  await stage.client.send(new TagResourceCommand({ ResourceArn: pointArn, Tags: { backup: "daily" } }));
  expect(stage.backup.runRestoreTest(name)).toHaveLength(1);
});

test("recovery points of other types, other vaults and before the window are not restored", async () => {
  await createSelection({ ProtectedResourceArns: [`${tableArn}-2`, databaseArn] });
  stage.backup.seedRecoveryPoint({ vaultName: "other", resourceArn: `${tableArn}-2` });
  stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: databaseArn });
  expect(stage.backup.runRestoreTest(name)).toEqual([]);
  stage.backup.seedRecoveryPoint({
    vaultName: "main",
    resourceArn: `${tableArn}-2`,
    createdAt: new Date("2020-01-01"),
  });
  expect(stage.backup.runRestoreTest(name)).toEqual([]);
});

test("a continuous recovery point is restored where the plan takes these, and only there", async () => {
  await createSelection({ ProtectedResourceArns: [`${tableArn}-2`] });
  stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: `${tableArn}-2`, status: "AVAILABLE" });
  expect(stage.backup.runRestoreTest(name)).toEqual([]);
  await stage.client.send(
    new UpdateRestoreTestingPlanCommand({
      RestoreTestingPlanName: name,
      RestoreTestingPlan: {
        RecoveryPointSelection: {
          Algorithm: "LATEST_WITHIN_WINDOW",
          IncludeVaults: [vaultArn],
          RecoveryPointTypes: ["CONTINUOUS"],
          SelectionWindowDays: 30,
        },
      },
    }),
  );
  expect(stage.backup.runRestoreTest(name)).toHaveLength(1);
});

test("metadata is inferred for what AWS can restore alone", async () => {
  const { InferredMetadata } = await stage.client.send(
    new GetRestoreTestingInferredMetadataCommand({ BackupVaultName: "main", RecoveryPointArn: pointArn }),
  );
  expect(InferredMetadata).toMatchObject({
    targetTableName: expect.stringMatching(/^awsbackup-restore-test-/),
  });
});
