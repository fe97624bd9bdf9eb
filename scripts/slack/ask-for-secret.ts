import type { StackOutputs } from "../../src/outputs";
import { checkProbe } from "../doctor/checks/slack";
import { sentenceOf } from "../doctor/finding";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import { probeWebhook, provesWebhook, type WebhookProbe } from "./probe";
import { readSecret, storeSecret } from "./secret-parameter";
import { type SlackSecret, storeCommandOf } from "./slack-secret";

type AskOptions = {
  /** Whether a webhook is stored although Slack could not be asked about it. */
  readonly isUncheckedAllowed: boolean;
};

const unprovenBecause = (probe: WebhookProbe): string =>
  probe.outcome === "unreachable"
    ? `its host cannot be reached from this machine (${probe.failure})`
    : `the answer to an empty message was ${probe.verdict.means === "delivered" ? "ok" : probe.verdict.word}`;

/** An operator may knowingly store what Slack could not be asked about. It never counts as working. */
const askUnchecked = async (
  reason: string,
  outputs: StackOutputs,
  context: Context,
  secret: SlackSecret,
): Promise<void> => {
  const { terminal } = context;
  if (!terminal.isInteractive) {
    throw wrongUsage(
      `${reason}, so nothing was stored; to store it unchecked, add --unchecked to ${storeCommandOf(secret, outputs)}`,
    );
  }
  terminal.warn(`Warning: ${reason}.`);
  if (await terminal.confirm("Store it unchecked?")) return;
  throw new Failure("Cancelled. Nothing was stored.");
};

/**
 * Asks Slack about a webhook, without posting.
 * @throws Failure where Slack refuses it, or where Slack could not be asked and the operator does not want it unchecked
 */
const checkWithSlack = async (
  url: string,
  outputs: StackOutputs,
  context: Context,
  secret: SlackSecret,
  { isUncheckedAllowed }: AskOptions,
): Promise<void> => {
  const { terminal } = context;
  const probe = await probeWebhook(new URL(url));
  const finding = checkProbe(probe, outputs, secret);
  if (finding.verdict === "problem") throw new Failure(`${sentenceOf(finding)}; nothing was stored`);
  if (provesWebhook(probe)) {
    terminal.say("Slack answers: the webhook works.");
    return;
  }
  const reason = `it is not known whether the webhook works: ${unprovenBecause(probe)}`;
  if (isUncheckedAllowed) terminal.warn(`Storing it unchecked: ${reason}.`);
  else await askUnchecked(reason, outputs, context, secret);
};

/** Asks for the secret, checks it, a webhook with Slack too, and stores it. */
export const askForSecret = async (
  outputs: StackOutputs,
  context: Context,
  secret: SlackSecret,
  options: AskOptions = { isUncheckedAllowed: false },
): Promise<void> => {
  const text = await readSecret(secret, context);
  if (secret.transport === "webhook") await checkWithSlack(text, outputs, context, secret, options);
  await storeSecret(text, outputs, context, secret);
};
