import { BackupClient } from "@aws-sdk/client-backup";
import { stackIdOf } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { deleteSecret, storedSecretNames } from "../slack/secret-parameter";
import { cdktf, commandLineOf } from "../stack/commands";
import { checkAccountAndRegion } from "../stack/deployed-stack";
import { readDeployment } from "../stack/deployment";
import { type Leftovers, leftoversOf, withSecrets } from "../stack/leftovers";
import { synthesize } from "../stack/synthesized-stack";
import { describeContents, emptyVault, readVaultContents, type VaultContents } from "../vault/own-vault";

type CleanupRequest = StageRequest<{ readonly yes: boolean; readonly "keep-stack": boolean }>;

/** What will be deleted, once the operator agrees. */
type Plan = {
  readonly isDeployed: true;
  readonly leftovers: Leftovers;
  /** The vault to empty; absent where the stage has none, or it was deleted already. */
  readonly vault?: { readonly name: string; readonly contents: VaultContents };
  readonly forceDestroy: boolean;
};

/** Nothing is deployed according to Terraform's state here. Secrets may exist: they are not in the state. */
type NotDeployed = {
  readonly isDeployed: false;
  readonly secretNames: readonly string[];
  readonly region?: string;
};

/** A missing permission to list them must not stop the rest. */
const findSecrets = async (
  stage: string,
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  try {
    return await storedSecretNames(stage, region, context);
  } catch (error) {
    context.terminal.warn(
      `It is not known whether SSM holds more secrets of stage ${stage} than those named here: ${explain(error)}.`,
    );
    return [];
  }
};

const makePlan = async (request: CleanupRequest, context: Context): Promise<Plan | NotDeployed> => {
  const { stage } = request;
  const synthesized = await synthesize(request, context);
  const deployment = await readDeployment(request, context, synthesized);
  if (deployment.state === "none") {
    const region = request.region ?? synthesized.region;
    const secretNames = await findSecrets(stage, region, context);
    return { isDeployed: false, secretNames, ...(region !== undefined && { region }) };
  }
  const known = leftoversOf(deployment, stage, synthesized.furtherChannels);
  await checkAccountAndRegion(known, request, "cleanup", context);
  const leftovers = request.flags["keep-stack"]
    ? known
    : withSecrets(known, await findSecrets(stage, known.region ?? request.region, context));
  const { vaultName } = leftovers;
  const { forceDestroy } = synthesized;
  if (vaultName === undefined) return { isDeployed: true, leftovers, forceDestroy };
  if (leftovers.existingVaultNames.includes(vaultName)) {
    throw new Failure(
      `vault ${vaultName} is both the stage's own and an existing one, so nothing is deleted; fix stages/${request.stage}.ts`,
    );
  }
  const contents = await readVaultContents(backupOf(leftovers, context), vaultName);
  if (contents === undefined) return { isDeployed: true, leftovers, forceDestroy };
  return { isDeployed: true, leftovers, vault: { name: vaultName, contents }, forceDestroy };
};

const backupOf = ({ region }: Leftovers, context: Context): BackupClient =>
  connect(BackupClient, context.awsConfig(region));

const printPlan = ({ leftovers, vault }: Plan, request: CleanupRequest, { terminal }: Context): void => {
  const keepStack = request.flags["keep-stack"];
  terminal.say(
    `To be deleted from stage ${request.stage}${leftovers.region ? ` in ${leftovers.region}` : ""}:`,
  );
  if (vault) {
    terminal.say(`  vault ${vault.name}: ${describeContents(vault.contents)}`);
  } else if (leftovers.vaultName !== undefined) {
    terminal.say(
      `  vault ${leftovers.vaultName}: AWS denies access to it, as it does for a deleted vault; if it holds recovery points, it will not be destroyed`,
    );
  }
  if (!keepStack) {
    const [inUse, other] = leftovers.secrets;
    terminal.say(`  SSM parameter ${inUse.name}, the stored ${inUse.what}; and ${other.name}, if it exists`);
    for (const name of leftovers.furtherParameterNames) {
      terminal.say(`  SSM parameter ${name}, the webhook URL of a further channel, if it exists`);
    }
    terminal.say(`  stack ${stackIdOf(request.stage)}, with everything in it`);
  }
  if (leftovers.existingVaultNames.length > 0) {
    terminal.say(`Untouched: jobs and recovery points of ${leftovers.existingVaultNames.join(", ")}.`);
  }
};

/** A stage may be deployed from elsewhere, with its secrets in use: so they are only named. */
const printNotDeployed = (
  { secretNames, region }: NotDeployed,
  { stage }: CleanupRequest,
  { terminal }: Context,
): void => {
  terminal.say(`Nothing to do: stage ${stage} is not deployed.`);
  if (secretNames.length === 0) return;
  terminal.say("SSM still holds secrets of it. If it is not deployed from elsewhere, delete them:");
  for (const name of secretNames) {
    terminal.say(
      `  aws ssm delete-parameter --name ${name}${region === undefined ? "" : ` --region ${region}`}`,
    );
  }
};

/** Whether the vault needs more than a `y`: then the operator types the name of the stage. */
const isProtected = ({ vault, forceDestroy }: Plan): boolean => vault !== undefined && !forceDestroy;

const askConsent = async (plan: Plan, request: CleanupRequest, { terminal }: Context): Promise<void> => {
  const { stage, isStageTyped, flags } = request;
  if (flags.yes) {
    if (!isProtected(plan) || isStageTyped) return;
    throw wrongUsage(
      `the vault of stage ${stage} does not have forceDestroy, so --yes requires the stage as an argument: npm run cleanup -- ${stage} --yes`,
    );
  }
  if (!terminal.isInteractive) {
    throw wrongUsage(
      `there is no terminal to ask; to delete all of this, run \`${commandLineOf("cleanup", request)} --yes\``,
    );
  }
  const agrees = isProtected(plan)
    ? (
        await terminal.ask(`This cannot be undone. Type the name of the stage (${stage}) to continue:`)
      ).trim() === stage
    : await terminal.confirm("This cannot be undone. Delete it?");
  if (!agrees) throw new Failure("Cancelled. Nothing was deleted.");
};

const emptyOwnVault = async ({ leftovers, vault }: Plan, context: Context): Promise<void> => {
  if (vault) await emptyVault(backupOf(leftovers, context), vault.name, context);
};

/** Two attempts: a backup plan may have started another job, and the provider's first attempt sometimes fails. */
const destroy = async (plan: Plan, request: CleanupRequest, context: Context): Promise<void> => {
  const region = plan.leftovers.region ?? request.region;
  const target = { stage: request.stage, ...(region !== undefined && { region }) };
  const args = ["destroy", stackIdOf(request.stage), "--auto-approve", ...request.passedOn];
  if ((await cdktf(args, target, context)) === 0) return;
  context.terminal.warn(
    "The stack was not destroyed on the first attempt. Emptying the vault again before the second attempt.",
  );
  await emptyOwnVault(plan, context);
  if ((await cdktf(args, target, context)) === 0) return;
  throw new Failure(
    `cdktf could not destroy stage ${request.stage}; its output above shows why; fix it and run \`${commandLineOf("cleanup", request)}\` again`,
  );
};

/** Removes a stage. */
export const cleanup = async (request: CleanupRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const plan = await terminal.step(`Checking what is left of stage ${request.stage}`, () =>
    makePlan(request, context),
  );
  if (!plan.isDeployed) {
    printNotDeployed(plan, request, context);
    return;
  }
  printPlan(plan, request, context);
  await askConsent(plan, request, context);
  context.ifInterrupted(
    `AWS finishes what it was asked to stop or delete; the rest of stage ${request.stage} still exists. To resume: ${commandLineOf("cleanup", request)}`,
  );
  await emptyOwnVault(plan, context);
  if (request.flags["keep-stack"]) {
    terminal.say(plan.vault ? `Vault ${plan.vault.name} is empty.` : "There was no vault to empty.");
    return;
  }
  const { secrets, furtherParameterNames, region } = plan.leftovers;
  for (const name of [...secrets.map((secret) => secret.name), ...furtherParameterNames]) {
    await deleteSecret(name, region, context);
  }
  await destroy(plan, request, context);
  terminal.say(
    `Stage ${request.stage} is gone. Its KMS key stays scheduled for deletion for a few days, free of charge.`,
  );
};
