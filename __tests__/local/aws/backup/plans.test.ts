import {
  type BackupPlanInput,
  CreateBackupPlanCommand,
  DeleteBackupPlanCommand,
  GetBackupPlanCommand,
  ListBackupPlansCommand,
  ListTagsCommand,
  UpdateBackupPlanCommand,
} from "@aws-sdk/client-backup";
import { instanceArn, openStage, roleArn, type Stage } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
});

afterEach(() => stage.close());

const rule = { RuleName: "daily", TargetBackupVaultName: "main" };
const copiesArn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:copies";

const chinaArn = "arn:aws-cn:backup:cn-north-1:111122223333:backup-vault:copies";

const create = async (plan: Partial<BackupPlanInput> = {}, more: object = {}): Promise<string> => {
  const BackupPlan = { BackupPlanName: "plan", Rules: [rule], ...plan };
  const { BackupPlanId } = await stage.client.send(new CreateBackupPlanCommand({ BackupPlan, ...more }));
  return BackupPlanId ?? "";
};

const get = (BackupPlanId: string, more: object = {}) =>
  stage.client.send(new GetBackupPlanCommand({ BackupPlanId, ...more }));

describe("a plan", () => {
  test("is kept with AWS's defaults and an id for each rule", async () => {
    const id = await create({}, { BackupPlanTags: { Stage: "dev" }, CreatorRequestId: "r-1" });
    const plan = await get(id);
    expect(plan).toMatchObject({
      BackupPlanArn: `arn:aws:backup:eu-west-1:111122223333:backup-plan:${id}`,
      CreationDate: new Date("2026-08-22T02:00:00Z"),
      CreatorRequestId: "r-1",
      BackupPlan: {
        BackupPlanName: "plan",
        Rules: [
          {
            ...rule,
            RuleId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            ScheduleExpression: "cron(0 5 ? * * *)",
            ScheduleExpressionTimezone: "Etc/UTC",
            StartWindowMinutes: 480,
            CompletionWindowMinutes: 10_080,
          },
        ],
      },
    });
    const { Tags } = await stage.client.send(new ListTagsCommand({ ResourceArn: plan.BackupPlanArn }));
    expect(Tags).toEqual({ Stage: "dev" });
  });

  test.each([
    ["cron(0 5 ? * * *)", "Etc/UTC", ["2026-08-22T05:00:00.000Z", "2026-08-23T05:00:00.000Z"]],
    ["cron(0 5 ? * * *)", "Europe/Berlin", ["2026-08-22T03:00:00.000Z", "2026-08-23T03:00:00.000Z"]],
    ["cron(30 0/12 ? * MON-FRI *)", "Etc/UTC", ["2026-08-24T00:30:00.000Z", "2026-08-24T12:30:00.000Z"]],
    ["cron(0 1 1 JAN,SEP ? *)", "Etc/UTC", ["2026-09-01T01:00:00.000Z", "2027-01-01T01:00:00.000Z"]],
    ["cron(0 1 1 1 ? 2020)", "Etc/UTC", []],
  ])("shows the next runs of %s in %s", async (ScheduleExpression, ScheduleExpressionTimezone, runs) => {
    const id = await create({ Rules: [{ ...rule, ScheduleExpression, ScheduleExpressionTimezone }] });
    const { ScheduledRunsPreview } = await get(id, { MaxScheduledRunsPreview: 2 });
    expect(ScheduledRunsPreview?.map(({ ExecutionTime }) => ExecutionTime?.toISOString())).toEqual(runs);
  });

  test("shows no runs where none are asked for, and refuses more than 10", async () => {
    const id = await create();
    expect((await get(id)).ScheduledRunsPreview).toBeUndefined();
    await expect(get(id, { MaxScheduledRunsPreview: 11 })).rejects.toThrow("Valid range is 0-10");
  });

  test("gets a version with every update; rules keep their ids", async () => {
    const id = await create();
    const before = await get(id);
    const Rules = [{ ...rule, StartWindowMinutes: 60 }];
    const update = { BackupPlanId: id, BackupPlan: { BackupPlanName: "plan", Rules } };
    const { VersionId } = await stage.client.send(new UpdateBackupPlanCommand(update));
    const after = await get(id);
    expect(after.VersionId).toBe(VersionId);
    expect(after.VersionId).not.toBe(before.VersionId);
    expect(after.BackupPlan?.Rules?.[0]).toMatchObject({
      StartWindowMinutes: 60,
      RuleId: before.BackupPlan?.Rules?.[0]?.RuleId,
    });
    expect((await get(id, { VersionId: after.VersionId })).BackupPlan).toEqual(after.BackupPlan);
  });

  test("has no unknown version", async () => {
    const id = await create();
    await expect(get(id, { VersionId: "v0" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Failed reading Backup plan with provided version",
    });
  });

  test("is the same for the same creator request id; the same document under another is refused", async () => {
    const id = await create({}, { CreatorRequestId: "r-1" });
    expect(await create({}, { CreatorRequestId: "r-1" })).toBe(id);
    await expect(create({}, { CreatorRequestId: "r-2" })).rejects.toMatchObject({
      name: "AlreadyExistsException",
      message: "Backup plan with the same plan document already exists",
    });
  });

  test("is listed, and no longer exists once deleted", async () => {
    const id = await create();
    const list = async () => (await stage.client.send(new ListBackupPlansCommand({}))).BackupPlansList;
    expect(await list()).toEqual([expect.objectContaining({ BackupPlanId: id, BackupPlanName: "plan" })]);
    const { DeletionDate } = await stage.client.send(new DeleteBackupPlanCommand({ BackupPlanId: id }));
    expect(DeletionDate).toEqual(new Date("2026-08-22T02:00:00Z"));
    await expect(get(id)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(await list()).toEqual([]);
    const { BackupPlansList } = await stage.client.send(new ListBackupPlansCommand({ IncludeDeleted: true }));
    expect(BackupPlansList).toEqual([expect.objectContaining({ BackupPlanId: id, DeletionDate })]);
  });

  test("shows when it last ran, and nothing before its first run", async () => {
    const id = await create();
    const lastRuns = async () => {
      const { BackupPlansList = [] } = await stage.client.send(new ListBackupPlansCommand({}));
      return [BackupPlansList[0]?.LastExecutionDate, (await get(id)).LastExecutionDate];
    };
    expect(await lastRuns()).toEqual([undefined, undefined]);
    await stage.pass(3_600_000);
    stage.backup.runPlanRule({
      planId: id,
      ruleName: "daily",
      resourceArn: instanceArn,
      iamRoleArn: roleArn,
    });
    const ranAt = new Date("2026-08-22T03:00:00Z");
    expect(await lastRuns()).toEqual([ranAt, ranAt]);
  });

  test.each<[string, Partial<BackupPlanInput>, string]>([
    [
      "a start window under 60 minutes",
      { Rules: [{ ...rule, StartWindowMinutes: 30 }] },
      "Error in rule daily : Invalid start window 30. It must be at least 60 minutes",
    ],
    [
      "a completion window that is not longer than the start window",
      { Rules: [{ ...rule, StartWindowMinutes: 60, CompletionWindowMinutes: 60 }] },
      "Error in rule daily : Invalid completion window 60. It must be greater than the start window of 60 minutes",
    ],
    [
      "less than 90 days in cold storage",
      { Rules: [{ ...rule, Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 119 } }] },
      "Error in rule daily : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
    ],
    [
      "a retention of no day",
      { Rules: [{ ...rule, Lifecycle: { DeleteAfterDays: 0 } }] },
      "Error in rule daily : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days",
    ],
    [
      "cold storage for a continuous backup",
      {
        Rules: [
          {
            ...rule,
            EnableContinuousBackup: true,
            Lifecycle: { MoveToColdStorageAfterDays: 1, DeleteAfterDays: 35 },
          },
        ],
      },
      "Error in rule daily : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable",
    ],
    [
      "a continuous backup kept for more than 35 days",
      { Rules: [{ ...rule, EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 36 } }] },
      "Error in rule daily : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 35 days",
    ],
    [
      "a copy to what is no vault",
      { Rules: [{ ...rule, CopyActions: [{ DestinationBackupVaultArn: "copies" }] }] },
      "Error in rule daily : Invalid destination Backup vault ARN copies",
    ],
    [
      "a copy with a wrong lifecycle",
      {
        Rules: [
          {
            ...rule,
            CopyActions: [{ DestinationBackupVaultArn: copiesArn, Lifecycle: { DeleteAfterDays: 99_999 } }],
          },
        ],
      },
      "Error in rule daily : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days",
    ],
    [
      "a cron expression of five fields",
      { Rules: [{ ...rule, ScheduleExpression: "cron(0 5 * * *)" }] },
      "Error in rule daily : Invalid schedule expression cron(0 5 * * *). It must be cron() with six fields",
    ],
    [
      "a rate",
      { Rules: [{ ...rule, ScheduleExpression: "rate(1 day)" }] },
      "Error in rule daily : Invalid schedule expression rate(1 day). It must be cron() with six fields",
    ],
    ...(["0/15 4", "0,30 2", "10-14/2 3", "* 60"] as const).map(
      (entry): [string, Partial<BackupPlanInput>, string] => {
        const [minutes, runs] = entry.split(" ");
        const expression = `cron(${minutes} 5 ? * * *)`;
        return [
          `a rule that runs ${runs} times an hour`,
          { Rules: [{ ...rule, ScheduleExpression: expression }] },
          `Error in rule daily : Invalid schedule expression ${expression}. It runs ${runs} times an hour, and a rule starts at most once an hour`,
        ];
      },
    ),
    [
      "a copy into another partition",
      { Rules: [{ ...rule, CopyActions: [{ DestinationBackupVaultArn: chinaArn }] }] },
      `Error in rule daily : Destination Backup vault ARN ${chinaArn} is in partition aws-cn, not in aws`,
    ],
    [
      "11 recovery point tags",
      {
        Rules: [
          { ...rule, RecoveryPointTags: Object.fromEntries([..."abcdefghijk"].map((key) => [key, "v"])) },
        ],
      },
      "Error in rule daily : At most 10 recovery point tags are allowed",
    ],
    [
      "11 rules",
      { Rules: Array.from({ length: 11 }, (_, index) => ({ ...rule, RuleName: `rule-${index}` })) },
      "A Backup plan can have at most 10 rules, not 11.",
    ],
    [
      "an option of another type",
      { AdvancedBackupSettings: [{ ResourceType: "S3", BackupOptions: { WindowsVSS: "enabled" } }] },
      "Invalid backup option WindowsVSS=enabled for S3.",
    ],
    [
      "options of a type without any",
      { AdvancedBackupSettings: [{ ResourceType: "RDS", BackupOptions: {} }] },
      "Invalid resource type RDS in advanced backup settings.",
    ],
    ["two rules of one name", { Rules: [rule, rule] }, "Rule names must be unique in a Backup plan."],
    ["a name with a blank", { BackupPlanName: "my plan" }, "Invalid Backup plan name my plan."],
  ])("is refused with %s, when it is created and when it is updated", async (_what, plan, message) => {
    const refusal = { name: "InvalidParameterValueException", message };
    await expect(create(plan)).rejects.toMatchObject(refusal);
    const id = await create();
    const BackupPlan = { BackupPlanName: "plan", Rules: [rule], ...plan };
    const update = new UpdateBackupPlanCommand({ BackupPlanId: id, BackupPlan });
    await expect(stage.client.send(update)).rejects.toMatchObject(refusal);
  });

  test("names the rule in the error's context, as AWS does", async () => {
    await expect(create({ Rules: [{ ...rule, StartWindowMinutes: 1 }] })).rejects.toMatchObject({
      Code: "ERROR_3015",
      Context: '["daily","Invalid start window 1. It must be at least 60 minutes"]',
    });
  });

  test("runs a rule on a resource: the job knows its plan, and copies follow", async () => {
    stage.backup.seedVault({ name: "copies" });
    const id = await create({
      Rules: [
        {
          ...rule,
          Lifecycle: { DeleteAfterDays: 7 },
          CopyActions: [{ DestinationBackupVaultArn: copiesArn, Lifecycle: { DeleteAfterDays: 30 } }],
        },
      ],
    });
    const run = { planId: id, ruleName: "daily", resourceArn: instanceArn, iamRoleArn: roleArn };
    const job = stage.backup.runPlanRule(run);
    await stage.pass(3_600_000);
    expect(job).toMatchObject({
      state: "COMPLETED",
      createdBy: { BackupPlanId: id, BackupPlanName: "plan", BackupRuleName: "daily" },
    });
    expect(stage.backup.copyJobs()).toEqual([
      expect.objectContaining({ state: "COMPLETED", createdByBackupJobId: job.id }),
    ]);
    expect(stage.backup.recoveryPoints()).toEqual([
      expect.objectContaining({ vaultName: "main", lifecycle: { DeleteAfterDays: 7 } }),
      expect.objectContaining({ vaultName: "copies", lifecycle: { DeleteAfterDays: 30 } }),
    ]);
    expect(() => stage.backup.runPlanRule({ ...run, ruleName: "hourly" })).toThrow(/no rule hourly/);
  });
});
