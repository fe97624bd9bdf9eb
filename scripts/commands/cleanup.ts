import { cleanupAgent } from "../../handler/model/watched-call";
import { stackIdOf } from "../../src/outputs";
import { forget } from "../cleanup/left-settings";
import {
  agreeAgain,
  agreedVaultsOf,
  type CleanupRequest,
  emptyAgreedVaults,
  findSecrets,
  makePlan,
  type Plan,
} from "../cleanup/plan";
import { printPlan, printSecrets } from "../cleanup/print-plan";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import { deleteSecret } from "../slack/secret-parameter";
import { cdktf, commandLineOf, type Target } from "../stack/commands";

/** Whether a vault needs more than a `y`: then the operator types the name of the stage. */
const isProtected = (plan: Plan): boolean => agreedVaultsOf(plan).some(({ vault }) => !vault.forceDestroy);

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

/** The stage in the Region where it is deployed, whether the operator named that or not. */
const targetOf = ({ leftovers }: Plan, { stage, region: named }: CleanupRequest): Target => {
  const region = leftovers.region ?? named;
  return { stage, ...(region !== undefined && { region }) };
};

/** Two attempts: a backup plan may have started another job, and the provider's first attempt sometimes fails. */
const destroy = async (plan: Plan, request: CleanupRequest, context: Context): Promise<void> => {
  const target = { ...targetOf(plan, request), allowsDestroy: true } as const;
  const args = ["destroy", stackIdOf(request.stage), "--auto-approve", ...request.passedOn];
  if ((await cdktf(args, target, context)) === 0) return;
  context.terminal.warn(
    "The stack was not destroyed on the first attempt. Emptying the vault again before the second attempt.",
  );
  await emptyAgreedVaults(await agreeAgain(plan, target, context), context);
  if ((await cdktf(args, target, context)) === 0) return;
  throw new Failure(
    `cdktf could not destroy stage ${request.stage}; its output above shows why (on a closed network, add \`-- --skip-provider-lock\`); fix it and run \`${commandLineOf("cleanup", target)}\` again`,
  );
};

/** The notifier logs the deletions of a cleanup, and posts all others: it knows them by their user agent. */
const asCleanup = (context: Context): Context => ({
  ...context,
  env: {
    ...context.env,
    // Terraform's AWS provider adds this to its own. (Terraform Registry, AWS provider, custom user agent)
    TF_APPEND_USER_AGENT: [context.env["TF_APPEND_USER_AGENT"], cleanupAgent].filter(Boolean).join(" "),
  },
  awsConfig: (region) => ({ ...context.awsConfig(region), customUserAgent: cleanupAgent }),
});

/** Removes a stage. */
export const cleanup = async (request: CleanupRequest, given: Context): Promise<void> => {
  const context = asCleanup(given);
  const { terminal } = context;
  const plan = await terminal.step(`Checking what is left of stage ${request.stage}`, () =>
    makePlan(request, context),
  );
  if (!plan.isDeployed) {
    const where = plan.region === undefined ? "" : ` in ${plan.region}`;
    terminal.say(`Nothing to do: stage ${request.stage} is not deployed${where}.`);
    printSecrets(plan.secretNames, plan.region, context);
    return;
  }
  printPlan(plan, request, context);
  await askConsent(plan, request, context);
  const { agreed, leftovers } = plan;
  context.ifInterrupted(
    `AWS finishes what it was asked to stop or delete; the rest of stage ${request.stage} still exists. To resume: ${commandLineOf("cleanup", targetOf(plan, request))}`,
  );
  await forget(
    [...plan.leftSettings.map(({ address }) => address), ...plan.permanentLocks],
    request,
    context,
  );
  await emptyAgreedVaults(plan, context);
  if (request.flags["keep-stack"]) {
    const emptied = agreedVaultsOf(plan).map(({ vault }) => `Vault ${vault.name} is empty.`);
    terminal.say(emptied.length > 0 ? emptied.join("\n") : "There was no vault to empty.");
    return;
  }
  const { secrets, furtherParameterNames, region } = leftovers;
  const secretNames = [...secrets.map(({ name }) => name), ...furtherParameterNames];
  if (!agreed.keepsSecrets) {
    for (const name of secretNames) await deleteSecret(name, region, context);
  }
  await destroy(plan, request, context);
  terminal.say(
    plan.existingKeyArn === undefined
      ? `Stage ${request.stage} is gone. Its KMS key stays scheduled for deletion for a few days, free of charge.`
      : `Stage ${request.stage} is gone. The key ${plan.existingKeyArn} is not the stage's, and stays.`,
  );
  if (agreed.keepsSecrets) {
    printSecrets(await findSecrets(request.stage, region, context), region, context);
  }
};
