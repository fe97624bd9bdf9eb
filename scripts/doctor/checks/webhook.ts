import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { http } from "../../../handler/http";
import { checkWebhookUrl, type WebhookUrl } from "../../../handler/webhook-url";
import { type StackOutputs, stackIdOf } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { hostsOf } from "../../notifier/webhook-parameter";
import { type Probe, probeWebhook } from "../../notifier/webhook-probe";
import { typed } from "../../program/typed";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

/** The stored webhook. The URL is a credential: no finding repeats it. */
export type StoredWebhook = {
  readonly type: string;
  /** Absent where AWS does not tell. */
  readonly keyId?: string;
  readonly url: WebhookUrl;
};

/** SSM tells the key as it was named when the parameter was stored. */
const isStacksKey = (keyId: string, { key_arn, stage }: StackOutputs): boolean =>
  keyId === key_arn ||
  key_arn.endsWith(`/${keyId}`) ||
  keyId.split(":").at(-1) === `alias/${stackIdOf(stage)}`;

/** Judges how the webhook URL is stored; absent where it is not. */
export const judgeWebhook = (stored: StoredWebhook | undefined, outputs: StackOutputs): Finding => {
  const storeAgain = `store it again with ${typed("set-webhook", outputs)}`;
  const name = outputs.webhook_parameter_name;
  if (stored === undefined) {
    return problem(
      `SSM parameter ${name} does not exist`,
      `store the URL with ${typed("set-webhook", outputs)}`,
    );
  }
  if (stored.type !== "SecureString") {
    return problem(
      `SSM parameter ${name} is a ${stored.type}, so the URL is not encrypted`,
      `make a new webhook in Slack, delete the parameter, and store the new URL with ${typed("set-webhook", outputs)}`,
    );
  }
  if (stored.keyId !== undefined && !isStacksKey(stored.keyId, outputs)) {
    return problem(
      `SSM parameter ${name} is encrypted with ${stored.keyId}, which the notifier may not use`,
      storeAgain,
    );
  }
  if (!stored.url.ok) return problem(stored.url.problem, storeAgain);
  return ok(`stored, encrypted with the stack's key`);
};

/** Judges what the webhook answered; absent where there is no URL to ask. */
export const judgeProbe = (probe: Probe | undefined, outputs: StackOutputs): Finding => {
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
      return warning(
        `Slack has trouble (${verdict.word})`,
        "events wait in the queue meanwhile; see https://slack-status.com",
      );
    case "webhook-refused":
      return problem(
        `Slack refuses the webhook (${verdict.word}): it, its channel or its creator is gone`,
        `make a new one and store it with ${typed("set-webhook", outputs)}`,
      );
    case "misdirected":
      return problem(
        `the answer is not Slack's (${verdict.word})`,
        `store the right URL with ${typed("set-webhook", outputs)}`,
      );
  }
};

type Asked = Pick<DeployedStage, "outputs" | "aws">;

const readWebhook = async ({ outputs, aws }: Asked): Promise<StoredWebhook | undefined> => {
  const ssm = connect(SSMClient, aws);
  const command = new GetParameterCommand({ Name: outputs.webhook_parameter_name, WithDecryption: true });
  const found = await unlessMissing(ssm.send(command));
  if (found === undefined) return undefined;
  const { Type = "unknown", Value = "" } = found.Parameter ?? {};
  return { type: Type, url: checkWebhookUrl(Value, hostsOf(outputs)) };
};

const readKeyId = async ({ outputs, aws }: Asked): Promise<string | undefined> => {
  const { Parameters } = await connect(SSMClient, aws).send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [outputs.webhook_parameter_name] }],
    }),
  );
  return Parameters?.[0]?.KeyId;
};

const probe = async (webhook: StoredWebhook | undefined): Promise<Probe | undefined> =>
  webhook?.url.ok ? probeWebhook(webhook.url.url, http) : undefined;

/** Whether Slack takes the stored webhook, asked without posting. */
export const slackCheck = (stage: Asked, stored = () => readWebhook(stage)): Check =>
  check("Slack", async () => judgeProbe(await probe(await stored()), stage.outputs));

/** How the webhook is stored, and whether it lives. The URL is read once. */
export const webhookChecks = (stage: DeployedStage): readonly Check[] => {
  let reading: Promise<StoredWebhook | undefined> | undefined;
  const stored = (): Promise<StoredWebhook | undefined> => {
    reading ??= readWebhook(stage);
    return reading;
  };
  return [
    check("webhook", async () => {
      const [webhook, keyId] = await Promise.all([stored(), readKeyId(stage)]);
      return judgeWebhook(webhook && { ...webhook, ...(keyId !== undefined && { keyId }) }, stage.outputs);
    }),
    slackCheck(stage, stored),
  ];
};
