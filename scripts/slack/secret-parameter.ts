import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import { type SlackSecret, secretOf } from "./slack-secret";

const ssmOf = ({ region }: StackOutputs, context: Context): SSMClient =>
  connect(SSMClient, context.awsConfig(region));

/** Whether a secret of the stage is stored. Its value is not decrypted. */
export const isSecretStored = async (
  outputs: StackOutputs,
  context: Context,
  { parameterName: Name } = secretOf(outputs),
): Promise<boolean> => {
  const found = await unlessMissing(ssmOf(outputs, context).send(new GetParameterCommand({ Name })));
  return found !== undefined;
};

/** Deletes a stored secret, if there is one. It is not in Terraform's state, so `destroy` leaves it. */
export const deleteSecret = async (
  parameterName: string,
  region: string | undefined,
  context: Context,
): Promise<void> => {
  const ssm = connect(SSMClient, context.awsConfig(region));
  await unlessMissing(ssm.send(new DeleteParameterCommand({ Name: parameterName })));
};

/** AWS repeats a rejected value in its message. The secret must not reach a terminal, not even in a stack trace. */
const withoutSecret = (error: unknown, text: string, { what }: SlackSecret): Failure =>
  new Failure(explain(error).replaceAll(text, `(the ${what})`));

/** Stores a secret, encrypted with the stage's key. */
export const storeSecret = async (
  text: string,
  outputs: StackOutputs,
  context: Context,
  secret = secretOf(outputs),
): Promise<void> => {
  const command = new PutParameterCommand({
    Name: secret.parameterName,
    Description: secret.description,
    Type: "SecureString",
    KeyId: outputs.key_arn,
    Value: text,
    Overwrite: true,
  });
  try {
    await ssmOf(outputs, context).send(command);
  } catch (error) {
    throw withoutSecret(error, text, secret);
  }
  context.terminal.say(
    `Stored, encrypted, in SSM parameter ${secret.parameterName}. The notifier may use an older ${secret.transport === "bot" ? "token" : "URL"} for up to 5 minutes.`,
  );
};

/**
 * Asks for the secret without showing it, or reads it from a pipe.
 * @throws Failure (exit code 2) where what is piped in is not such a secret; it is never repeated.
 */
export const readSecret = async (
  outputs: StackOutputs,
  { terminal }: Context,
  { what, check, channel } = secretOf(outputs),
): Promise<string> => {
  const problemOf = (text: string): string | undefined => {
    const checked = check(text);
    return checked.ok ? undefined : checked.problem;
  };
  const text = terminal.isInteractive
    ? await terminal.askSecret(
        `Slack ${what}${channel === undefined ? "" : ` of channel ${channel}`} (what you paste stays hidden):`,
        problemOf,
      )
    : await terminal.readInput();
  const checked = check(text);
  if (!checked.ok) throw wrongUsage(checked.problem);
  return checked.value;
};

/** Asks for the secret, checks it and stores it. */
export const askForSecret = async (
  outputs: StackOutputs,
  context: Context,
  secret = secretOf(outputs),
): Promise<void> => storeSecret(await readSecret(outputs, context, secret), outputs, context, secret);
