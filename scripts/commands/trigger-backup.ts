import { BackupClient } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { idsIn, type StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { isSecretStored } from "../slack/secret-parameter";
import { secretOf } from "../slack/slack-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";
import { followJobs, reportJobEnd } from "../vault/follow-job";
import { waitUntilReady } from "../vault/readiness";
import { startJob } from "../vault/start-job";
import { isTestResource, testResourceIn, testResourceNames } from "../vault/test-resource";

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
  if (resource !== undefined && !isTestResource(resource) && parseArn(resource) === undefined) {
    throw wrongUsage(
      `--resource is "${resource}", which is not an ARN, nor one of ${testResourceNames.join(", ")}; an ARN looks like arn:aws:ec2:eu-west-1:111122223333:volume/vol-0abc`,
    );
  }
};

/** What to back up: the named resource, else everything that the stage has for it. */
const resourcesOf = ({ flags, stage }: TriggerRequest, outputs: StackOutputs): readonly string[] => {
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
  const wanted = flags.resource;
  if (wanted !== undefined && !isTestResource(wanted)) return [wanted];
  const found = idsIn(outputs.test_resource_arns).filter(
    (arn) => wanted === undefined || testResourceIn(arn) === wanted,
  );
  if (found.length > 0) return found;
  throw new Failure(
    `stage ${stage} has no test ${wanted === "fileSystem" ? "file system" : (wanted ?? "resource")}; enable ${wanted === undefined ? "the test workload" : `testWorkload: { ${wanted}: true }`} in stages/${stage}.ts and deploy, or name a resource with --resource <arn>`,
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

/** Starts a backup of each resource, of the stage's own once it is ready. What cannot be started comes back as its error. */
const startJobs = async (
  backup: BackupClient,
  request: TriggerRequest,
  outputs: StackOutputs,
  context: Context,
): Promise<PromiseSettledResult<string>[]> => {
  const arns = resourcesOf(request, outputs);
  const ready = waitUntilReady(
    arns.filter((arn) => arn !== request.flags.resource),
    outputs,
    context,
  );
  const started = await Promise.allSettled(
    arns.map(async (resourceArn) => {
      await ready.of(resourceArn);
      const jobId = await startJob(backup, resourceArn, outputs);
      context.terminal.say(`Started backup job ${jobId} of ${resourceArn} into vault ${outputs.vault_name}.`);
      return jobId;
    }),
  );
  await ready.shown;
  return started;
};

/** Runs all of it, then throws the first error; a message of the others is shown before. */
const throwFirst = (errors: readonly unknown[], { terminal }: Context): void => {
  const [first, ...others] = errors;
  if (first === undefined) return;
  for (const other of others) {
    if (!(other instanceof Failure)) throw other;
    terminal.warn(`Error: ${other.message}`);
  }
  throw first;
};

const errorOf = (work: () => void): readonly unknown[] => {
  try {
    work();
    return [];
  } catch (error) {
    return [error];
  }
};

/** Starts on-demand backups and follows them to their ends, side by side. */
export const triggerBackup = async (request: TriggerRequest, context: Context): Promise<void> => {
  checkFlags(request);
  const { flags } = request;
  const outputs = await readDeployedStack(request, "trigger-backup", context);
  const backup = connect(BackupClient, context.awsConfig(outputs.region));
  const started: readonly PromiseSettledResult<string>[] =
    flags.job === undefined
      ? await startJobs(backup, request, outputs, context)
      : [{ status: "fulfilled", value: flags.job }];
  const jobIds = started.flatMap((job) => (job.status === "fulfilled" ? [job.value] : []));
  const notStarted = started.flatMap((job): unknown[] => (job.status === "rejected" ? [job.reason] : []));
  const jobs =
    flags["no-wait"] || jobIds.length === 0 ? [] : await followJobs(backup, jobIds, outputs, context);
  throwFirst([...notStarted, ...jobs.flatMap((job) => errorOf(() => reportJobEnd(job, context)))], context);
  await reportMessageLocation(outputs, context);
};
