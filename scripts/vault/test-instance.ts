import { DescribeInstanceStatusCommand, EC2Client, waitUntilInstanceStatusOk } from "@aws-sdk/client-ec2";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { typed } from "../program/npm-command";

const maxWaitSeconds = 10 * 60;

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && /^InvalidInstanceID/.test(error.name);

const stateOf = async (client: EC2Client, instanceId: string): Promise<string> => {
  try {
    const { InstanceStatuses } = await client.send(
      new DescribeInstanceStatusCommand({ InstanceIds: [instanceId], IncludeAllInstances: true }),
    );
    return InstanceStatuses?.[0]?.InstanceState?.Name ?? "terminated";
  } catch (error) {
    if (isNotFound(error)) return "terminated";
    throw error;
  }
};

/** The waiter treats every error as "not yet", so what waiting cannot fix is checked first. */
const checkInstance = async (client: EC2Client, outputs: StackOutputs): Promise<void> => {
  const { instance_id, region } = outputs;
  const state = await stateOf(client, instance_id);
  if (state === "pending" || state === "running") return;
  throw new Failure(
    state === "terminated" || state === "shutting-down"
      ? `instance ${instance_id} no longer exists; create it again with ${typed("deploy", outputs)}`
      : `instance ${instance_id} is ${state}; start it with \`aws ec2 start-instances --region ${region} --instance-ids ${instance_id}\` and run the command again`,
  );
};

/**
 * Waits until the stage's test instance passes its status checks: a backup of an instance that is still starting
 * is of little use.
 * @throws Failure where it is stopped, terminated, or does not pass them within ten minutes.
 */
export const waitForTestInstance = async (outputs: StackOutputs, context: Context): Promise<void> => {
  const client = connect(EC2Client, context.awsConfig(outputs.region));
  await checkInstance(client, outputs);
  try {
    await waitUntilInstanceStatusOk(
      { client, maxWaitTime: maxWaitSeconds, minDelay: 5, maxDelay: 15, abortSignal: context.signal },
      { InstanceIds: [outputs.instance_id] },
    );
  } catch (cause) {
    throw new Failure(
      `instance ${outputs.instance_id} has not passed its status checks within ${maxWaitSeconds / 60} minutes; look at it in the EC2 console, then run the command again`,
      { cause },
    );
  }
};
