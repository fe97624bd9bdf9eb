import { stackIdOf } from "../../src/outputs";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { describeContents } from "../vault/own-vault";
import { leftSettingLines } from "./left-settings";
import type { CleanupRequest, Plan } from "./plan";

/** Long lists are cut: the number says how many there are. */
const shownHolders = 5;

const printVault = (
  { agreed, contents }: Pick<Plan, "agreed" | "contents">,
  { terminal }: Context,
  place = "",
): void => {
  if (agreed.kind === "nothing-to-empty") {
    if (agreed.goneVault === undefined) return;
    terminal.say(`  nothing of vault ${agreed.goneVault}${place}: AWS has no such vault`);
    return;
  }
  if (contents === undefined) return;
  terminal.say(`  vault ${agreed.vault.name}${place}: ${describeContents(contents)}`);
  for (const copies of contents.copiesOfOthers) terminal.say(`    ${copies}`);
  for (const holder of contents.holders.slice(0, shownHolders)) terminal.say(`    ${holder}`);
  const more = contents.holders.length - shownHolders;
  if (more > 0) terminal.say(`    and ${counted(more, "more job")} that hold recovery points`);
};

const printStack = (plan: Plan, { stage }: CleanupRequest, { terminal }: Context): void => {
  const { leftovers, agreed, queues } = plan;
  if (!agreed.keepsSecrets) {
    const [inUse, other] = leftovers.secrets;
    terminal.say(`  SSM parameter ${inUse.name}, the stored ${inUse.what}; and ${other.name}, if it exists`);
    for (const name of leftovers.furtherParameterNames) {
      terminal.say(`  SSM parameter ${name}, the webhook URL of a further channel, if it exists`);
    }
  }
  terminal.say(`  stack ${stackIdOf(stage)}, with everything in it`);
  for (const queue of queues) terminal.say(`    ${queue}`);
};

/** Shows what will be deleted, and what stays. */
export const printPlan = (plan: Plan, request: CleanupRequest, context: Context): void => {
  const { terminal } = context;
  const { leftovers, agreed, existingVaultNames, leftSettings } = plan;
  terminal.say(
    `To be deleted from stage ${request.stage}${leftovers.region ? ` in ${leftovers.region}` : ""}:`,
  );
  printVault(plan, context);
  for (const copies of plan.copies) printVault(copies, context, ` in ${copies.region}`);
  if (!request.flags["keep-stack"]) {
    printStack(plan, request, context);
    if (agreed.keepsSecrets) {
      terminal.say("Untouched: the stored Slack secrets, because the outputs that name them are incomplete.");
    }
  }
  if (existingVaultNames.length > 0) {
    terminal.say(`Untouched: jobs and recovery points of ${existingVaultNames.join(", ")}.`);
  }
  for (const line of plan.testRestores) terminal.say(`Untouched: ${line}.`);
  for (const line of leftSettingLines(leftSettings, leftovers.region)) terminal.say(`Untouched: ${line}`);
};

/** A stage may be deployed from elsewhere, with its secrets in use: so they are only named. */
export const printSecrets = (
  secretNames: readonly string[],
  region: string | undefined,
  { terminal }: Context,
): void => {
  if (secretNames.length === 0) return;
  terminal.say("SSM still holds secrets of it. If it is not deployed from elsewhere, delete them:");
  for (const name of secretNames) {
    terminal.say(
      `  aws ssm delete-parameter --name ${name}${region === undefined ? "" : ` --region ${region}`}`,
    );
  }
};
