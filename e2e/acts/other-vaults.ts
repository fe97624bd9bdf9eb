import { BackupClient, PutBackupVaultNotificationsCommand } from "@aws-sdk/client-backup";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { clientConfig } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene, Scene } from "../scene";
import { auditTopicArn } from "../stages/e2e-prod";
import { otherTeamsTable, startJob } from "./jobs";

/** The vaults of others in the story. Only the first three are in the stage file. */
export const otherVaults = {
  /** Notifies its team's topic, until the stage takes it over. */
  team: "team-vault",
  /** Notifies no one. */
  shared: "shared-vault",
  /** Keeps notifying its own topic, to which the stage subscribes. */
  audit: "audit-vault",
  /** In no stage file: it cannot notify a topic. */
  unnamed: "aws/efs/automatic-backup-vault",
} as const;

const teamTopicArn = auditTopicArn.replace(/[^:]+$/, "team-backups");

const events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"] as const;

const createTopic = async ({ cloud }: Scene, topicArn: string): Promise<void> => {
  const publish = {
    Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [publish] });
  const Name = topicArn.split(":").at(-1);
  await new SNSClient(clientConfig(cloud)).send(new CreateTopicCommand({ Name, Attributes: { Policy } }));
};

/** Before the stage is deployed: two of the vaults notify their owners already. */
export const prepareOtherVaults = async (scene: Scene): Promise<void> => {
  const { backup } = scene.cloud;
  await createTopic(scene, teamTopicArn);
  await createTopic(scene, auditTopicArn);
  backup.seedVault({ name: otherVaults.team, notifications: { topicArn: teamTopicArn, events } });
  backup.seedVault({ name: otherVaults.audit, notifications: { topicArn: auditTopicArn, events } });
  for (const name of [otherVaults.shared, otherVaults.unnamed]) backup.seedVault({ name });
};

const topicOf = ({ cloud }: Scene, vaultName: string): string | undefined =>
  cloud.backup.vaults().find(({ name }) => name === vaultName)?.notifications?.topicArn;

/** The command that restores the team's setting. */
export const restoringCommand = `aws backup put-backup-vault-notifications --backup-vault-name ${otherVaults.team} --sns-topic-arn ${teamTopicArn} --backup-vault-events ${events.join(" ")}`;

/** Without `--take-over`, nothing is deployed. */
export const refuseToTakeOver = async (scene: Scene): Promise<void> => {
  const { step, workspace } = scene;
  await step("npm run deploy is refused: a vault notifies somebody else, which is shown", async () => {
    const says = [
      `vault ${otherVaults.team} notifies ${teamTopicArn} (${events.join(", ")})`,
      "nothing was changed",
      "--take-over",
    ];
    await workspace.npm("deploy", { args: ["--yes"], exitCode: 1, says });
    must(topicOf(scene, otherVaults.team) === teamTopicArn, `${otherVaults.team} was taken over`);
  });
};

/** Backs up a resource of another team, and waits for the message. */
const hear = async (scene: DeployedScene, vaultName: string, resourceArn: string): Promise<string> => {
  const { cloud, slack } = scene;
  const id = startJob(scene, vaultName, resourceArn);
  const [name = ""] = resourceArn.split("/").slice(-1);
  await awaitMessage(cloud, slack, { title: "First backup completed", says: [name, vaultName, id] });
  return id;
};

/** Through another team's topic, and through EventBridge; what both bring is posted once. */
export const hearOtherVaults = async (scene: DeployedScene): Promise<void> => {
  const { step, slack, outputs } = scene;
  const fileSystem = `arn:aws:elasticfilesystem:${outputs.region}:${outputs.account_id}:file-system/fs-0123456789abcdef0`;
  const ids: string[] = [];
  await step("a vault that notifies its own topic is heard there, and keeps its setting", async () => {
    ids.push(await hear(scene, otherVaults.audit, otherTeamsTable(scene, "audits")));
    must(topicOf(scene, otherVaults.audit) === auditTopicArn, `${otherVaults.audit} notifies another topic`);
  });
  await step("a job of a vault that nobody named is heard through EventBridge", async () => {
    ids.push(await hear(scene, otherVaults.unnamed, fileSystem));
    must(topicOf(scene, otherVaults.unnamed) === undefined, `${otherVaults.unnamed} notifies a topic`);
  });
  await step("what SNS and EventBridge both report is posted once", async () => {
    for (const id of ids) {
      const count = slack.messages.filter((message) => JSON.stringify(message).includes(id)).length;
      must(count === 1, `job ${id} is in ${count} messages`);
    }
  });
};

/** The team types the command that the deployment printed. */
export const restoreTheTeamsSetting = async ({ step, cloud }: DeployedScene): Promise<void> => {
  const client = new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });
  await step("the team makes its vault notify its own topic again", () =>
    client.send(
      new PutBackupVaultNotificationsCommand({
        BackupVaultName: otherVaults.team,
        SNSTopicArn: teamTopicArn,
        BackupVaultEvents: [...events],
      }),
    ),
  );
};

/** What `cleanup` says before it leaves the team's setting alone. */
export const leftAlone = `Untouched: the notification setting of vault ${otherVaults.team}, which notifies ${teamTopicArn} by now.`;

/** After the cleanup: settings of others are as they were, and the stage's own is gone. */
export const checkSettingsOfOthers = async (scene: DeployedScene): Promise<void> => {
  await scene.step(
    "the others' vaults notify their own topics, and one that the stage set none",
    async () => {
      const wanted = [
        [otherVaults.team, teamTopicArn],
        [otherVaults.audit, auditTopicArn],
        [otherVaults.shared, undefined],
      ] as const;
      for (const [name, topicArn] of wanted) {
        const found = topicOf(scene, name);
        must(found === topicArn, `${name} notifies ${found ?? "no one"}, expected ${topicArn ?? "no one"}`);
      }
    },
  );
};
