import { messagesFor, queueOf } from "../support/messages";

const account = "111122223333";
const pointArn = `arn:aws:backup:eu-west-1:${account}:recovery-point:abcd1234-5678-4bcd-9012-abcdef123456`;
const volume = `arn:aws:ec2:eu-west-1:${account}:volume/vol-1`;

const eventBridge = (detailType: string, detail: object) => ({
  version: "0",
  id: "2b1c9c5e-3a7d-4f6a-9a51-000000000001",
  "detail-type": detailType,
  source: "aws.backup",
  account,
  time: "2026-08-22T04:03:00Z",
  region: "eu-west-1",
  resources: [],
  detail,
});

/** The only message about an event, with its spaces as one. */
const messageAbout = async (detailType: string, detail: object) => {
  const { messages } = await messagesFor(queueOf(eventBridge(detailType, detail)));
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`${messages.length} messages`);
  return message;
};

describe("malware in a backup", () => {
  const scan = {
    scanJobId: "7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5",
    scanBaseRecoveryPointArn: pointArn,
    state: "COMPLETED",
    scanResult: { scanResultStatus: "THREATS_FOUND" },
  };
  const about = (more: object = {}) => messageAbout("Scan Job State Change", { ...scan, ...more });

  test("is red, says that AWS names no resource, and how to see it", async () => {
    const { color, whole } = await about();
    expect(color).toBe("danger");
    expect(whole).toContain("AWS's event names neither the resource nor the vault.");
    expect(whole).toContain(
      "aws backup describe-scan-job --scan-job-id 7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5 --region eu-west-1",
    );
    expect(whole).toContain("Open malware scanner");
  });

  test("names resource, point and vault where the event does, and finds clean points of the resource", async () => {
    const { text, whole } = await about({
      resourceArn: volume,
      resourceType: "EBS",
      backupVaultName: "main",
    });
    expect(text).toMatch(
      /^Malware found in a backup: vol-1 \(EBS\) — recovery point abcd1234-5678-4bcd-9012-abcdef123456, vault main/,
    );
    expect(whole.match(/abcd1234/g)).toHaveLength(1);
    expect(whole).not.toContain("names neither");
    expect(whole).toContain(
      `aws backup list-scan-jobs --by-resource-arn ${volume} --by-scan-result-status NO_THREATS_FOUND --region eu-west-1`,
    );
    expect(whole).toContain("Open recovery point");
  });

  test("has no command where the event has no id of the scan job", async () => {
    const { whole } = await about({ scanJobId: undefined, scanId: "b21f0c9d8e7a6f5b" });
    expect(whole).not.toContain("aws backup");
  });
});

describe("a change that takes protection away", () => {
  const lookup = (call: string): string =>
    `aws cloudtrail lookup-events --lookup-attributes 'AttributeKey=EventName,AttributeValue=${call}' --start-time 2026-08-22T03:03:00Z --region eu-west-1`;

  test.each([
    ["Recovery Point State Change", { status: "DELETED", deletedBy: "MANUAL_DELETE" }, "DeleteRecoveryPoint"],
    [
      "Recovery Point State Change",
      { status: "DELETING", deletedBy: "MANUAL_DELETE" },
      "DeleteRecoveryPoint",
    ],
    ["Recovery Point State Change", { status: "STOPPED" }, "DisassociateRecoveryPoint"],
    ["Recovery Point State Change", { status: "MODIFIED" }, "UpdateRecoveryPointLifecycle"],
    ["Backup Vault State Change", { state: "DELETED" }, "DeleteBackupVault"],
    [
      "Backup Vault State Change",
      { state: "MODIFIED", isLocked: "false" },
      "DeleteBackupVaultLockConfiguration",
    ],
    ["Backup Plan State Change", { state: "MODIFIED" }, "UpdateBackupPlan"],
    ["Backup Plan State Change", { state: "DELETED" }, "DeleteBackupPlan"],
    ["Region Setting State Change", { state: "MODIFIED" }, "UpdateRegionSettings"],
  ])("%s %j has the command that shows who called %s", async (type, detail, call) => {
    const { whole } = await messageAbout(type, {
      backupVaultName: "main",
      backupPlanId: "plan-1",
      ...detail,
    });
    expect(whole).toContain(lookup(call));
  });

  test("has no such command where it is known who made it", async () => {
    const { whole } = await messageAbout("AWS API Call via CloudTrail", {
      eventSource: "backup.amazonaws.com",
      eventName: "DeleteRecoveryPoint",
      userIdentity: { type: "IAMUser", userName: "alice" },
      requestParameters: { backupVaultName: "main", recoveryPointArn: pointArn },
    });
    expect(whole).toContain("By alice");
    expect(whole).not.toContain("lookup-events");
  });

  test("to a recovery point says that AWS does not say what its retention was", async () => {
    const { whole } = await messageAbout("Recovery Point State Change", {
      status: "MODIFIED",
      lifecycle: { deleteAfterDays: 1 },
    });
    expect(whole).toContain("AWS does not say what they were before.");
    expect(whole).toContain("deleted after 1 day");
  });

  test("by deleting a recovery point says how to keep the others", async () => {
    const { whole } = await messageAbout("Recovery Point State Change", {
      status: "DELETING",
      deletedBy: "MANUAL_DELETE",
    });
    expect(whole).toContain("Someone is deleting this backup before its retention ends.");
    expect(whole).toContain(
      "deny `backup:DeleteRecoveryPoint` in the vault's access policy".replaceAll("`", ""),
    );
  });
});

describe("an interrupted continuous backup", () => {
  test("says that AWS does not say since when, and shows the points that are left", async () => {
    const { messages } = await messagesFor({
      Records: [
        {
          EventSource: "aws:sns",
          Sns: {
            MessageId: "m-1",
            Timestamp: "2026-08-22T04:03:00Z",
            Message: `A continuous backup was interrupted. Resource ARN : arn:aws:s3:::invoices`,
            MessageAttributes: {
              EventType: { Type: "String", Value: "CONTINUOUS_BACKUP_INTERRUPTED" },
            },
            TopicArn: `arn:aws:sns:eu-west-1:${account}:backups`,
          },
        },
      ],
    });
    const whole = messages[0]?.whole;
    expect(messages[0]?.color).toBe("danger");
    expect(whole).toContain("AWS says neither since when exactly, nor which point in time is the last");
    expect(whole).toContain("Changes unprotected since, at the latest  2026-08-22 04:03 UTC");
    expect(whole).toContain(
      "aws backup list-recovery-points-by-resource --resource-arn arn:aws:s3:::invoices --region eu-west-1",
    );
  });
});

describe("an interrupted continuous backup of a database", () => {
  const shown = async (resource: string) => {
    const { messages } = await messagesFor(
      queueOf({
        Type: "Notification",
        MessageId: "m-1",
        Timestamp: "2026-08-22T04:03:00Z",
        Message: `A continuous backup was interrupted. Resource ARN : arn:aws:rds:eu-west-1:${account}:${resource}`,
        TopicArn: `arn:aws:sns:eu-west-1:${account}:backups`,
        MessageAttributes: { EventType: { Type: "String", Value: "CONTINUOUS_BACKUP_INTERRUPTED" } },
      }),
    );
    return messages[0]?.whole;
  };

  test("says since when changes are unprotected, and shows how to read the last restorable time", async () => {
    const whole = await shown("db:orders");
    expect(whole).toContain("Changes unprotected since, at the latest");
    expect(whole).toContain(
      "aws rds describe-db-instances --db-instance-identifier orders --query 'DBInstances[].LatestRestorableTime' --region eu-west-1",
    );
  });

  test("asks about a cluster as one", async () => {
    expect(await shown("cluster:orders")).toContain(
      "aws rds describe-db-clusters --db-cluster-identifier orders --query 'DBClusters[].LatestRestorableTime' --region eu-west-1",
    );
  });
});

describe("a message about what AWS does not name", () => {
  test.each([
    [
      "ACCESS_POINT_AVAILABLE",
      "An access point became available.",
      "names neither the access point nor its backup",
    ],
    ["S3_BACKUP_OBJECT_FAILED", "An object failed to back up.", "does not name the object"],
  ])("%s says so, beside AWS's own text", async (EventType, text, said) => {
    const attributes = { EventType: { Type: "String", Value: EventType } };
    const record = { Type: "Notification", MessageId: "m-1", Message: text, MessageAttributes: attributes };
    const { messages } = await messagesFor(queueOf(record), { routes: [{ post: true }] });
    expect(messages[0]?.whole).toContain(`AWS's event ${said}.`);
    expect(messages[0]?.whole).toContain(text);
  });
});

test.each([
  ["Backup Vault State Change", { state: "DELETED" }, "Open vault"],
  ["Backup Plan State Change", { state: "DELETED" }, "Open plan"],
  [
    "Recovery Point State Change",
    { status: "DELETING", deletedBy: "MANUAL_DELETE", recoveryPointArn: pointArn },
    "Open recovery point",
  ],
])("%s %j has no link %s: there is no such page", async (type, detail, link) => {
  const names = { backupVaultName: "main", ...(type.includes("Plan") && { backupPlanId: "plan-1" }) };
  const { whole } = await messageAbout(type, { ...names, ...detail });
  expect(whole).not.toContain(link);
});
