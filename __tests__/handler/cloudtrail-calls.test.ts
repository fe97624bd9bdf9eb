import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { accessKeyId, callEvent, changeEvent, person } from "../fixtures/cloudtrail-events";
import { messagesFor, queueOf } from "./support/messages";

const snapshot = "arn:aws:ec2:eu-west-1::snapshot/snap-0aa11bb22cc33dd44";
const point = { backupVaultName: "main", recoveryPointArn: snapshot };
const deletion = { eventName: "DeleteRecoveryPoint", request: point };
const planId = "0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10";

describe("a call that CloudTrail recorded", () => {
  test.each([
    [
      "DeleteRecoveryPoint",
      point,
      "Recovery point being deleted manually: snap-0aa11bb22cc33dd44 — by alice (role Admin), from 192.0.2.7, vault main, eu-west-1, account 111122223333",
    ],
    [
      "UpdateRecoveryPointLifecycle",
      { ...point, lifecycle: { deleteAfterDays: 1 } },
      "Recovery point modified: snap-0aa11bb22cc33dd44",
    ],
    ["DisassociateRecoveryPoint", point, "Continuous recovery point stopped: snap-0aa11bb22cc33dd44"],
    ["DisassociateRecoveryPointFromParent", point, "Recovery point detached: snap-0aa11bb22cc33dd44"],
    ["DeleteBackupVault", { backupVaultName: "main" }, "Backup vault deleted: main"],
    ["PutBackupVaultLockConfiguration", { backupVaultName: "main" }, "Backup vault modified: main"],
    ["DeleteBackupVaultLockConfiguration", { backupVaultName: "main" }, "Vault lock removed: main"],
    [
      "PutBackupVaultAccessPolicy",
      { backupVaultName: "main", policy: "{}" },
      "Backup vault access policy changed: main",
    ],
    [
      "DeleteBackupVaultAccessPolicy",
      { backupVaultName: "main" },
      "Backup vault access policy deleted: main",
    ],
    ["PutBackupVaultNotifications", { backupVaultName: "main" }, "Backup vault notifications changed: main"],
    [
      "DeleteBackupVaultNotifications",
      { backupVaultName: "main" },
      "Backup vault notifications deleted: main",
    ],
    ["UpdateBackupPlan", { backupPlanId: planId }, `Backup plan modified: ${planId}`],
    ["DeleteBackupPlan", { backupPlanId: planId }, `Backup plan deleted: ${planId}`],
    [
      "DeleteBackupSelection",
      { backupPlanId: planId, selectionId: "s-1" },
      `Backup plan selection deleted: ${planId}`,
    ],
    [
      "UpdateRegionSettings",
      { resourceTypeOptInPreference: { RDS: false } },
      "Region settings modified: RDS off",
    ],
  ])(
    "%s says who did what to which vault, point or plan, and from where",
    async (eventName, request, start) => {
      const { messages } = await messagesFor(queueOf(callEvent({ eventName, request })));
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text.startsWith(start)).toBe(true);
      expect(messages[0]?.text).toContain("by alice (role Admin), from 192.0.2.7");
      expect(messages[0]?.whole).toContain(`Call  ${eventName}`);
    },
  );

  test("says what was asked for", async () => {
    const lifecycle = { moveToColdStorageAfterDays: -1, deleteAfterDays: 1 };
    const { messages } = await messagesFor(
      queueOf(callEvent({ eventName: "UpdateRecoveryPointLifecycle", request: { ...point, lifecycle } })),
    );
    expect(messages[0]?.whole).toContain("New retention  never cold, deleted after 1 day");
    expect(messages[0]?.whole).toContain("Ask them whether they meant it.");
  });

  test.each([0, 20_000])(
    "never shows an access key's id, with an identity of %i more characters",
    async (length) => {
      const identity = person("alice", "x".repeat(length));
      for (const eventName of ["DeleteRecoveryPoint", "ListBackupVaults"]) {
        const { messages } = await messagesFor(queueOf(callEvent({ ...deletion, eventName, identity })));
        expect(messages[0]?.text).toMatch(/snap-0aa11bb22cc33dd44/);
        expect(messages[0]?.text).toMatch(/alice \(role Admin\)/);
        expect(JSON.stringify(messages)).not.toContain(accessKeyId.slice(0, 12));
      }
    },
  );

  test.each([
    [
      {
        type: "IAMUser",
        arn: "arn:aws:iam::1:user/ops/bob",
        userName: "bob",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      },
      "by bob",
    ],
    [{ type: "Root", arn: "arn:aws:iam::111122223333:root" }, "by the root user"],
    [{ type: "AssumedRole", principalId: "AROAEXAMPLE:carol" }, "by carol"],
    [{ type: "AWSAccount", accountId: "444455556666" }, "by account 444455556666"],
    [
      { ...person(), invokedBy: "cloudformation.amazonaws.com" },
      "by alice (role Admin) through cloudformation.amazonaws.com",
    ],
    [{}, "by someone whom CloudTrail does not name"],
  ])("names its caller as people do: %j", async (identity, words) => {
    const { messages } = await messagesFor(queueOf(callEvent({ ...deletion, identity })));
    expect(messages[0]?.text).toContain(words);
  });

  test("that AWS refused says so: nothing was deleted", async () => {
    const more = { errorCode: "AccessDenied", errorMessage: "User is not authorized" };
    const { messages } = await messagesFor(queueOf(callEvent({ ...deletion, more })));
    expect(messages[0]).toMatchObject({ color: "warning" });
    expect(messages[0]?.text).toMatch(
      /^Recovery point change refused: snap-0aa11bb22cc33dd44 — by alice \(role Admin\).*: AccessDenied: User is not authorized, vault main/,
    );
    expect(messages[0]?.whole).toContain("nothing changed");
    expect(messages[0]?.whole).not.toContain("Someone deleted this backup");
  });

  const ownRole = (role: string) => ({ type: "AssumedRole", arn: `arn:aws:sts::1:assumed-role/${role}/x` });
  const cleanupAgent = { userAgent: "aws-sdk-js/3 app/backup-notifications-cleanup" };

  test.each([
    ["a service of AWS", { identity: { type: "AWSService", invokedBy: "backup.amazonaws.com" } }],
    [
      "a service in its name alone",
      { identity: { accountId: "111122223333", invokedBy: "backup.amazonaws.com" } },
    ],
    ["the stage's own role", { identity: ownRole("backup-notifications-dev-AWSBackup-eu-west-1") }],
    ["a running cleanup", { more: cleanupAgent }],
  ])("by %s is logged, not posted", async (_caller, parts) => {
    const { messages, lines } = await messagesFor(queueOf(callEvent({ ...deletion, ...parts })));
    expect(messages).toEqual([]);
    expect(lines).toEqual([{ outcome: "muted", kind: "recovery-point.deleting-manually", id: snapshot }]);
  });

  test.each([
    ["a role whose name only begins like the stage's", { identity: ownRole("backup-notifications-dev-x") }],
    ["another stage's role", { identity: ownRole("backup-notifications-prod-AWSBackup-eu-west-1") }],
    ["a call that no cleanup makes", { eventName: "PutBackupVaultAccessPolicy", more: cleanupAgent }],
  ])("is not believed to be expected: %s", async (_caller, parts) => {
    const { messages } = await messagesFor(queueOf(callEvent({ ...deletion, ...parts })));
    expect(messages).toHaveLength(1);
  });
});

describe("a call and the change that it makes", () => {
  const pairs = [
    [
      callEvent(deletion),
      changeEvent(
        "Recovery Point State Change",
        { status: "DELETING", deletedBy: "MANUAL_DELETE", backupVaultName: "main", resourceType: "EBS" },
        [snapshot],
      ),
      "Recovery point being deleted manually",
    ],
    [
      callEvent({
        eventName: "UpdateBackupPlan",
        request: { backupPlanId: planId },
        response: { versionId: "v2" },
      }),
      changeEvent("Backup Plan State Change", { state: "MODIFIED", backupPlanId: planId, versionId: "v2" }),
      "Backup plan modified",
    ],
    [
      callEvent({ eventName: "DeleteBackupVaultLockConfiguration", request: { backupVaultName: "main" } }),
      changeEvent("Backup Vault State Change", {
        state: "MODIFIED",
        backupVaultName: "main",
        isLocked: "false",
      }),
      "Vault lock removed",
    ],
    [
      callEvent({
        eventName: "UpdateRegionSettings",
        request: { resourceTypeOptInPreference: { RDS: false } },
      }),
      changeEvent("Region Setting State Change", {
        state: "MODIFIED",
        ResourceTypeOptInPreference: { RDS: false, EBS: true },
      }),
      "Region settings modified",
    ],
  ] as const;

  test.each(pairs)("are one message, with the caller: %#", async (call, change, title) => {
    for (const batch of [queueOf(call, change), queueOf(change, call)]) {
      const { messages } = await messagesFor(batch);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text.startsWith(title)).toBe(true);
      expect(messages[0]?.text).toContain("by alice (role Admin)");
    }
  });

  test("are one message where the change comes in a later batch; an earlier one lacks the caller, who is news", async () => {
    const [call, change] = pairs[0];
    const late = { history: createSentHistory() };
    expect((await messagesFor(queueOf(call), late)).messages).toHaveLength(1);
    expect((await messagesFor(queueOf(change), late)).messages).toEqual([]);
    const early = { history: createSentHistory() };
    expect((await messagesFor(queueOf(change), early)).messages).toHaveLength(1);
    expect((await messagesFor(queueOf(call), early)).messages[0]?.text).toContain("by alice (role Admin)");
  });

  test("that removes a vault's lock is danger, whichever comes first; a refused one is not", async () => {
    const [call, change] = pairs[2];
    for (const batch of [queueOf(call, change), queueOf(change, call), queueOf(call)]) {
      expect((await messagesFor(batch)).messages).toMatchObject([{ color: "danger" }]);
    }
    const refused = callEvent({
      eventName: "DeleteBackupVaultLockConfiguration",
      request: { backupVaultName: "main" },
      more: { errorCode: "AccessDenied" },
    });
    expect((await messagesFor(queueOf(refused))).messages).toMatchObject([{ color: "warning" }]);
    expect((await messagesFor(queueOf(change))).messages).toMatchObject([{ color: "warning" }]);
  });

  const deleting = (status: "DELETING" | "DELETED", time: string, arn = snapshot) =>
    changeEvent(
      "Recovery Point State Change",
      { status, deletedBy: "MANUAL_DELETE", backupVaultName: "main", resourceType: "EBS" },
      [arn],
      time,
    );

  test("a deletion is one message, when it begins, however long it takes", async () => {
    const sent = { history: createSentHistory() };
    const begins = queueOf(deleting("DELETING", "2026-08-22T04:03:00Z"));
    const ends = queueOf(deleting("DELETED", "2026-08-22T09:03:00Z"));
    expect((await messagesFor(begins, sent)).messages).toHaveLength(1);
    expect(await messagesFor(ends, sent)).toMatchObject({ messages: [], lines: [{ outcome: "duplicate" }] });
    const other = deleting("DELETED", "2026-08-22T09:03:00Z", `${snapshot}5`);
    expect((await messagesFor(queueOf(other), sent)).messages).toHaveLength(1);
  });

  test("a deletion whose beginning and end come together is one message about a deleted recovery point", async () => {
    const [begins, ends] = [
      deleting("DELETING", "2026-08-22T04:03:00Z"),
      deleting("DELETED", "2026-08-22T09:03:00Z"),
    ];
    for (const batch of [
      queueOf(begins, ends),
      queueOf(ends, begins),
      queueOf(callEvent(deletion), begins, ends),
    ]) {
      const { messages } = await messagesFor(batch);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toMatch(/^Recovery point deleted manually: snap-0aa11bb22cc33dd44/);
    }
  });

  test("a deletion's beginning that arrives after its end says nothing new; the caller does", async () => {
    const sent = { history: createSentHistory() };
    const ends = queueOf(deleting("DELETED", "2026-08-22T09:03:00Z"));
    const begins = queueOf(deleting("DELETING", "2026-08-22T04:03:00Z"));
    expect((await messagesFor(ends, sent)).messages).toHaveLength(1);
    expect(await messagesFor(begins, sent)).toMatchObject({
      messages: [],
      lines: [{ outcome: "duplicate" }],
    });
    const { messages } = await messagesFor(queueOf(callEvent(deletion)), sent);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toContain("by alice (role Admin)");
    const again = queueOf(deleting("DELETING", "2026-08-23T04:03:00Z"));
    expect((await messagesFor(again, sent)).messages).toHaveLength(1);
  });

  test("a deletion that begins again on another day is another message", async () => {
    const sent = { history: createSentHistory() };
    for (const day of ["22", "23"]) {
      const batch = queueOf(deleting("DELETING", `2026-08-${day}T04:03:00Z`));
      expect((await messagesFor(batch, sent)).messages).toHaveLength(1);
    }
  });

  test.each([
    ["of another recovery point", { ...deletion, request: { ...point, recoveryPointArn: `${snapshot}5` } }],
    ["an hour later", { ...deletion, time: "2026-08-22T05:02:00Z" }],
  ])("are two where the call is one %s", async (_what, call) => {
    const { messages } = await messagesFor(queueOf(callEvent(call), pairs[0][1]));
    expect(messages).toHaveLength(2);
  });

  test("of several versions of a plan within minutes are each a message", async () => {
    const versions = ["v2", "v3"].map((versionId) =>
      changeEvent("Backup Plan State Change", { state: "MODIFIED", backupPlanId: planId, versionId }),
    );
    expect((await messagesFor(queueOf(...versions))).messages).toHaveLength(2);
  });
});

describe("a call that stops a backup job", () => {
  const jobId = "0F1B2C3D-4E5F-6A7B-8C9D-0E1F2A3B4C5D";
  const stop = { eventName: "StopBackupJob", request: { backupJobId: jobId } };
  const stopped = changeEvent("Backup Job State Change", {
    state: "ABORTED",
    backupJobId: jobId,
    backupVaultName: "main",
    resourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
    resourceType: "DynamoDB",
    statusMessage: "Backup job was stopped by user.",
  });

  test("is one message with the job's end, and says who it was", async () => {
    for (const batch of [queueOf(callEvent(stop), stopped), queueOf(stopped, callEvent(stop))]) {
      const { messages } = await messagesFor(batch);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toMatch(
        /^Backup stopped: orders \(DynamoDB\) — by alice \(role Admin\), from 192\.0\.2\.7; last good/,
      );
      expect(messages[0]?.whole).toContain("Ask them whether they meant it");
    }
  });

  test("is news after the job's end, whose later copy is a duplicate", async () => {
    const sent = { history: createSentHistory() };
    expect((await messagesFor(queueOf(stopped), sent)).messages).toHaveLength(1);
    const { messages } = await messagesFor(queueOf(callEvent(stop)), sent);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toContain("by alice (role Admin)");
    expect((await messagesFor(queueOf(stopped), sent)).messages).toEqual([]);
  });

  test("is followed by the job's good end, where the stop came too late", async () => {
    const sent = { history: createSentHistory() };
    await messagesFor(queueOf(callEvent(stop)), sent);
    const { detail } = stopped;
    const completed = { ...stopped, detail: { ...detail, state: "COMPLETED", statusMessage: undefined } };
    expect((await messagesFor(queueOf(completed), sent)).messages[0]?.text).toMatch(/^Backup completed/);
  });

  test("is logged, not posted, where a running cleanup made it; the job's end still is a message", async () => {
    const more = { userAgent: "aws-sdk-js/3 app/backup-notifications-cleanup" };
    const { messages } = await messagesFor(queueOf(callEvent({ ...stop, more }), stopped));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).not.toContain("alice");
  });

  test("is shown as it came where AWS refused it", async () => {
    const more = { errorCode: "InvalidRequestException", errorMessage: "The job has ended." };
    const { messages } = await messagesFor(queueOf(callEvent({ ...stop, more })));
    expect(messages).toMatchObject([{ color: "warning" }]);
    expect(messages[0]?.text).toContain("StopBackupJob, called by alice (role Admin)");
    expect(messages[0]?.whole).toContain("The job has ended.");
  });
});

test("a service event of CloudTrail about a job is that job, and one message with its notification", async () => {
  const event = {
    ...callEvent({ eventName: "BackupJobFailed" }),
    "detail-type": "AWS Service Event via CloudTrail",
  };
  const detail = {
    eventSource: "backup.amazonaws.com",
    eventName: "BackupJobFailed",
    serviceEventDetails: {
      state: "FAILED",
      backupJobId: "J-1",
      backupVaultName: "main",
      resourceArn: "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0aa1",
      resourceType: "EFS",
    },
  };
  const { messages } = await messagesFor(queueOf({ ...event, detail }));
  expect(messages[0]).toMatchObject({ color: "danger" });
  expect(messages[0]?.text).toMatch(/^Backup failed: fs-0aa1 \(EFS\).*, vault main/);
});
