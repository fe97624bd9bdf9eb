import {
  DescribeParametersCommand,
  GetParameterCommand,
  type Parameter,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { type StackOutputs, stackIdOf } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { typed } from "../../program/npm-command";
import { type BotProbe, probeBot, probeWebhook, type WebhookProbe } from "../../slack/probe";
import { ofChannel, type SlackSecret, secretOf, secretsOf, storeCommandOf } from "../../slack/slack-secret";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

/** The stored webhook URL or bot token, and its key where AWS returns it. It is a credential: no finding shows it. */
type StoredSecret = Parameter & { readonly KeyId?: string | undefined };

/** SSM returns the key as it was named when the parameter was stored. */
const isStackKey = (keyId: string, { key_arn, stage }: StackOutputs): boolean =>
  keyId === key_arn ||
  key_arn.endsWith(`/${keyId}`) ||
  keyId.split(":").at(-1) === `alias/${stackIdOf(stage)}`;

const shortNames = { webhook: "URL", bot: "token" } as const;

const renewals = {
  webhook: "create a new webhook in Slack",
  bot: "reinstall the app in Slack",
} as const;

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
    return problem(
      `SSM parameter ${name} is encrypted with ${stored.KeyId}, which the notifier cannot use`,
      storeAgain,
    );
  }
  const checked = secret.check(stored.Value ?? "");
  if (!checked.ok) return problem(checked.problem, storeAgain);
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
      return ok(`the ${secret} works, but is rate-limited at the moment (${word})`);
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
  if (probe.outcome === "not-tested") return unknown(`a test would start the workflow; ${sendTest}`);
  if (probe.outcome === "unreachable") {
    return unknown(`the webhook's host cannot be reached from this machine (${probe.failure}); ${sendTest}`);
  }
  const { verdict } = probe;
  if (verdict.means === "delivered" || verdict.means === "payload-refused") return ok("the webhook works");
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
  return probe.scopes.length === 0 || probe.scopes.includes("chat:write")
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

const readKeyId = async (
  { parameterName }: SlackSecret,
  { aws }: StageAccess,
): Promise<string | undefined> => {
  const { Parameters } = await connect(SSMClient, aws).send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [parameterName] }],
    }),
  );
  return Parameters?.[0]?.KeyId;
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
      const [found, KeyId] = await Promise.all([stored(), readKeyId(secret, stage)]);
      return checkStored(found && { ...found, KeyId }, stage.outputs, secret);
    }),
    slackCheck(stage, secret, stored),
  ];
};

/** How each channel's secret is stored, and whether Slack accepts it. Each is read once. */
export const slackChecks = (stage: DeployedStage): readonly Check[] =>
  secretsOf(stage.outputs).flatMap((secret) => checksOfSecret(secret, stage));
