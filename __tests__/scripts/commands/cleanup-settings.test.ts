import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { cleanup as command } from "../../../scripts/commands/all";
import { type AwsBackup, startAwsBackup } from "../support/aws-backup";
import { cleanupAws } from "../support/cleanup-aws";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder, vaultResource } from "../support/project-folder";
import { kmsWithAliases } from "../support/stage-in-aws";

const { ssm, hasNothingLeft } = cleanupAws();
const kms = kmsWithAliases();
let project: ProjectFolder;
let backup: AwsBackup;

const address = "aws_backup_vault_notifications.existing-vault-notifications-team_1";
const theirs = "arn:aws:sns:eu-west-1:111122223333:team-backups";
const { topic_arn, vault_name } = outputsOf();

const settingOf = (backup_vault_name: string, at = address) => ({
  address: at,
  type: "aws_backup_vault_notifications",
  values: { backup_vault_name, sns_topic_arn: topic_arn },
});

const notifying = (topicArn: string) => ({ topicArn, events: ["BACKUP_JOB_COMPLETED"] });

beforeEach(async () => {
  hasNothingLeft();
  kms.hasNoStage();
  backup = await startAwsBackup();
  project = makeProjectFolder();
  project.synthesizes({ existingVaults: ["team"] });
  project.deployed(outputsOf({ existing_vault_names: "team" }));
  project.holds([
    vaultResource(),
    settingOf("team"),
    settingOf(vault_name, "aws_backup_vault_notifications.own"),
  ]);
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

const startOperator = (): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting: backup.clock.advance });

const calls = (program: string): string[] => project.calls().filter((call) => call.startsWith(program));

test("a setting that is still the stage's goes with the stack", async () => {
  backup.seedVault({ name: "team", notifications: notifying(topic_arn) });
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(calls("terraform state")).toEqual([]);
  expect(calls("cdktf destroy")).toHaveLength(1);
});

test("so does one that somebody has removed", async () => {
  backup.seedVault({ name: "team" });
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(calls("terraform state")).toEqual([]);
});

test("one that points elsewhere by now is left alone, as the plan says: Terraform forgets it", async () => {
  backup.seedVault({ name: "team", notifications: notifying(theirs) });
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toContain(
    `Untouched: the notification setting of vault team, which notifies ${theirs} by now.`,
  );
  expect(project.calls()).toEqual([
    ...calls("terraform init"),
    `terraform state rm ${address} STAGE=dev AWS_REGION=`,
    ...calls("cdktf destroy"),
  ]);
  expect(calls("cdktf destroy")).toHaveLength(1);
});

test("one that AWS does not show is never deleted", async () => {
  backup.seedVault({ name: "team", notifications: notifying(topic_arn) });
  backup.deny("backup:GetBackupVaultNotifications");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(
    /Untouched: the notification setting of vault team: which topic it notifies is not known \(.*\)\. If it is still this stage's, remove it: aws backup delete-backup-vault-notifications --backup-vault-name team --region eu-west-1/,
  );
  expect(calls("terraform state")).toHaveLength(1);
});

test("where Terraform cannot forget it, nothing is deleted", async () => {
  backup.seedVault({ name: "team", notifications: notifying(theirs) });
  project.refusesToForget("Error: state is locked");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: Terraform could not forget aws_backup_vault_notifications\.\S+, so nothing was deleted:\nError: state is locked$/,
  );
  expect(calls("cdktf destroy")).toEqual([]);
  expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
});

test("an emptied vault without its stack changes no setting", async () => {
  backup.seedVault({ name: "team", notifications: notifying(theirs) });
  expect(await startOperator().run(command, "--yes", "--keep-stack")).toBe(0);
  expect(calls("terraform state")).toEqual([]);
});
