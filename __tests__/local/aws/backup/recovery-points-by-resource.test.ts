import {
  ListRecoveryPointsByResourceCommand,
  type ListRecoveryPointsByResourceInput,
  paginateListRecoveryPointsByResource,
} from "@aws-sdk/client-backup";
import type { EventBridgeEvent } from "../../../../local/aws/backup/eventbridge-event";
import { databaseArn, instanceArn, openStage, type Stage, tableArn, volumeArn } from "./stage";

const fileSystemArn = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0c0ffee0";

let stage: Stage;
let emitted: EventBridgeEvent[];

beforeEach(async () => {
  emitted = [];
  stage = await openStage({ emit: async (event) => void emitted.push(event) });
  for (const name of ["main", "other"]) stage.backup.seedVault({ name });
});

afterEach(() => stage.close());

const list = async (input: Partial<ListRecoveryPointsByResourceInput> = {}) => {
  const command = new ListRecoveryPointsByResourceCommand({ ResourceArn: tableArn, ...input });
  return (await stage.client.send(command)).RecoveryPoints ?? [];
};

describe("listing a resource's recovery points", () => {
  test("finds them in every vault, and no other resource's", async () => {
    const createdAt = new Date("2026-07-01T02:00:00Z");
    const { arn } = stage.backup.seedRecoveryPoint({
      vaultName: "main",
      resourceArn: tableArn,
      createdAt,
      sizeBytes: 7,
    });
    stage.backup.seedRecoveryPoint({ vaultName: "other", resourceArn: tableArn, status: "PARTIAL" });
    stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: databaseArn });
    expect(await list()).toEqual([
      expect.objectContaining({ Status: "PARTIAL" }),
      expect.objectContaining({
        RecoveryPointArn: arn,
        Status: "COMPLETED",
        CreationDate: createdAt,
        BackupSizeBytes: 7,
      }),
    ]);
    expect(await list({ ManagedByAWSBackupOnly: true })).toHaveLength(2);
  });

  test("names the vault only of Amazon EC2 and Amazon EFS, and never when a recovery point is deleted", async () => {
    const lifecycle = { DeleteAfterDays: 35 };
    for (const resourceArn of [tableArn, volumeArn, fileSystemArn, instanceArn])
      stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn, lifecycle });
    const named = async (ResourceArn: string) => {
      const [point = {}] = await list({ ResourceArn });
      expect(point).not.toHaveProperty("CalculatedLifecycle");
      return point.BackupVaultName;
    };
    expect([await named(instanceArn), await named(fileSystemArn)]).toEqual(["main", "main"]);
    expect([await named(tableArn), await named(volumeArn)]).toEqual([undefined, undefined]);
  });

  test("lists each once over many pages", async () => {
    for (let count = 0; count < 5; count++)
      stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn });
    const arns: unknown[] = [];
    const pages = paginateListRecoveryPointsByResource(
      { client: stage.client, pageSize: 2 },
      { ResourceArn: tableArn },
    );
    for await (const page of pages)
      arns.push(...(page.RecoveryPoints ?? []).map(({ RecoveryPointArn }) => RecoveryPointArn));
    expect(new Set(arns).size).toBe(5);
    expect(arns).toHaveLength(5);
  });

  test("requires pages of at least twenty for Amazon RDS", async () => {
    await expect(list({ ResourceArn: databaseArn, MaxResults: 19 })).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    expect(await list({ ResourceArn: databaseArn, MaxResults: 20 })).toEqual([]);
    expect(await list({ MaxResults: 1 })).toEqual([]);
  });

  test("refuses an invalid ARN", async () => {
    await expect(list({ ResourceArn: "orders" })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
  });
});

describe("a backup job of the past", () => {
  const at = (day: number): Date => new Date(Date.UTC(2026, 7, day, 2));

  test("is listed as ended, has made its recovery point, and sent no event", async () => {
    await stage.pass(0);
    const job = stage.backup.seedBackupJob({
      vaultName: "main",
      resourceArn: tableArn,
      createdAt: at(20),
      outcome: { state: "COMPLETED", sizeBytes: 5, runningMs: 60_000 },
    });
    expect(job).toMatchObject({ state: "COMPLETED", messageCategory: "SUCCESS", sizeBytes: 5 });
    expect(job.endedAt).toEqual(new Date(at(20).getTime() + 60_000));
    expect(await list()).toEqual([
      expect.objectContaining({ RecoveryPointArn: job.recoveryPointArn, CreationDate: at(20) }),
    ]);
    await stage.pass(0);
    expect([stage.sent, emitted]).toEqual([[], []]);
    stage.backup.announceBackupJob(job.id);
    await stage.pass(0);
    expect(emitted).toEqual([
      expect.objectContaining({
        detail: expect.objectContaining({ backupJobId: job.id, state: "COMPLETED" }),
      }),
    ]);
  });

  test("that failed has its reason, and made none", async () => {
    const outcome = { state: "FAILED", statusMessage: "denied", messageCategory: "AccessDenied" } as const;
    const job = stage.backup.seedBackupJob({
      vaultName: "main",
      resourceArn: tableArn,
      createdAt: at(20),
      outcome,
    });
    expect(job).toMatchObject({ state: "FAILED", statusMessage: "denied", messageCategory: "AccessDenied" });
    expect(await list()).toEqual([]);
  });
});
