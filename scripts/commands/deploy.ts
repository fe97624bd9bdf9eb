import { idsIn, type StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { wrongUsage } from "../program/failure";
import { askForSecret } from "../slack/ask-for-secret";
import { botChannelsOf } from "../slack/channel";
import { channelFlag, ofChannel, type SlackSecret, secretOf, secretsOf } from "../slack/slack-secret";
import { noteOn, readStoredSecret } from "../slack/stored-secret";
import { sendTestMessages } from "../slack/test-message";
import { commandLineOf, type Target } from "../stack/commands";
import { checkConcurrency } from "../stack/concurrency";
import { checkCopyAccounts } from "../stack/copy-accounts";
import { type DeployRequest, deployStack } from "../stack/deploy-stack";
import { checkExistingKey } from "../stack/existing-key";
import { checkExistingVaults } from "../stack/existing-vaults";
import { warnOfOptIns } from "../stack/opt-ins";
import { preflight } from "../stack/preflight";
import { checkSubscribedTopics } from "../stack/subscribed-topics";
import { locatedBy, type SynthesizedStack, synthesizeAs } from "../stack/synthesized-stack";
import { checkStateIsWritable } from "../state/bucket-check";
import { migrateState } from "../state/migrate-state";
import { costOf, shortCostLine } from "./cost";

/** Makes sure that each webhook, or the bot token, is stored. Returns the missing ones where no terminal can ask. */
const connectToSlack = async (outputs: StackOutputs, context: Context): Promise<readonly SlackSecret[]> => {
  const { terminal } = context;
  const missing: SlackSecret[] = [];
  for (const secret of secretsOf(outputs)) {
    const stored = await readStoredSecret(secret, outputs, context.awsConfig(outputs.region));
    const note = noteOn(stored, secret);
    if (note !== undefined) terminal.warn(note);
    // With which key it is encrypted shows in the test message that follows.
    if (stored.kind === "usable" || stored.kind === "unknown") continue;
    if (terminal.isInteractive) {
      const missing = stored.kind === "absent" ? `No Slack ${shortNameOf(secret)} is stored yet. ` : "";
      terminal.say(`${missing}Create one at ${secret.source}`);
      await askForSecret(outputs, context, secret);
    } else {
      missing.push(secret);
    }
  }
  return missing;
};

const shortNameOf = (secret: SlackSecret): string =>
  `${secret.transport === "bot" ? secret.what : secret.transport}${ofChannel(secret)}`;

const summaryOf = (outputs: StackOutputs): string[] => {
  const existing = outputs.existing_vault_names;
  const planIds = idsIn(outputs.plan_ids);
  return [
    ...(outputs.vault_name
      ? [
          `vault      ${outputs.vault_name}, ${planIds.length === 0 ? "which receives copies" : `backup plan${planIds.length === 1 ? "" : "s"} ${planIds.join(", ")}`}`,
        ]
      : []),
    ...idsIn(outputs.copy_vault_arns).map((arn) => `copies     ${arn}`),
    ...(existing ? [`watched    ${existing}`] : []),
    `topic      ${outputs.topic_arn}`,
    ...(outputs.queue_url ? [`queue      ${outputs.queue_url}`] : []),
    `notifier   ${outputs.function_name}, log group ${outputs.log_group_name}`,
    ...(outputs.bot_channel
      ? [
          `bot        channel ${outputs.bot_channel}, SSM parameter ${outputs.bot_token_parameter_name}`,
          ...Object.entries(botChannelsOf(outputs)).map(([name, id]) => `           channel ${name}: ${id}`),
        ]
      : secretsOf(outputs).map(
          ({ channel, parameterName }) =>
            `webhook    ${channel === undefined ? "" : `channel ${channel}, `}SSM parameter ${parameterName}`,
        )),
    ...(outputs.instance_id ? [`instance   ${outputs.instance_id}, for a test backup`] : []),
  ];
};

const nextStepsOf = (
  outputs: StackOutputs,
  { alarmEmails }: SynthesizedStack,
  missing: readonly SlackSecret[],
): string[] => {
  const command = (name: string): string => commandLineOf(name, outputs);
  return [
    ...missing.map(
      (secret) =>
        `store the Slack ${shortNameOf(secret)}, through a pipe in CI: ${commandLineOf(secret.command, outputs, ...channelFlag(secret.channel))} < ${secret.exampleFile}`,
    ),
    ...(missing.length > 0 ? [`send a test message: ${command("send-test")}`] : []),
    ...alarmEmails.map(
      (email) => `confirm the subscription that AWS has emailed to ${email}, or no alarms arrive`,
    ),
    ...(outputs.test_resource_arns ? [`see a first backup: ${command("trigger-backup")}`] : []),
    `check the whole stage at any time: ${command("doctor")}`,
    `remove everything: ${command("cleanup")}`,
  ];
};

/**
 * Checks what can be checked without a plan, and says where the stage will be.
 * @throws Failure where a deployment cannot work, or would lose messages and no one accepted that.
 */
export const prepare = async (what: string, request: DeployRequest, context: Context) => {
  const { terminal } = context;
  const { synthesized, accountId } = await terminal.step(
    "Checking Node.js, Terraform, stage and credentials",
    () => preflight(request, context),
  );
  const { region } = locatedBy(request, synthesized);
  const located: Target = { stage: request.stage, ...(region !== undefined && { region }) };
  terminal.say(
    `${what} stage ${request.stage} to account ${accountId}${region ? `, Region ${region}` : ""}.`,
  );
  await checkExistingKey(synthesized, { ...request, ...located }, context);
  await checkSubscribedTopics(synthesized, located, context);
  await checkExistingVaults(synthesized, { ...request, ...located }, context);
  await checkConcurrency(synthesized, located, context);
  await checkCopyAccounts(synthesized, accountId, located, context);
  await warnOfOptIns(synthesized, located, context);
  const costLine = shortCostLine(request, await synthesizeAs(request, context, costOf));
  return { synthesized, located, costLine };
};

/** What Terraform calls it is understood, too, wherever it is typed. */
const withMigration = ({ flags, passedOn, ...given }: DeployRequest): DeployRequest => {
  const others = passedOn.filter((flag) => !/^--?migrate-state$/.test(flag));
  const migrates = flags["migrate-state"] || others.length < passedOn.length;
  return { ...given, flags: { ...flags, "migrate-state": migrates }, passedOn: others };
};

/** Deploys a stage, connects it to Slack and sends a test message. */
export const deploy = async (given: DeployRequest, context: Context): Promise<void> => {
  const request = withMigration(given);
  const { terminal } = context;
  if (!terminal.isInteractive && !request.flags.yes) {
    throw wrongUsage(
      `there is no terminal to ask; to approve the plan without a question, run \`${commandLineOf("deploy", request)} --yes\``,
    );
  }
  if (request.flags["migrate-state"]) await migrateState(request, context);
  const { synthesized, located, costLine } = await prepare("Deploying", request, context);
  await checkStateIsWritable(synthesized.state, context);
  const outputs = await deployStack(request, located, costLine, context);
  context.ifInterrupted(
    `Stage ${outputs.stage} is deployed. To continue: ${commandLineOf(secretOf(outputs).command, outputs)}`,
  );
  const missing = await connectToSlack(outputs, context);
  terminal.say(`\nStage ${outputs.stage} is deployed in ${outputs.region}:`);
  for (const line of summaryOf(outputs)) terminal.say(`  ${line}`);
  try {
    // Messages of a further channel without a webhook go to the main channel.
    if (missing.every(({ channel }) => channel !== undefined)) await sendTestMessages(outputs, context);
  } finally {
    terminal.say("\nNext:");
    for (const line of nextStepsOf(outputs, synthesized, missing)) terminal.say(`  - ${line}`);
    if (synthesized.localStatePath && synthesized.vaults.some(({ forceDestroy }) => !forceDestroy)) {
      terminal.say(
        `\nThe state of this stage is only in ${outputs.state_path}: keep a copy, or keep it in S3 (docs/state.md).`,
      );
    }
  }
};
