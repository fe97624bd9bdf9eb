import { BackupClient } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { isSecretStored } from "../slack/secret-parameter";
import { secretOf } from "../slack/slack-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";
import { followJob, reportJobEnd } from "../vault/follow-job";
import { startJob } from "../vault/start-job";
import { waitForTestInstance } from "../vault/test-instance";

type TriggerRequest = StageRequest<{
  readonly resource: string | undefined;
  readonly job: string | undefined;
  readonly "no-wait": boolean;
}>;

const checkFlags = ({ flags: { resource, job, ...others } }: TriggerRequest): void => {
  if (resource !== undefined && job !== undefined) {
    throw wrongUsage("--resource starts a job and --job follows one; give only one of them");
  }
  if (job !== undefined && others["no-wait"]) {
    throw wrongUsage("--job waits for a job's end and --no-wait does not; give only one of them");
  }
  if (resource !== undefined && parseArn(resource) === undefined) {
    throw wrongUsage(
      `--resource is "${resource}", which is not an ARN; an ARN looks like arn:aws:ec2:eu-west-1:111122223333:volume/vol-0abc`,
    );
  }
};

/** What to back up: the named resource, else the stage's test instance. */
const resourceOf = ({ flags, stage }: TriggerRequest, outputs: StackOutputs): string => {
  if (outputs.vault_name === "") {
    throw new Failure(
      `stage ${stage} has no vault of its own to back up into; add a vault to stages/${stage}.ts, or start a job on ${outputs.existing_vault_names} in the AWS Backup console`,
    );
  }
  const region = parseArn(flags.resource)?.region;
  if (region !== undefined && region !== outputs.region) {
    throw new Failure(
      `--resource is in ${region}, but stage ${stage} backs up in ${outputs.region}; a backup job stays in one Region`,
    );
  }
  if (flags.resource !== undefined) return flags.resource;
  if (outputs.instance_arn !== "") return outputs.instance_arn;
  throw new Failure(
    `stage ${stage} has no test instance; enable the test workload in stages/${stage}.ts and deploy, or name a resource with --resource <arn>`,
  );
};

const reportMessageLocation = async (outputs: StackOutputs, context: Context): Promise<void> => {
  const { transport, what, command } = secretOf(outputs);
  context.terminal.say(
    (await isSecretStored(outputs, context))
      ? `The message appears in ${outputs.bot_channel ? `channel ${outputs.bot_channel}` : `the channel of the Slack webhook of stage ${outputs.stage}`}, usually within minutes after the job ends.`
      : `No ${transport === "bot" ? what : transport} is stored, so no message can appear yet: ${commandLineOf(command, outputs)}`,
  );
};

/** Starts an on-demand backup and follows it to its end. */
export const triggerBackup = async (request: TriggerRequest, context: Context): Promise<void> => {
  checkFlags(request);
  const { flags } = request;
  const outputs = await readDeployedStack(request, "trigger-backup", context);
  const backup = connect(BackupClient, context.awsConfig(outputs.region));
  let jobId = flags.job;
  if (jobId === undefined) {
    const resourceArn = resourceOf(request, outputs);
    if (flags.resource === undefined) await waitForTestInstance(outputs, context);
    jobId = await startJob(backup, resourceArn, outputs);
    context.terminal.say(`Started backup job ${jobId} of ${resourceArn} into vault ${outputs.vault_name}.`);
  }
  if (!flags["no-wait"]) reportJobEnd(await followJob(backup, jobId, outputs, context), context);
  await reportMessageLocation(outputs, context);
};
