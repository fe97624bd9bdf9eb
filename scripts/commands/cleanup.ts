import { BackupClient } from "@aws-sdk/client-backup";
import { stackIdOf } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { deleteSecret } from "../slack/secret-parameter";
import { storedSecretNames } from "../slack/stored-secrets";
import { cdktf } from "../stack/commands";
import { checkPlace } from "../stack/deployed-stack";
import { readDeployment } from "../stack/deployment";
import { type Leftovers, leftoversOf, withSecrets } from "../stack/leftovers";
import { synthesize } from "../stack/synthesized-stack";
import { describeContents, emptyVault, readVaultContents, type VaultContents } from "../vault/own-vault";

type CleanupRequest = StageRequest<{ readonly yes: boolean; readonly "keep-stack": boolean }>;

/** What will be deleted, once the operator agrees. */
type Plan = {
  readonly isDeployed: true;
  readonly leftovers: Leftovers;
  /** The vault to empty; absent where the stage has none, or it is gone already. */
  readonly vault?: { readonly name: string; readonly contents: VaultContents };
  readonly isVaultExpendable: boolean;
};

/** Nothing is deployed, as far as Terraform's state here tells. Its secrets may be there: Terraform does not know them. */
type NotDeployed = {
  readonly isDeployed: false;
  readonly secretNames: readonly string[];
  readonly region?: string;
};

const commandOf = ({ stage, region = "" }: CleanupRequest): string =>
  `npm run cleanup -- ${stage} ${region}`.trim();

/** Not being able to list them must not keep an operator from the rest. */
const findSecrets = async (
  stage: string,
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  try {
    return await storedSecretNames(stage, region, context);
  } catch (error) {
    context.terminal.warn(
      `Whether SSM holds more secrets of stage ${stage} than are named here is not known: ${explain(error)}.`,
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
  await checkPlace(known, request, "cleanup", context);
  const leftovers = request.flags["keep-stack"]
    ? known
    : withSecrets(known, await findSecrets(stage, known.region ?? request.region, context));
  const { vaultName } = leftovers;
  const { isVaultExpendable } = synthesized;
  if (vaultName === undefined) return { isDeployed: true, leftovers, isVaultExpendable };
  if (leftovers.existingVaultNames.includes(vaultName)) {
    throw new Failure(
      `vault ${vaultName} is both the stage's own and an existing one, so nothing is deleted; correct stages/${request.stage}.ts`,
    );
  }
  const contents = await readVaultContents(backupOf(leftovers, context), vaultName);
  if (contents === undefined) return { isDeployed: true, leftovers, isVaultExpendable };
  return { isDeployed: true, leftovers, vault: { name: vaultName, contents }, isVaultExpendable };
};

const backupOf = ({ region }: Leftovers, context: Context): BackupClient =>
  connect(BackupClient, context.awsConfig(region));

const printPlan = ({ leftovers, vault }: Plan, request: CleanupRequest, { terminal }: Context): void => {
  const keepStack = request.flags["keep-stack"];
  terminal.say(`To delete of stage ${request.stage}${leftovers.region ? ` in ${leftovers.region}` : ""}:`);
  if (vault) {
    terminal.say(`  vault ${vault.name}: ${describeContents(vault.contents)}`);
  } else if (leftovers.vaultName !== undefined) {
    terminal.say(
      `  vault ${leftovers.vaultName}: AWS denies a look into it, as it does where a vault is gone; with recovery points in it, it will not be destroyed`,
    );
  }
  if (!keepStack) {
    const [inUse, other] = leftovers.secrets;
    terminal.say(
      `  SSM parameter ${inUse.name}, the stored ${inUse.what}; and ${other.name}, should it be there`,
    );
    for (const name of leftovers.furtherParameterNames) {
      terminal.say(`  SSM parameter ${name}, the webhook URL of a further channel, should it be there`);
    }
    terminal.say(`  stack ${stackIdOf(request.stage)}, with everything in it`);
  }
  if (leftovers.existingVaultNames.length > 0) {
    terminal.say(`Untouched: jobs and recovery points of ${leftovers.existingVaultNames.join(", ")}.`);
  }
};

/** A stage that is not deployed here may be deployed from elsewhere: then its secrets are in use, so they are only named. */
const sayNotDeployed = (
  { secretNames, region }: NotDeployed,
  { stage }: CleanupRequest,
  { terminal }: Context,
): void => {
  terminal.say(`Nothing to do: stage ${stage} is not deployed.`);
  if (secretNames.length === 0) return;
  terminal.say("These of its secrets are stored in SSM. If it is deployed from nowhere else, delete them:");
  for (const name of secretNames) {
    terminal.say(
      `  aws ssm delete-parameter --name ${name}${region === undefined ? "" : ` --region ${region}`}`,
    );
  }
};

/** Whether the vault must not be lost by a slip: then the stage's name is typed, not just `y`. */
const isPrecious = ({ vault, isVaultExpendable }: Plan): boolean => vault !== undefined && !isVaultExpendable;

const askConsent = async (plan: Plan, request: CleanupRequest, { terminal }: Context): Promise<void> => {
  const { stage, isStageTyped, flags } = request;
  if (flags.yes) {
    if (!isPrecious(plan) || isStageTyped) return;
    throw wrongUsage(
      `the vault of stage ${stage} is not force-destroyed, so --yes counts only with the stage as an argument: npm run cleanup -- ${stage} --yes`,
    );
  }
  if (!terminal.isInteractive) {
    throw wrongUsage(
      `there is no terminal to ask; if all of this may go, run \`${commandOf(request)} --yes\``,
    );
  }
  const agrees = isPrecious(plan)
    ? (
        await terminal.ask(`This cannot be undone. Type the name of the stage (${stage}) to go on:`)
      ).trim() === stage
    : await terminal.confirm("This cannot be undone. Delete it?");
  if (!agrees) throw new Failure("not confirmed, so nothing was deleted");
};

const emptyOwnVault = async ({ leftovers, vault }: Plan, context: Context): Promise<void> => {
  if (vault) await emptyVault(backupOf(leftovers, context), vault.name, context);
};

/** A plan may have started another job meanwhile, and the provider's first try sometimes fails: so there are two. */
const destroy = async (plan: Plan, request: CleanupRequest, context: Context): Promise<void> => {
  const region = plan.leftovers.region ?? request.region;
  const target = { stage: request.stage, ...(region !== undefined && { region }) };
  const args = ["destroy", stackIdOf(request.stage), "--auto-approve", ...request.passedOn];
  if ((await cdktf(args, target, context)) === 0) return;
  context.terminal.warn(
    "The stack was not destroyed at the first try. Emptying the vault again, then the second try.",
  );
  await emptyOwnVault(plan, context);
  if ((await cdktf(args, target, context)) === 0) return;
  throw new Failure(
    `cdktf could not destroy stage ${request.stage}; what it says above tells why; mend that and run \`${commandOf(request)}\` again`,
  );
};

/** Takes a stage away. */
export const cleanup = async (request: CleanupRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const plan = await terminal.step(`Looking at what stage ${request.stage} has left`, () =>
    makePlan(request, context),
  );
  if (!plan.isDeployed) {
    sayNotDeployed(plan, request, context);
    return;
  }
  printPlan(plan, request, context);
  await askConsent(plan, request, context);
  context.ifInterrupted(
    `What AWS was asked to stop or delete goes on to its end; the rest of stage ${request.stage} is still there. To resume: ${commandOf(request)}`,
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
    `Stage ${request.stage} is gone. Its KMS key stays scheduled for deletion for some days, free of charge.`,
  );
};
