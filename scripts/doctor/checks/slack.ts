import { GetParameterCommand, type Parameter, SSMClient } from "@aws-sdk/client-ssm";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { typed } from "../../program/npm-command";
import { type BotProbe, probeBot, probeWebhook, provesWebhook, type WebhookProbe } from "../../slack/probe";
import { ofChannel, type SlackSecret, secretOf, secretsOf, storeCommandOf } from "../../slack/slack-secret";
import { isStackKey, readKeyId } from "../../slack/stored-secret";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

/** The stored webhook URL or bot token, and its key where AWS returns it. It is a credential: no finding shows it. */
type StoredSecret = Parameter & { readonly KeyId?: string | undefined };

const shortNames = { webhook: "URL", bot: "token" } as const;

const renewals = {
  webhook: "create a new webhook in Slack",
  bot: "reinstall the app in Slack",
} as const;

/** The notifier cannot decrypt it, such as after the stage was destroyed and deployed again. */
const otherKey = (keyId: string, outputs: StackOutputs, secret: SlackSecret): Finding =>
  problem(
    `SSM parameter ${secret.parameterName} is encrypted with ${keyId}, which the notifier cannot use`,
    `store it again with ${storeCommandOf(secret, outputs)}`,
  );

/** Checks how the secret is stored; absent where it is not. */
export const checkStored = (
  stored: StoredSecret | undefined,
  outputs: StackOutputs,
  secret = secretOf(outputs),
): Finding => {
  const command = storeCommandOf(secret, outputs);
  const it = shortNames[secret.transport];
  const storeAgain = `store it again with ${command}`;
  const name = secret.parameterName;
  if (stored === undefined) {
    const fact = `SSM parameter ${name} does not exist`;
    const remedy = `store the ${it} with ${command}`;
    return secret.channel === undefined
      ? problem(fact, remedy)
      : warning(`${fact}, so messages for channel ${secret.channel} go to the main channel`, remedy);
  }
  if (stored.Type !== "SecureString") {
    return problem(
      `SSM parameter ${name} is a ${stored.Type}, so the ${it} is not encrypted`,
      `${renewals[secret.transport]}, delete the parameter, and store the new ${it} with ${command}`,
    );
  }
  if (stored.KeyId !== undefined && !isStackKey(stored.KeyId, outputs)) {
    return otherKey(stored.KeyId, outputs, secret);
  }
  const checked = secret.check(stored.Value ?? "");
  if (!checked.ok) return problem(checked.problem, storeAgain);
  if (stored.KeyId === undefined) return unknown(`SSM did not say with which key ${name} is encrypted`);
  return ok("stored, encrypted with the stack's key");
};

/** Checks a refusal by what it means for the secret; `rejected` is the finding where Slack does not take it. */
const checkRefusal = (
  secret: "webhook" | "bot token",
  { means, word }: Extract<BotProbe, { outcome: "refused" }>["answer"],
  ifMisdirected: string,
  rejected: Finding,
): Finding => {
  switch (means) {
    case "rate-limited":
      // Slack may ask anyone to wait, also for a secret that it does not know.
      return unknown(
        `Slack asks to wait (${word}), and did not say whether the ${secret} works; try again later`,
      );
    case "unavailable":
      return warning(
        `Slack is failing (${word})`,
        "events wait in the queue until it recovers; see https://slack-status.com",
      );
    case "misdirected":
    case "unconfirmed":
    case "unexplained":
      return problem(`the answer is not from Slack (${word})`, ifMisdirected);
    default:
      return rejected;
  }
};

/** Checks what the webhook answered; absent where there is no URL to test. */
export const checkProbe = (
  probe: WebhookProbe | undefined,
  outputs: StackOutputs,
  secret = secretOf(outputs),
): Finding => {
  const sendTest = `try ${typed("send-test", outputs)}`;
  if (probe === undefined) return unknown("there is no webhook URL to test");
  if (probe.outcome === "unreachable") {
    return unknown(`the webhook's host cannot be reached from this machine (${probe.failure}); ${sendTest}`);
  }
  const { verdict } = probe;
  if (provesWebhook(probe)) return ok("the webhook works");
  if (verdict.means === "delivered" || verdict.means === "payload-refused") {
    return unknown(`the answer to an empty message is not Slack's usual one; ${sendTest}`);
  }
  const command = storeCommandOf(secret, outputs);
  return checkRefusal(
    "webhook",
    verdict,
    `store the right URL with ${command}`,
    problem(
      `Slack rejects the webhook (${verdict.word}): it, its channel or its creator was removed`,
      `create a new one and store it with ${command}`,
    ),
  );
};

/** Checks what Slack answered about the bot token; absent where there is none to test. */
export const checkBotProbe = (probe: BotProbe | undefined, outputs: StackOutputs): Finding => {
  const setToken = typed("set-bot-token", outputs);
  if (probe === undefined) return unknown("there is no bot token to test");
  if (probe.outcome === "unreachable") {
    return unknown(
      `Slack's Web API cannot be reached from this machine (${probe.failure}); try ${typed("send-test", outputs)}`,
    );
  }
  if (probe.outcome === "refused") {
    return checkRefusal(
      "bot token",
      probe.answer,
      `check apiUrl in stages/${outputs.stage}.ts, and what is between this machine and Slack`,
      problem(
        `Slack rejects the bot token (${probe.answer.word})`,
        `reinstall the app in Slack and store its token with ${setToken}`,
      ),
    );
  }
  if (probe.scopes.length === 0) {
    return unknown(
      `Slack takes the bot token, and did not say which scopes the app has; try ${typed("send-test", outputs)}`,
    );
  }
  return probe.scopes.includes("chat:write")
    ? ok(`the bot token works: ${probe.user} in ${probe.team}`)
    : problem(
        "the app lacks the scope chat:write",
        `add it under "OAuth & Permissions", reinstall the app and store its token with ${setToken}`,
      );
};

type StageAccess = Pick<DeployedStage, "outputs" | "aws">;

const readStored = async (
  { parameterName }: SlackSecret,
  { aws }: StageAccess,
): Promise<Parameter | undefined> => {
  const command = new GetParameterCommand({ Name: parameterName, WithDecryption: true });
  return (await unlessMissing(connect(SSMClient, aws).send(command)))?.Parameter;
};

/** Whether Slack accepts the stored secret, tested without posting. */
export const slackCheck = (
  stage: StageAccess,
  secret = secretOf(stage.outputs),
  stored = () => readStored(secret, stage),
): Check =>
  check(`Slack${ofChannel(secret)}`, async () => {
    const { outputs } = stage;
    const checked = secret.check((await stored())?.Value ?? "");
    return secret.transport === "bot"
      ? checkBotProbe(checked.ok ? await probeBot(outputs.bot_api_url, checked.value) : undefined, outputs)
      : checkProbe(checked.ok ? await probeWebhook(new URL(checked.value)) : undefined, outputs, secret);
  });

const checksOfSecret = (secret: SlackSecret, stage: DeployedStage): readonly Check[] => {
  let reading: Promise<Parameter | undefined> | undefined;
  const stored = (): Promise<Parameter | undefined> => {
    reading ??= readStored(secret, stage);
    return reading;
  };
  return [
    check(`${secret.transport === "bot" ? "bot token" : "webhook"}${ofChannel(secret)}`, async () => {
      const { outputs, aws } = stage;
      const [read, key] = await Promise.allSettled([stored(), readKeyId(secret, aws)]);
      if (key.status === "rejected") throw key.reason;
      const KeyId = key.value;
      if (read.status === "rejected") {
        // Nobody can decrypt it any more once its key is deleted.
        if (KeyId !== undefined && !isStackKey(KeyId, outputs)) return otherKey(KeyId, outputs, secret);
        throw read.reason;
      }
      const found = read.value;
      return checkStored(found && { ...found, KeyId }, stage.outputs, secret);
    }),
    slackCheck(stage, secret, stored),
  ];
};

/** How each channel's secret is stored, and whether Slack accepts it. Each is read once. */
export const slackChecks = (stage: DeployedStage): readonly Check[] =>
  secretsOf(stage.outputs).flatMap((secret) => checksOfSecret(secret, stage));
