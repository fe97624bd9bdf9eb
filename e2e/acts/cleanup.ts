import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { copyRegion } from "../../local/ministack/account-root";
import type { CommandResult } from "../../local/run/commands";
import { idsIn, stackIdOf } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { must, mustSay } from "../expectations";
import type { DeployedScene } from "../scene";

/** Asks AWS itself, not Terraform's state, what is left of a stage. */
const leftoversOf = async ({ cloud, outputs, workspace }: DeployedScene): Promise<readonly string[]> => {
  const config = clientConfig(cloud);
  const prefix = stackIdOf(workspace.stage);
  const logs = new CloudWatchLogsClient(config);
  const groupsOf = (logGroupNamePrefix: string) =>
    logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  const [queues, topics, groups, flowLogGroups, parameters, key, instances] = await Promise.all([
    new SQSClient(config).send(new ListQueuesCommand({ QueueNamePrefix: prefix })),
    new SNSClient(config).send(new ListTopicsCommand({})),
    groupsOf(`/aws/lambda/${prefix}-`),
    groupsOf(`/aws/vpc-flow-logs/${prefix}`),
    new SSMClient(config).send(new DescribeParametersCommand({})),
    new KMSClient(config).send(new DescribeKeyCommand({ KeyId: outputs.key_arn })),
    new EC2Client(config).send(new DescribeInstancesCommand({})),
  ]);
  const active = (instances.Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ InstanceId, State }) => InstanceId === outputs.instance_id && State?.Name !== "terminated");
  const { backup } = cloud;
  const copies = backup.inRegion(copyRegion);
  const schedules = await cloud.schedules.names();
  // The other stories' stages may have theirs there.
  const copyVaults = idsIn(outputs.copy_vault_arns).map((arn) => arn.split(":").at(-1));
  const isOwn = (vaultName: string): boolean =>
    copyVaults.includes(vaultName) || vaultName.startsWith(`${prefix}-`);
  return [
    ...(queues.QueueUrls ?? []),
    ...(topics.Topics ?? []).flatMap(({ TopicArn = "" }) =>
      TopicArn.includes(`:${prefix}`) ? [TopicArn] : [],
    ),
    ...[...(groups.logGroups ?? []), ...(flowLogGroups.logGroups ?? [])].map(
      ({ logGroupName = "" }) => logGroupName,
    ),
    ...(parameters.Parameters ?? []).flatMap(({ Name = "" }) =>
      Name.startsWith(`/backup-notifications/${workspace.stage}/`) ? [Name] : [],
    ),
    ...(key.KeyMetadata?.KeyState === "PendingDeletion" ? [] : [outputs.key_arn]),
    ...active.map(({ InstanceId = "" }) => InstanceId),
    ...schedules.filter((name) => name.startsWith(`${prefix}-`)),
    ...backup.vaults().flatMap(({ name, arn }) => (name === outputs.vault_name ? [arn] : [])),
    ...copies.vaults().flatMap(({ name, arn }) => (isOwn(name) ? [arn] : [])),
    ...copies.recoveryPoints().flatMap(({ arn, vaultName }) => (isOwn(vaultName) ? [arn] : [])),
    ...backup
      .recoveryPoints()
      .flatMap(({ arn, vaultName }) => (vaultName === outputs.vault_name ? [arn] : [])),
  ];
};

// Destroying does not need the registry either.
const args = ["--yes", "--", "--skip-provider-lock"];

/** Removes the stage. */
export const cleanUp = ({ step, workspace }: DeployedScene): Promise<CommandResult> =>
  step("npm run cleanup", () => workspace.npm("cleanup", { args }));

/** All of the stage must be gone, and the command must have said so. */
export const mustBeGone = async (
  scene: DeployedScene,
  cleanup: CommandResult,
  ...says: readonly string[]
): Promise<void> => {
  await scene.step("all of the stage is gone", async () => {
    await mustSay(cleanup, `Stage ${scene.workspace.stage} is gone`, ...says);
    const left = await leftoversOf(scene);
    must(left.length === 0, `it left ${left.join(", ")}`);
  });
};

export const cleanUpAgain = async ({ step, workspace }: DeployedScene): Promise<void> => {
  await step("npm run cleanup again: nothing to do", () =>
    workspace.npm("cleanup", { args, says: ["Nothing to do"] }),
  );
};
