import { DescribeDBInstancesCommand, RDSClient, waitUntilDBInstanceAvailable } from "@aws-sdk/client-rds";
import { resourceIdOf } from "../../handler/model/resource";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { typed } from "../program/npm-command";

const maxWaitSeconds = 10 * 60;

/** States that waiting does not end. (Amazon RDS User Guide, DB instance status) */
const lasting =
  /^(?:failed|inaccessible-encryption-credentials|incompatible-|insufficient-capacity|restore-error|storage-full)/;

/** The waiter treats every error as "not yet", so what waiting cannot fix is checked first. */
const checkDatabase = async (rds: RDSClient, name: string, outputs: StackOutputs): Promise<void> => {
  const found = await unlessMissing(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })));
  const status = found === undefined ? "deleted" : found.DBInstances?.[0]?.DBInstanceStatus;
  if (status === undefined)
    throw new Failure(`RDS does not say in which state database ${name} is; try again`);
  if (/^delet/.test(status)) {
    throw new Failure(`database ${name} no longer exists; create it again with ${typed("deploy", outputs)}`);
  }
  if (/^stopp/.test(status)) {
    throw new Failure(
      `database ${name} is ${status}; start it with \`aws rds start-db-instance --region ${outputs.region} --db-instance-identifier ${name}\` and run the command again`,
    );
  }
  if (lasting.test(status)) {
    throw new Failure(
      `database ${name} is ${status}, which waiting does not change; look at it in the RDS console`,
    );
  }
};

/**
 * Waits until the stage's test database is available: AWS Backup fails a job while RDS changes or maintains it.
 * @throws Failure where it is stopped or deleted, or is not available within ten minutes.
 */
export const waitForTestDatabase = async (
  arn: string,
  outputs: StackOutputs,
  context: Context,
): Promise<void> => {
  const client = connect(RDSClient, context.awsConfig(outputs.region));
  const name = resourceIdOf(arn) ?? arn;
  await checkDatabase(client, name, outputs);
  try {
    await waitUntilDBInstanceAvailable(
      { client, maxWaitTime: maxWaitSeconds, minDelay: 5, maxDelay: 15, abortSignal: context.signal },
      { DBInstanceIdentifier: name },
    );
  } catch (cause) {
    throw new Failure(
      `database ${name} has not become available within ${maxWaitSeconds / 60} minutes; look at it in the RDS console, then run the command again`,
      { cause },
    );
  }
};
