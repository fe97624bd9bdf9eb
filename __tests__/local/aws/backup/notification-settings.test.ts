import {
  GetBackupVaultNotificationsCommand,
  PutBackupVaultNotificationsCommand,
} from "@aws-sdk/client-backup";
import { subscribableEvents } from "../../../../local/aws/backup/vault-event";
import { openStage, type Stage, topicArn } from "./stage";

let stage: Stage;

const open = async (events: readonly string[] = subscribableEvents): Promise<void> => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main", notifications: { topicArn, events } });
};

afterEach(() => stage.close());

describe("the configuration of notifications", () => {
  const put = (SNSTopicArn: string, BackupVaultEvents: readonly string[]) =>
    stage.client.send(
      new PutBackupVaultNotificationsCommand({
        BackupVaultName: "main",
        SNSTopicArn,
        BackupVaultEvents: BackupVaultEvents as "BACKUP_JOB_STARTED"[],
      }),
    );

  test("is replaced as a whole, and read back", async () => {
    await open();
    await put(`${topicArn}-new`, ["BACKUP_JOB_FAILED"]);
    expect(
      await stage.client.send(new GetBackupVaultNotificationsCommand({ BackupVaultName: "main" })),
    ).toMatchObject({ SNSTopicArn: `${topicArn}-new`, BackupVaultEvents: ["BACKUP_JOB_FAILED"] });
  });

  test("is none of a vault that only AWS makes", async () => {
    await open();
    const name = "aws/efs/automatic-backup-vault";
    stage.backup.seedVault({ name });
    const put = new PutBackupVaultNotificationsCommand({
      BackupVaultName: name,
      SNSTopicArn: topicArn,
      BackupVaultEvents: ["BACKUP_JOB_COMPLETED"],
    });
    await expect(stage.client.send(put)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: expect.stringMatching(/^Invalid Backup vault name aws\/efs/),
    });
  });

  test.each([
    [
      "an unknown event",
      topicArn,
      ["BACKUP_JOB_DONE"],
      /Please select from the following list of notifications BACKUP_JOB_STARTED, /,
    ],
    ["a FIFO topic", `${topicArn}.fifo`, ["BACKUP_JOB_STARTED"], /standard topic/],
    [
      "another account's topic",
      "arn:aws:sns:eu-west-1:999988887777:t",
      ["BACKUP_JOB_STARTED"],
      /account 111122223333/,
    ],
    ["what is no topic", "notifications", ["BACKUP_JOB_STARTED"], /Invalid SNSTopicArn/],
  ])("refuses %s", async (_what, topic, events, message) => {
    await open(["BACKUP_JOB_STARTED"]);
    await expect(put(topic, events)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: expect.stringMatching(message),
    });
    expect(stage.backup.vaults()[0]?.notifications).toEqual({ topicArn, events: ["BACKUP_JOB_STARTED"] });
  });
});
