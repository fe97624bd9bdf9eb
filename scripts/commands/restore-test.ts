import { BackupClient } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { resourceOf } from "../../handler/model/resource";
import { idsIn, type StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import { signedRequests } from "../aws/signed-requests";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { leftOvers } from "../restore-test/left-over";
import { newestPoint, type Point } from "../restore-test/newest-point";
import { restorableOf, type TestRestored, testRestore, verdictWords } from "../restore-test/test-restore";
import { readDeployedStack } from "../stack/deployed-stack";
import { isTestResource, testResourceIn, testResourceNames } from "../vault/test-resource";

type RestoreTestRequest = StageRequest<{
  readonly resource: string | undefined;
  readonly yes: boolean;
}>;

/** What to restore: the named resource, else everything that the stage has to be backed up. */
const resourcesOf = (
  { flags: { resource }, stage }: RestoreTestRequest,
  outputs: StackOutputs,
): readonly string[] => {
  if (resource !== undefined && !isTestResource(resource)) {
    if (parseArn(resource) !== undefined) return [resource];
    throw wrongUsage(
      `--resource is "${resource}", which is not an ARN, nor one of ${testResourceNames.join(", ")}; an ARN looks like arn:aws:dynamodb:eu-west-1:111122223333:table/orders`,
    );
  }
  const found = idsIn(outputs.test_resource_arns).filter(
    (arn) => resource === undefined || testResourceIn(arn) === resource,
  );
  if (found.length > 0) return found;
  throw new Failure(
    `stage ${stage} has no test ${resource === "fileSystem" ? "file system" : (resource ?? "resource")}; name a resource with --resource <arn>`,
  );
};

const roleOf = ({ restore_role_arn, backup_role_arn, stage }: StackOutputs): string => {
  const role = restore_role_arn || backup_role_arn;
  if (role !== "") return role;
  throw new Failure(
    `stage ${stage} has no role that can restore: it has neither restoreTests nor a vault of its own; add restoreTests to stages/${stage}.ts and deploy`,
  );
};

type Planned = { readonly arn: string; readonly point: Point };

/** What can be restored; without a named resource, types that this command does not restore are skipped with a sentence. */
const plannedOf = async (
  arns: readonly string[],
  backup: BackupClient,
  outputs: StackOutputs,
  { terminal }: Context,
): Promise<readonly Planned[]> => {
  const vaults = [...idsIn(outputs.vault_name), ...idsIn(outputs.existing_vault_names)];
  const planned: Planned[] = [];
  for (const arn of arns) {
    try {
      restorableOf(arn);
      planned.push({ arn, point: await newestPoint(backup, arn, vaults) });
    } catch (error) {
      if (arns.length === 1 || !(error instanceof Failure)) throw error;
      terminal.warn(`Skipped: ${error.message}`);
    }
  }
  if (planned.length === 0) throw new Failure("there is nothing to restore; see the lines above");
  return planned;
};

const nameOf = (resourceArn: string): string => {
  const { name = resourceArn, service } = resourceOf({ resourceArn });
  return service === undefined ? name : `${name} (${service})`;
};

/** Restores, checks and deletes, side by side. */
const runAll = async (
  planned: readonly Planned[],
  outputs: StackOutputs,
  backup: BackupClient,
  context: Context,
): Promise<readonly PromiseSettledResult<TestRestored>[]> => {
  const aws = signedRequests(context.awsConfig(outputs.region), context.env);
  const roleArn = roleOf(outputs);
  const [progress, hints] = [new Map<string, string>(), new Map<string, string>()];
  return context.terminal.step(`Restoring ${planned.map(({ arn }) => nameOf(arn)).join(", ")}`, (report) =>
    Promise.allSettled(
      planned.map(({ arn, point }) =>
        testRestore(arn, point, {
          backup,
          aws,
          region: outputs.region,
          roleArn,
          context,
          report: (text) => {
            progress.set(arn, planned.length === 1 ? text : `${nameOf(arn)}: ${text}`);
            report([...progress.values()].join("; "));
          },
          hint: (text) => {
            hints.set(arn, text);
            context.ifInterrupted([...hints.values()].filter((hint) => hint !== "").join("\n"));
          },
        }),
      ),
    ),
  );
};

/** Proves now that backups can be restored. */
export const restoreTest = async (request: RestoreTestRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const outputs = await readDeployedStack(request, "restore-test", context);
  const backup = connect(BackupClient, context.awsConfig(outputs.region));
  const roleArn = roleOf(outputs);
  const planned = await plannedOf(resourcesOf(request, outputs), backup, outputs, context);
  const isOnlyForTests = roleArn === outputs.restore_role_arn;
  const place = { backup, region: outputs.region, roleArn, isOnlyForTests, context };
  for (const line of await leftOvers(place)) terminal.warn(line);
  for (const { arn, point } of planned) {
    terminal.say(
      `${nameOf(arn)}: recovery point of ${point.CreationDate.toISOString()}, ${point.RecoveryPointArn}`,
    );
  }
  terminal.say(
    "Each is restored beside its resource, under a name or with a tag of tests, checked, and deleted again.",
  );
  if (
    !request.flags.yes &&
    !(await terminal.confirm(
      `Restore ${counted(planned.length, "resource")}? It costs what the restored resource costs until then.`,
    ))
  ) {
    throw new Failure("nothing was restored");
  }
  const results = await runAll(planned, outputs, backup, context);
  const problems: Failure[] = [];
  for (const [index, result] of results.entries()) {
    const name = nameOf(planned[index]?.arn ?? "");
    if (result.status === "rejected") {
      const { reason: cause } = result;
      const sentence = cause instanceof Failure ? cause.message : explain(cause);
      problems.push(new Failure(`restore test of ${name}: ${sentence}`, { cause }));
      continue;
    }
    const { verdict, text } = result.value;
    if (verdict === "passed") terminal.say(`Restore test passed: ${name}: ${text}`);
    else problems.push(new Failure(`restore test ${verdictWords[verdict]}: ${name}: ${text}`));
  }
  const [first, ...others] = problems;
  for (const { message } of others) terminal.warn(`Error: ${message}`);
  if (first !== undefined) throw first;
};
