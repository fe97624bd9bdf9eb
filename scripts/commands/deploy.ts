import type { StackOutputs } from "../../src/outputs";
import { askForSecret, isSecretStored } from "../notifier/secret-parameter";
import { sendTestMessage } from "../notifier/send-test-message";
import { secretOf } from "../notifier/slack-secret";
import type { Request } from "../program/arguments";
import type { Context } from "../program/context";
import { wrongUsage } from "../program/failure";
import { deployStack } from "../terraform/deploy-stack";
import { preflight } from "../terraform/preflight";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import type { deployUsage } from "../usages/deploy";

type DeployRequest = Request<typeof deployUsage.flags>;

const commandOf = ({ stage, region = "" }: DeployRequest): string =>
  `npm run deploy -- ${stage} ${region}`.trim();

const deployAsAsked = (request: DeployRequest, context: Context): Promise<StackOutputs> => {
  const { stage, flags, passedOn } = request;
  context.ifInterrupted(
    `What Terraform had begun is in AWS and in its state; the rest of stage ${stage} is missing.\n` +
      `To resume: ${commandOf(request)}\nTo undo: npm run cleanup -- ${stage}`,
  );
  const approval = flags.yes ? ["--auto-approve"] : [];
  return deployStack(request, [...approval, ...passedOn], commandOf(request), context);
};

/** Makes sure that a webhook or a bot token is stored; false where nobody can be asked for it. */
const connectToSlack = async (outputs: StackOutputs, context: Context): Promise<boolean> => {
  if (await isSecretStored(outputs, context)) return true;
  if (!context.terminal.isInteractive) return false;
  const { way, what, source } = secretOf(outputs);
  context.terminal.say(`No Slack ${way === "bot" ? what : "webhook"} is stored yet. Make one at ${source}`);
  await askForSecret(outputs, context);
  return true;
};

const summaryOf = (outputs: StackOutputs): string[] => {
  const existing = outputs.existing_vault_names;
  return [
    ...(outputs.vault_name ? [`vault      ${outputs.vault_name}, backup plan ${outputs.plan_id}`] : []),
    ...(existing ? [`watched    ${existing}`] : []),
    `topic      ${outputs.topic_arn}`,
    ...(outputs.queue_url ? [`queue      ${outputs.queue_url}`] : []),
    `notifier   ${outputs.function_name}, log group ${outputs.log_group_name}`,
    ...(outputs.bot_channel
      ? [`bot        channel ${outputs.bot_channel}, SSM parameter ${outputs.bot_token_parameter_name}`]
      : [`webhook    SSM parameter ${outputs.webhook_parameter_name}`]),
    ...(outputs.instance_id ? [`instance   ${outputs.instance_id}, to try a backup on`] : []),
  ];
};

const nextStepsOf = (
  outputs: StackOutputs,
  { alarmEmails }: SynthesizedStack,
  hasSecret: boolean,
): string[] => {
  const place = `${outputs.stage} ${outputs.region}`;
  const { way, what, command, exampleFile } = secretOf(outputs);
  return [
    ...(hasSecret
      ? []
      : [
          `store the Slack ${way === "bot" ? what : way}, by a pipe in CI: npm run ${command} -- ${place} < ${exampleFile}`,
          `send a test message: npm run send-test -- ${place}`,
        ]),
    ...alarmEmails.map(
      (email) => `confirm the subscription that AWS has mailed to ${email}, or no alarm arrives`,
    ),
    ...(outputs.instance_id ? [`see a first backup: npm run trigger-backup -- ${place}`] : []),
    `look at the whole stage at any time: npm run doctor -- ${place}`,
    `take everything away again: npm run cleanup -- ${place}`,
  ];
};

/** Deploys a stage, connects it to Slack and proves it. */
export const deploy = async (request: DeployRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  if (!terminal.isInteractive && !request.flags.yes) {
    throw wrongUsage(
      `there is no terminal to ask; to approve the plan unseen, run \`${commandOf(request)} --yes\``,
    );
  }
  const { synthesized, accountId } = await terminal.step(
    "Checking Node.js, Terraform, stage and credentials",
    () => preflight(request, context),
  );
  const region = request.region ?? synthesized.region;
  terminal.say(
    `Deploying stage ${request.stage} to account ${accountId}${region ? `, Region ${region}` : ""}.`,
  );
  const outputs = await deployAsAsked(request, context);
  context.ifInterrupted(
    `Stage ${outputs.stage} is deployed. To go on: npm run ${secretOf(outputs).command} -- ${outputs.stage} ${outputs.region}`,
  );
  const hasSecret = await connectToSlack(outputs, context);
  terminal.say(`\nStage ${outputs.stage} is deployed in ${outputs.region}:`);
  for (const line of summaryOf(outputs)) terminal.say(`  ${line}`);
  try {
    if (hasSecret) await sendTestMessage(outputs, context);
  } finally {
    terminal.say("\nNext:");
    for (const line of nextStepsOf(outputs, synthesized, hasSecret)) terminal.say(`  - ${line}`);
  }
};
