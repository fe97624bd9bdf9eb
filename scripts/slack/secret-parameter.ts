import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  paginateDescribeParameters,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { isChannelName } from "../../handler/model/channel-name";
import { furtherWebhookParameterName, type StackOutputs, secretParameterNames } from "../../src/outputs";
import { allItems } from "../aws/all-items";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import { ofChannel, type SlackSecret, secretOf } from "./slack-secret";

const ssmIn = (region: string | undefined, context: Context): SSMClient =>
  connect(SSMClient, context.awsConfig(region));

/** Whether a secret of the stage is stored. Its value is not decrypted. */
export const isSecretStored = async (
  outputs: StackOutputs,
  context: Context,
  { parameterName: Name } = secretOf(outputs),
): Promise<boolean> => {
  const found = await unlessMissing(ssmIn(outputs.region, context).send(new GetParameterCommand({ Name })));
  return found !== undefined;
};

/**
 * The version of a stored secret, which is not decrypted; absent where none is stored.
 * @throws Failure where AWS does not say which version it is.
 */
export const storedVersion = async (
  { parameterName: Name }: Pick<SlackSecret, "parameterName">,
  { region }: Pick<StackOutputs, "region">,
  context: Context,
): Promise<number | undefined> => {
  const found = await unlessMissing(ssmIn(region, context).send(new GetParameterCommand({ Name })));
  if (found === undefined) return undefined;
  const version = found.Parameter?.Version;
  if (version !== undefined) return version;
  throw new Failure(`AWS returned no version of SSM parameter ${Name}; run the command again`);
};

/** Deletes a stored secret, if there is one. It is not in Terraform's state, so `destroy` leaves it. */
export const deleteSecret = async (
  parameterName: string,
  region: string | undefined,
  context: Context,
): Promise<void> => {
  const command = new DeleteParameterCommand({ Name: parameterName });
  await unlessMissing(ssmIn(region, context).send(command));
};

const channelIn = (name: string): string | undefined => /\/channels\/([^/]+)\//.exec(name)?.[1];

/** Whether a stage could have stored a secret in this parameter. An operator may keep others next to them. */
const isOfStage = (name: string, stage: string): boolean => {
  const { webhook, bot } = secretParameterNames(stage);
  if (name === webhook || name === bot) return true;
  const channel = channelIn(name);
  return isChannelName(channel) && name === furtherWebhookParameterName(stage, channel);
};

/**
 * Names of the parameters in which a stage has stored secrets, including those of removed channels. Nothing is
 * decrypted.
 * @throws AWS's error where it does not list them
 */
export const storedSecretNames = async (
  stage: string,
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  const client = ssmIn(region, context);
  const prefix = `/backup-notifications/${stage}/`;
  const ParameterFilters = [{ Key: "Name", Option: "BeginsWith", Values: [prefix] }];
  const pages = paginateDescribeParameters({ client }, { ParameterFilters });
  const parameters = await allItems(pages, (page) => page.Parameters);
  return parameters.flatMap(({ Name }) => Name ?? []).filter((name) => isOfStage(name, stage));
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
  const { terminal } = context;
  try {
    const { Version } = await ssmIn(outputs.region, context).send(command);
    terminal.say(`Stored, encrypted, in SSM parameter ${secret.parameterName}.`);
    if (Version === 1) return;
  } catch (error) {
    throw withoutSecret(error, text, secret);
  }
  terminal.say(
    `The notifier may use an older ${secret.transport === "bot" ? "token" : "URL"} for up to 5 minutes; a test message uses this one at once.`,
  );
};

/**
 * Asks for a secret without showing it, or reads it from a pipe.
 * @throws Failure (exit code 2) where what is piped in is not such a secret; it is never repeated.
 */
export const readSecret = async (
  secret: Pick<SlackSecret, "what" | "check" | "channel">,
  { terminal }: Context,
): Promise<string> => {
  const { what, check } = secret;
  const question = `Slack ${what}${ofChannel(secret)} (what you paste stays hidden):`;
  const problemOf = (text: string): string | undefined => {
    const checked = check(text);
    return checked.ok ? undefined : checked.problem;
  };
  const checked = check(
    terminal.isInteractive ? await terminal.askSecret(question, problemOf) : await terminal.readInput(),
  );
  if (!checked.ok) throw wrongUsage(checked.problem);
  return checked.value;
};
