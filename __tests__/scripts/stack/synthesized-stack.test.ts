import { readSynthesizedStack } from "../../../scripts/stack/synthesized-stack";
import { synthesize, vaultStage } from "../../fixtures/stack";

const onCall = "arn:aws:sns:eu-central-1:111122223333:on-call";

test("what the commands compare with AWS is read from the product's own stack", () => {
  const { json } = synthesize({
    ...vaultStage,
    eventBridge: true,
    alarmEmail: "ops@example.com",
    alarmTopics: [onCall],
  });
  const stack = readSynthesizedStack(json, "/project/cdktf.out/stacks/x");
  expect(stack).toMatchObject({
    region: "eu-central-1",
    vaults: [{ name: "backup-notifications-test", forceDestroy: false }],
    existingVaultNames: [],
    statePath: "terraform.backup-notifications-test.tfstate",
    alarmEmails: ["ops@example.com"],
    alarmTopicArns: [onCall],
    ruleName: "backup-notifications-test-state-changes",
    vaultEvents: expect.arrayContaining(["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"]),
  });
  expect(stack.alarmNames).toContain("backup-notifications-test-dead-letters");
  expect([...stack.managedPolicyNames].sort()).toEqual([
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
  ]);
});

test("a stage without EventBridge has no rule", () => {
  const stack = readSynthesizedStack(synthesize(vaultStage).json, "/project");
  expect(stack).not.toHaveProperty("ruleName");
});
