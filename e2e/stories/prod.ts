import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { furtherWebhookParameterName } from "../../src/outputs";
import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { copyToAnotherRegion } from "../acts/copies";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { findNothingWrong } from "../acts/doctor";
import { mustBeUntouched, otherTeamsTable, startJob, startOtherTeamsJob } from "../acts/jobs";
import { unlockVault } from "../acts/locked-vault";
import {
  checkSettingsOfOthers,
  hearOtherVaults,
  leftAlone,
  otherVaults,
  prepareOtherVaults,
  refuseToTakeOver,
  restoreTheTeamsSetting,
  restoringCommand,
} from "../acts/other-vaults";
import { copyToAnotherAccount, withReceivingAccount } from "../acts/receiving-account";
import { refuseToCleanUp, refuseToDestroy } from "../acts/refusals";
import { checkOnce } from "../acts/watch";
import { clientConfig } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene, Story } from "../scene";
import { webhookWay } from "../slack-way";

const { team: existingVault } = otherVaults;

/** The text of the message of a backup into the existing vault; it mentions `@here`. */
const backUpIntoTheExistingVault = async (scene: DeployedScene, table: string): Promise<string> => {
  const { cloud, slack } = scene;
  const id = startJob(scene, existingVault, otherTeamsTable(scene, table));
  const says = [table, existingVault, id, "<!here>"];
  const { text } = await awaitMessage(cloud, slack, { title: "First backup completed", says });
  const started = slack.messages.find((message) => message.text.startsWith("Backup started"));
  must(started === undefined, `starts are muted by default, yet Slack shows "${started?.text}"`);
  return text;
};

/** What a message in the main channel says that belongs elsewhere. */
const elsewhere = "channel audit";

/** A further channel: first without a webhook, then with one. */
const useFurtherChannel = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, slack } = scene;
  await step(
    "a job in the existing vault, whose channel has no webhook: posted to the main one",
    async () => {
      const text = await backUpIntoTheExistingVault(scene, "bills");
      must(
        text.includes(elsewhere),
        `the message does not name the channel that it was meant for: "${text}"`,
      );
    },
  );
  const secret = slack.webhookUrl;
  await step("npm run set-webhook -- --channel audit, through a pipe", () =>
    workspace.npm("set-webhook", { args: ["--channel", "audit"], input: `${secret}\n`, secret }),
  );
  await step("a job in the existing vault: its end is posted to its channel, its start is not", async () => {
    const text = await backUpIntoTheExistingVault(scene, "payroll");
    must(!text.includes(elsewhere), `the message is still in the main channel: "${text}"`);
  });
};

/** What remains after a channel was removed from the stage file, and the stage was deployed again. */
const leaveWebhookOfFormerChannel = async ({
  step,
  cloud,
  slack,
  outputs,
}: DeployedScene): Promise<string> => {
  const Name = furtherWebhookParameterName(outputs.stage, "former");
  const secret = { Name, Type: "SecureString", KeyId: outputs.key_arn, Value: slack.webhookUrl } as const;
  await step("a removed channel has left its webhook in SSM", () =>
    new SSMClient(clientConfig(cloud)).send(new PutParameterCommand(secret)),
  );
  return Name;
};

/** `stages/prod.ts` with vaults of others, which keep everything, and their own notification settings. */
export const prodStory: Story = {
  name: "prod",
  stage: "e2e-prod",
  way: webhookWay,
  play: async (empty) => {
    await prepareOtherVaults(empty);
    await refuseToTakeOver(empty);
    const scene = await deployAndConnect(empty, { flags: ["--take-over"], says: [restoringCommand] });
    const { step, cloud, outputs } = scene;
    await deployAgain(scene);
    await useFurtherChannel(scene);
    await hearOtherVaults(scene);
    await copyToAnotherRegion(scene);
    await withReceivingAccount(scene, (receiver) => copyToAnotherAccount(scene, receiver));
    await checkOnce(scene);
    await findNothingWrong(scene);
    const theirs = await step(
      "the existing vault has a running job, the stage's vault a recovery point",
      async () => {
        const resourceArn = otherTeamsTable(scene, "ledger");
        cloud.backup.seedRecoveryPoint({ vaultName: outputs.vault_name, resourceArn });
        return startOtherTeamsJob(scene, existingVault);
      },
    );
    await refuseToDestroy(scene);
    await refuseToCleanUp(scene);
    const unlocked = await unlockVault(scene);
    await restoreTheTeamsSetting(scene);
    const formerChannel = await leaveWebhookOfFormerChannel(scene);
    const cleanup = await cleanUp(unlocked);
    await mustBeGone(
      unlocked,
      cleanup,
      `recovery points of ${existingVault}`,
      leftAlone,
      formerChannel,
      // How many events it holds depends on the other stories: the stage hears the jobs of all vaults.
      "queue backup-notifications-e2e-prod-events: ",
    );
    await step("the existing vault keeps its job and recovery points", async () =>
      mustBeUntouched(scene, theirs),
    );
    await checkSettingsOfOthers(scene);
    await cleanUpAgain(unlocked);
  },
};
