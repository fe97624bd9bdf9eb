import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { checkWebhookUrl } from "../../handler/webhook-url";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";

/** Hosts that the stage allows a webhook URL to point to. */
export const hostsOf = ({ slack_hosts }: StackOutputs): string[] =>
  slack_hosts
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "");

const ssmOf = ({ region }: StackOutputs, context: Context): SSMClient =>
  connect(SSMClient, context.awsConfig(region));

/** Whether a webhook URL is stored. Its value is not decrypted. */
export const isWebhookStored = async (outputs: StackOutputs, context: Context): Promise<boolean> => {
  try {
    await ssmOf(outputs, context).send(new GetParameterCommand({ Name: outputs.webhook_parameter_name }));
    return true;
  } catch (error) {
    if (error instanceof ParameterNotFound) return false;
    throw error;
  }
};

/** Deletes the stored webhook URL, if there is one. Terraform does not know of it, so `destroy` leaves it. */
export const forgetWebhook = async (
  parameterName: string,
  region: string | undefined,
  context: Context,
): Promise<void> => {
  try {
    const ssm = connect(SSMClient, context.awsConfig(region));
    await ssm.send(new DeleteParameterCommand({ Name: parameterName }));
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
};

/** AWS repeats what it refuses. Nothing of the kind may reach a terminal, not even in a stack trace. */
const withoutSecret = (error: unknown, secret: string): Failure =>
  new Failure(explain(error).replaceAll(secret, "(the webhook URL)"));

const storeWebhook = async (url: string, outputs: StackOutputs, context: Context): Promise<void> => {
  const command = new PutParameterCommand({
    Name: outputs.webhook_parameter_name,
    Description: `Slack incoming webhook of backup-notifications, stage ${outputs.stage}`,
    Type: "SecureString",
    KeyId: outputs.key_arn,
    Value: url,
    Overwrite: true,
  });
  try {
    await ssmOf(outputs, context).send(command);
  } catch (error) {
    throw withoutSecret(error, url);
  }
};

/**
 * Asks for the webhook URL, hidden, or reads it from a pipe.
 * @throws Failure (exit code 2) where what is piped in is no webhook URL; it is never repeated.
 */
const readWebhookUrl = async (outputs: StackOutputs, { terminal }: Context): Promise<string> => {
  const check = (text: string) => checkWebhookUrl(text, hostsOf(outputs));
  const problemOf = (text: string): string | undefined => {
    const checked = check(text);
    return checked.ok ? undefined : checked.problem;
  };
  const text = terminal.isInteractive
    ? await terminal.askSecret("Slack webhook URL (what you paste stays hidden):", problemOf)
    : await terminal.readInput();
  const checked = check(text);
  if (!checked.ok) throw wrongUsage(checked.problem);
  return checked.url.href;
};

/** Asks for the webhook URL, checks it and stores it encrypted with the stage's key. */
export const askForWebhook = async (outputs: StackOutputs, context: Context): Promise<void> => {
  const url = await readWebhookUrl(outputs, context);
  await storeWebhook(url, outputs, context);
  context.terminal.say(
    `Stored, encrypted, in SSM parameter ${outputs.webhook_parameter_name}. The notifier may use an older URL for up to 5 minutes.`,
  );
};
