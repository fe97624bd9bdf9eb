import type { OtherEvent } from "../../../../local/aws/backup/other-event";
import { subscribableEvents } from "../../../../local/aws/backup/vault-event";
import { accountId, attributesOf, openStage, type Stage, tableArn, topicArn } from "./stage";

let stage: Stage;

const open = async (events: readonly string[]): Promise<void> => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main", notifications: { topicArn, events } });
};

afterEach(() => stage.close());

const eks = {
  kind: "eks-object",
  jobId: "1b2345b2-f22c-4dab-5eb6-bbc7890ed123",
  clusterName: "orders",
  objectType: "apps/v1/deployments",
  objectName: "web",
  reason: "the API server answered 403",
} as const;
const eksTail =
  "Resource: apps/v1/deployments. Resource Name: web. Destination EKS Cluster Name: orders. RestoreJob ID: 1b2345b2-f22c-4dab-5eb6-bbc7890ed123";

describe("events besides those of jobs", () => {
  test.each<[string, OtherEvent, string, Record<string, string>]>([
    [
      "EKS_BACKUP_OBJECT_FAILED",
      { ...eks, what: "backup-failed" },
      "A Kubernetes resource failed to backup from your Amazon EKS Backup. Resource: apps/v1/deployments. EKS Cluster Name: orders. BackupJob ID: 1b2345b2-f22c-4dab-5eb6-bbc7890ed123",
      { eventType: "EKS_BACKUP_OBJECT_FAILED", backupJobId: eks.jobId, resourceName: "web" },
    ],
    [
      "EKS_RESTORE_OBJECT_FAILED",
      { ...eks, what: "restore-failed" },
      `A Kubernetes resource failed to restore from your Amazon EKS Backup. ${eksTail}`,
      { eventType: "EKS_RESTORE_OBJECT_FAILED", restoreJobId: eks.jobId, clusterName: "orders" },
    ],
    [
      "EKS_RESTORE_OBJECT_SKIPPED",
      { ...eks, what: "restore-skipped" },
      `A Kubernetes resource was skipped from restore from your Amazon EKS Backup. This Kubernetes resource already exists in your target EKS cluster. ${eksTail}`,
      { eventType: "EKS_RESTORE_OBJECT_SKIPPED", reason: "the API server answered 403" },
    ],
    [
      "CONTINUOUS_BACKUP_INTERRUPTED",
      { kind: "continuous-backup-interrupted", resourceArn: tableArn },
      `A continuous backup was interrupted. Resource ARN : ${tableArn}`,
      { EventType: "CONTINUOUS_BACKUP_INTERRUPTED", AccountId: accountId },
    ],
  ])("%s reaches the vault that subscribes to it, and no other", async (name, event, message, attributes) => {
    await open([name]);
    const others = subscribableEvents.filter((other) => other !== name);
    stage.backup.seedVault({
      name: "others",
      notifications: { topicArn: `${topicArn}-2`, events: others },
    });
    stage.backup.sendOtherEvent("main", event);
    stage.backup.sendOtherEvent("others", event);
    await stage.backup.settled();
    expect(stage.sent.map((publication) => publication.topicArn)).toEqual([topicArn]);
    expect(stage.sent[0]?.message).toBe(message);
    expect(stage.sent[0] && attributesOf(stage.sent[0])).toMatchObject(attributes);
  });

  test("an event that AWS adds in the future reaches every vault with notifications", async () => {
    await open(["BACKUP_JOB_STARTED"]);
    const attributes = { EventType: "VAULT_TEMPERATURE_HIGH" };
    stage.backup.sendOtherEvent("main", { kind: "other", message: "It is warm.", attributes });
    await stage.backup.settled();
    expect(stage.sent.map(({ message }) => message)).toEqual(["It is warm."]);
  });
});
