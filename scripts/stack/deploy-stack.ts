import type { StackOutputs } from "../../src/outputs";
import { outputsSchema } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { applyPlan } from "./apply-plan";
import { commandLineOf, type Target } from "./commands";
import { readOutputs } from "./deployment";
import { type Plan, textOf, withPlan } from "./plan";
import {
  checkPlan,
  checkQueues,
  checkSettingsOfOthers,
  checkVaultPolicies,
  forgottenEmailsIn,
  vaultPolicyNotes,
} from "./plan-check";
import { planPage } from "./plan-page";
import { type PlanSummary, summaryOf } from "./plan-summary";

/**
 * `yes` approves the plan, `plan` shows all of it, `migrate-state` moves the state into the stage's bucket before, `take-over` lets it
 * replace the notification setting of a vault.
 */
export type DeployRequest = StageRequest<{
  readonly yes: boolean;
  readonly plan: boolean;
  readonly "migrate-state": boolean;
  readonly "take-over": boolean;
}>;

const notApproved = (target: Target): Failure =>
  new Failure(
    `the plan was not approved, so nothing was changed; to try again: ${commandLineOf("deploy", target)}`,
  );

/** A removed address is a decision, and a variable that is not set is none. */
const checkAlarmEmails = async (plan: Plan, request: DeployRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const forgotten = await forgottenEmailsIn(plan.changes, request, context);
  if (forgotten.length === 0) return;
  const what = `the plan removes the alarm subscription of ${forgotten.join(", ")}, because ALARM_EMAIL is not set and stages/${request.stage}.ts leaves the address open`;
  if (request.flags.yes || !terminal.isInteractive) {
    throw new Failure(
      `${what}; nothing was changed; set alarmEmail in stages/${request.stage}.ts (false for no one), or ALARM_EMAIL`,
    );
  }
  terminal.warn(`${what[0]?.toUpperCase()}${what.slice(1)}.`);
  if (!(await terminal.confirm("Remove it?"))) throw notApproved(request);
};

/**
 * Judges a plan before anyone is asked to approve it.
 * @throws Failure where it loses something, or where what it loses is not known.
 */
const checkLosses = async (
  { changes }: Plan,
  request: DeployRequest,
  located: Target,
  context: Context,
): Promise<void> => {
  checkPlan(changes, request);
  checkSettingsOfOthers(changes, request);
  await checkQueues(changes, located, context);
};

const showSummary = async (
  plan: Plan,
  { lines, losses, notes }: PlanSummary,
  request: DeployRequest,
  context: Context,
): Promise<void> => {
  const { terminal } = context;
  terminal.say(`Terraform's plan for stage ${request.stage}:`);
  for (const line of lines) terminal.say(`  ${line}`);
  for (const line of losses) terminal.warn(line);
  for (const line of notes) terminal.say(line);
  if (request.flags.plan) terminal.say(await textOf(plan, request, context));
};

const approve = async (request: DeployRequest, { terminal }: Context): Promise<void> => {
  if (request.flags.yes || (await terminal.confirm("Apply this plan?"))) return;
  throw notApproved(request);
};

const readCompleteOutputs = async (target: Target, context: Context): Promise<StackOutputs> => {
  const checked = outputsSchema.safeParse(await readOutputs(target, context));
  if (checked.success) return checked.data;
  throw new Failure(
    `stage ${target.stage} has no complete outputs after its deployment; run \`${commandLineOf("deploy", target)}\` again`,
  );
};

/**
 * Plans a stage once, judges and shows the plan, asks, and applies exactly that plan.
 * @param located the stage in its Region, for requests to AWS and for commands to type.
 * @returns the outputs of the deployed stack.
 * @throws Failure where the plan loses something or was not approved, or Terraform fails.
 */
export const deployStack = async (
  request: DeployRequest,
  located: Target,
  costLine: string,
  context: Context,
): Promise<StackOutputs> => {
  const { terminal } = context;
  await withPlan(request, request.passedOn, context, async (plan) => {
    await checkLosses(plan, request, located, context);
    await checkVaultPolicies(plan.changes, located, context);
    await checkAlarmEmails(plan, request, context);
    if (plan.isEmpty) {
      terminal.say("No changes.");
      return;
    }
    const summary = summaryOf(plan.changes, costLine, context.clock.now());
    await showSummary(plan, summary, request, context);
    if (!request.flags.plan) {
      terminal.say(`Every line of the plan: ${commandLineOf("deploy", request, "--plan")}`);
    }
    await approve(request, context);
    context.ifInterrupted(
      `What Terraform has started is in AWS and in its state; the rest of stage ${request.stage} is missing.\n` +
        `To resume: ${commandLineOf("deploy", located)}\nTo undo: ${commandLineOf("cleanup", located)}`,
    );
    await applyPlan(plan, request, request.passedOn, context);
  });
  return readCompleteOutputs(request, context);
};

/**
 * Plans a stage, and judges and shows the plan as `deployStack` does; applies nothing, and asks nothing. That only another role may
 * apply it is no refusal: whoever plans seldom deploys.
 * @returns whether there is nothing to apply, and the plan as Markdown for a pull request.
 * @throws Failure where `deploy --yes` would refuse the plan, or Terraform fails.
 */
export const planStack = (
  request: DeployRequest,
  located: Target,
  costLine: string,
  context: Context,
): Promise<{ readonly isEmpty: boolean; readonly page: string }> =>
  withPlan(request, request.passedOn, context, async (plan) => {
    await checkLosses(plan, request, located, context);
    await checkAlarmEmails(plan, request, context);
    if (plan.isEmpty) {
      context.terminal.say("No changes.");
      return { isEmpty: true, page: "No changes.\n" };
    }
    const inShort = summaryOf(plan.changes, costLine, context.clock.now());
    const policyNotes = await vaultPolicyNotes(plan.changes, located, context);
    const summary = { ...inShort, notes: [...inShort.notes, ...policyNotes] };
    await showSummary(plan, summary, request, context);
    return { isEmpty: false, page: planPage(summary, await textOf(plan, request, context)) };
  });
