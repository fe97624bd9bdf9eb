import { parseVaultEvent, type SnsMessage, snsMessageOf } from "../../../handler/parse/sns";

const message = (text: string, attributes: Readonly<Record<string, string>> = {}): SnsMessage => ({
  text,
  attributes,
  origin: {},
});

const volume = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0aa1";

describe("an SNS message", () => {
  test("keeps its subject, and no attribute without a text", () => {
    const fields = {
      Message: "x",
      Subject: "Notification from AWS Backup",
      MessageAttributes: {
        A: { Type: "String", Value: "one" },
        B: { dataType: "String", stringValue: "two" },
        C: { Type: "String", Value: " " },
        D: "three",
        E: null,
      },
    };
    const read = snsMessageOf(fields);
    expect(read).toMatchObject({
      subject: "Notification from AWS Backup",
      attributes: { A: "one", B: "two" },
    });
    expect(Object.keys(read?.attributes ?? {})).toEqual(["A", "B"]);
  });
});

describe("a vault event's type", () => {
  test.each([
    ["BACKUP_PLAN_CREATED", { kind: "notice", subject: "backup plan", state: "created" }],
    ["BACKUP_PLAN_MODIFIED", { kind: "notice", subject: "backup plan", state: "modified" }],
    [
      "RECOVERY_POINT_INDEX_COMPLETED",
      { kind: "notice", subject: "recovery point index", state: "completed" },
    ],
    [
      "RECOVERY_POINT_INDEXING_FAILED",
      { kind: "notice", subject: "recovery point index", severity: "warning" },
    ],
    ["ACCESS_POINT_CREATION_FAILED", { kind: "notice", subject: "access point", state: "creation failed" }],
    ["COPY_JOB_FAILED", { kind: "job", jobType: "copy", phase: "failed", state: "FAILED" }],
    ["RESTORE_JOB", { kind: "job", jobType: "restore", phase: "unknown" }],
  ])("%s is known", (EventType, expected) => {
    expect(parseVaultEvent(message("x", { EventType }))).toMatchObject(expected);
  });

  test.each([
    ...[
      "MY_BACKUP_JOB",
      "BACKUP_JOB_FAILED_TWICE",
      "OTHER_RECOVERY_POINT_MODIFIED",
      "RECOVERY_POINT_MODIFIED_2",
    ],
    ...[
      "OLD_BACKUP_PLAN_CREATED",
      "BACKUP_PLAN_CREATED_2",
      "RECOVERY_POINT_INDEX_COMPLETED_2",
      "X_ACCESS_POINT_CREATED",
    ],
    ...[
      "X_RECOVERY_POINT_INDEX_COMPLETED",
      "X_CONTINUOUS_BACKUP_INTERRUPTED",
      "CONTINUOUS_BACKUP_INTERRUPTED_2",
    ],
    ...["ACCESS_POINT_CREATED2", "XS3_BACKUP_OBJECT_FAILED", "S3_BACKUP_OBJECT_FAILED_2"],
  ])("%s only resembles one that is known: it is shown, not judged", (EventType) => {
    expect(parseVaultEvent(message("x", { EventType }))).toMatchObject({
      kind: "unrecognized",
      what: EventType,
    });
  });

  test("is taken from AWS's sentence only where that begins it", () => {
    expect(parseVaultEvent(message("An AWS Copy job was completed."))).toMatchObject({
      kind: "job",
      jobType: "copy",
    });
    expect(parseVaultEvent(message("Mail: An AWS Copy job was completed."))).toBeUndefined();
    expect(parseVaultEvent(message("Your order has shipped."))).toBeUndefined();
  });
});

describe("a job's reason", () => {
  const reason =
    "User: arn:aws:sts::1:assumed-role/x is not authorized to perform: s3:GetBucket on resource: arn:aws:s3:::logs.example.com. Ask the owner.";

  test.each([
    ["behind the job's id", `Resource ARN : ${volume}. BackupJob ID : J-1 Status Message : ${reason}`],
    ["behind a period", `Resource ARN : ${volume}. BackupJob ID : J-1. Status Message: ${reason}`],
    ["on the next line", `Resource ARN : ${volume}. BackupJob ID : J-1\nStatus Message : ${reason}`],
    ["before other labels", `Status Message : ${reason} Resource ARN : ${volume} BackupJob ID : J-1`],
    ["between labels", `Backed up Resource ARN : ${volume} Status Message : ${reason}\nBackup Job Id : J-1`],
  ])("is read apart from them where it stands %s", (_where, labelled) => {
    for (const attributes of [{}, { EventType: "BACKUP_JOB", State: "FAILED", Id: "J-1" }]) {
      expect(parseVaultEvent(message(`An AWS Backup job failed. ${labelled}`, attributes))).toMatchObject({
        kind: "job",
        jobId: "J-1",
        details: { resourceArn: volume, reason },
      });
    }
  });

  test("makes a completed backup one with issues, but no copy: those may send one on success", () => {
    const text = "Status Message : Some parts were skipped.";
    expect(parseVaultEvent(message(text, { EventType: "BACKUP_JOB", State: "COMPLETED" }))).toMatchObject({
      phase: "completed-with-issues",
    });
    expect(parseVaultEvent(message(text, { EventType: "COPY_JOB", State: "COMPLETED" }))).toMatchObject({
      phase: "completed",
    });
  });

  test("is absent where AWS writes no text behind the label", () => {
    expect(
      parseVaultEvent(message("BackupJob ID : J-1 Status Message : ", { EventType: "BACKUP_JOB" })),
    ).not.toHaveProperty("details.reason");
  });

  test("of an object and of a continuous backup is read, too", () => {
    const text = `Resource ARN : arn:aws:s3:::invoices. Status Message : The role cannot read it.`;
    for (const EventType of ["S3_BACKUP_OBJECT_FAILED", "CONTINUOUS_BACKUP_INTERRUPTED"]) {
      expect(parseVaultEvent(message(text, { EventType }))).toMatchObject({
        resourceArn: "arn:aws:s3:::invoices",
        reason: "The role cannot read it.",
      });
    }
  });
});

describe("a job's Region", () => {
  test.each([
    ["its resource", `An AWS Backup job failed. Resource ARN : ${volume}. BackupJob ID : A`],
    [
      "its recovery point",
      `An AWS Backup job was completed. Recovery point ARN: ${volume}. BackupJob ID : A`,
    ],
  ])("is that of %s where the envelope names none", (_name, text) => {
    expect(parseVaultEvent(message(text))?.origin).toEqual({ region: "eu-west-1" });
  });
});

describe("an object's event", () => {
  const text =
    "A resource failed. Resource: apps/v1. Resource Name: web. EKS Cluster Name: orders. BackupJob ID: J-text";
  const EventType = "EKS_BACKUP_OBJECT_FAILED";

  test("without attributes is read from AWS's text", () => {
    expect(parseVaultEvent(message(text, { EventType }))).toMatchObject({
      jobId: "J-text",
      objectType: "apps/v1",
      objectName: "web",
      clusterName: "orders",
    });
  });

  test("believes attributes before the text", () => {
    const attributes = {
      EventType,
      resourceType: "type",
      resourceName: "name",
      clusterName: "cluster",
      reason: "why",
    };
    expect(parseVaultEvent(message(text, attributes))).toMatchObject({
      objectType: "type",
      objectName: "name",
      clusterName: "cluster",
      reason: "why",
    });
  });

  test.each([
    [{ backupJobId: "J-backup", restoreJobId: "J-restore", Id: "J-id" }, "J-backup"],
    [{ restoreJobId: "J-restore", Id: "J-id" }, "J-restore"],
    [{ Id: "J-id" }, "J-id"],
  ])("with %j is about job %s", (attributes, jobId) => {
    expect(parseVaultEvent(message(text, { EventType, ...attributes }))).toMatchObject({ jobId });
  });
});
