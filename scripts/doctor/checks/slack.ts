import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { http } from "../../../handler/aws/http";
import { checkBotToken } from "../../../handler/slack/bot/token";
import { checkWebhookUrl } from "../../../handler/slack/webhook/url";
import { type StackOutputs, stackIdOf } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { typed } from "../../program/npm-command";
import { type BotProbe, probeBot } from "../../slack/bot-probe";
import { hostsOf, type SlackSecret, secretOf, secretsOf, typedFor } from "../../slack/slack-secret";
import { type Probe, probeWebhook } from "../../slack/webhook-probe";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

/** The stored webhook URL or bot token. It is a credential: no finding repeats it. */
export type StoredSecret = {
  readonly type: string;
  /** Absent where AWS does not tell. */
  readonly keyId?: string;
  readonly value: string;
};

/** SSM tells the key as it was named when the parameter was stored. */
const isStacksKey = (keyId: string, { key_arn, stage }: StackOutputs): boolean =>
  keyId === key_arn ||
  key_arn.endsWith(`/${keyId}`) ||
  keyId.split(":").at(-1) === `alias/${stackIdOf(stage)}`;

const shortNames = { webhook: "URL", bot: "token" } as const;

const renewals = {
  webhook: "make a new webhook in Slack",
  bot: "install the app again in Slack",
} as const;

/** Judges how the secret is stored; absent where it is not. */
export const judgeStored = (
  stored: StoredSecret | undefined,
  outputs: StackOutputs,
  secret = secretOf(outputs),
): Finding => {
  const command = typedFor(secret, outputs);
  const it = shortNames[secret.way];
  const storeAgain = `store it again with ${command}`;
  const name = secret.parameterName;
  if (stored === undefined && secret.channel !== undefined) {
    return warning(
      `SSM parameter ${name} does not exist, so messages for channel ${secret.channel} go to the main channel`,
      `store the ${it} with ${command}`,
    );
  }
  if (stored === undefined) {
    return problem(`SSM parameter ${name} does not exist`, `store the ${it} with ${command}`);
  }
  if (stored.type !== "SecureString") {
    return problem(
      `SSM parameter ${name} is a ${stored.type}, so the ${it} is not encrypted`,
      `${renewals[secret.way]}, delete the parameter, and store the new ${it} with ${command}`,
    );
  }
  if (stored.keyId !== undefined && !isStacksKey(stored.keyId, outputs)) {
    return problem(
      `SSM parameter ${name} is encrypted with ${stored.keyId}, which the notifier may not use`,
      storeAgain,
    );
  }
  const checked = secret.check(stored.value);
  if (!checked.ok) return problem(checked.problem, storeAgain);
  return ok(`stored, encrypted with the stack's key`);
};

const slackIsFailing = (word: string): Finding =>
  warning(`Slack has trouble (${word})`, "events wait in the queue meanwhile; see https://slack-status.com");

/** Judges what the webhook answered; absent where there is no URL to ask. */
export const judgeProbe = (
  probe: Probe | undefined,
  outputs: StackOutputs,
  secret = secretOf(outputs),
): Finding => {
  const sendTest = `try ${typed("send-test", outputs)}`;
  if (probe === undefined) return unknown("there is no webhook URL to ask");
  if (probe.outcome === "not-asked") return unknown(`asking would start the workflow; ${sendTest}`);
  if (probe.outcome === "silent") {
    return unknown(`the webhook's host does not answer this machine (${probe.failure}); ${sendTest}`);
  }
  const { verdict } = probe;
  switch (verdict.means) {
    case "delivered":
    case "payload-refused":
      return ok("the webhook answers");
    case "rate-limited":
      return ok(`the webhook answers, and asks to post more slowly (${verdict.word})`);
    case "unavailable":
      return slackIsFailing(verdict.word);
    case "credential-refused":
      return problem(
        `Slack refuses the webhook (${verdict.word}): it, its channel or its creator is gone`,
        `make a new one and store it with ${typedFor(secret, outputs)}`,
      );
    case "misdirected":
      return problem(
        `the answer is not Slack's (${verdict.word})`,
        `store the right URL with ${typedFor(secret, outputs)}`,
      );
  }
};

/** Judges what Slack says of the bot token; absent where there is none to ask about. */
export const judgeBotProbe = (probe: BotProbe | undefined, outputs: StackOutputs): Finding => {
  const setToken = typed("set-bot-token", outputs);
  if (probe === undefined) return unknown("there is no bot token to ask about");
  if (probe.outcome === "silent") {
    return unknown(
      `Slack's Web API does not answer this machine (${probe.failure}); try ${typed("send-test", outputs)}`,
    );
  }
  if (probe.outcome === "known") {
    return probe.scopes.length === 0 || probe.scopes.includes("chat:write")
      ? ok(`the bot token answers: ${probe.user} of ${probe.team}`)
      : problem(
          "the app lacks the scope chat:write",
          `add it under "OAuth & Permissions", install the app again and store its token with ${setToken}`,
        );
  }
  const { answer } = probe;
  switch (answer.means) {
    case "rate-limited":
      return ok(`the bot token answers, and Slack asks to call more slowly (${answer.word})`);
    case "unavailable":
      return slackIsFailing(answer.word);
    case "misdirected":
      return problem(
        `the answer is not Slack's (${answer.word})`,
        `check apiUrl in stages/${outputs.stage}.ts, and what stands between this machine and Slack`,
      );
    default:
      return problem(
        `Slack refuses the bot token (${answer.word})`,
        `install the app again in Slack and store its token with ${setToken}`,
      );
  }
};

type Asked = Pick<DeployedStage, "outputs" | "aws">;

const readStored = async (
  { parameterName }: SlackSecret,
  { aws }: Asked,
): Promise<StoredSecret | undefined> => {
  const ssm = connect(SSMClient, aws);
  const command = new GetParameterCommand({ Name: parameterName, WithDecryption: true });
  const found = await unlessMissing(ssm.send(command));
  if (found === undefined) return undefined;
  const { Type = "unknown", Value = "" } = found.Parameter ?? {};
  return { type: Type, value: Value };
};

const readKeyId = async ({ parameterName }: SlackSecret, { aws }: Asked): Promise<string | undefined> => {
  const { Parameters } = await connect(SSMClient, aws).send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [parameterName] }],
    }),
  );
  return Parameters?.[0]?.KeyId;
};

const askWebhook = async (
  stored: StoredSecret | undefined,
  outputs: StackOutputs,
  secret: SlackSecret,
): Promise<Finding> => {
  const url = stored && checkWebhookUrl(stored.value, hostsOf(outputs));
  return judgeProbe(url?.ok ? await probeWebhook(new URL(url.value), http) : undefined, outputs, secret);
};

const askAboutBot = async (stored: StoredSecret | undefined, outputs: StackOutputs): Promise<Finding> => {
  const token = stored && checkBotToken(stored.value);
  const probe = token?.ok ? await probeBot(outputs.bot_api_url, token.value, http) : undefined;
  return judgeBotProbe(probe, outputs);
};

const ofChannel = ({ channel }: SlackSecret): string =>
  channel === undefined ? "" : ` of channel ${channel}`;

/** Whether Slack takes the stored secret, asked without posting. */
export const slackCheck = (
  stage: Asked,
  secret = secretOf(stage.outputs),
  stored = () => readStored(secret, stage),
): Check =>
  check(`Slack${ofChannel(secret)}`, async () => {
    const ask = secret.way === "bot" ? askAboutBot : askWebhook;
    return ask(await stored(), stage.outputs, secret);
  });

const checksOfSecret = (secret: SlackSecret, stage: DeployedStage): readonly Check[] => {
  let reading: Promise<StoredSecret | undefined> | undefined;
  const stored = (): Promise<StoredSecret | undefined> => {
    reading ??= readStored(secret, stage);
    return reading;
  };
  return [
    check(`${secret.way === "bot" ? "bot token" : "webhook"}${ofChannel(secret)}`, async () => {
      const [found, keyId] = await Promise.all([stored(), readKeyId(secret, stage)]);
      return judgeStored(found && { ...found, ...(keyId !== undefined && { keyId }) }, stage.outputs, secret);
    }),
    slackCheck(stage, secret, stored),
  ];
};

/** How each channel's secret is stored, and whether Slack takes it. It is read once. */
export const slackChecks = (stage: DeployedStage): readonly Check[] =>
  secretsOf(stage.outputs).flatMap((secret) => checksOfSecret(secret, stage));
