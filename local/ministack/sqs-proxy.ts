import {
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyRequest,
} from "@aws-sdk/client-iam";
import { z } from "zod";
import { accountRoot, accountRootConfig, callAsAccountRoot } from "./account-root";
import { type AwsAnswer, type AwsCall, passOn } from "./call";
import { type AwsProxy, startProxy } from "./proxy";

/**
 * IAM has no actions for batches: a principal that is allowed to send a message is allowed to send ten.
 * (Service Authorization Reference, Actions defined by Amazon SQS)
 */
const actionOfBatch: Readonly<Record<string, string>> = {
  ChangeMessageVisibilityBatch: "sqs:ChangeMessageVisibility",
  DeleteMessageBatch: "sqs:DeleteMessage",
  SendMessageBatch: "sqs:SendMessage",
};

/** The role that lacks a permission, according to the emulator's answer. An explicit deny is not a lack. */
const lackingRoleOf = ({ status, body }: AwsAnswer): string | undefined => {
  const match =
    /User: arn:aws:sts::(\d+):assumed-role\/([^/]+)\/\S+ is not authorized .*because no identity-based policy/i.exec(
      body.toString("utf8"),
    );
  return status < 400 || match === null ? undefined : `arn:aws:iam::${match[1]}:role/${match[2]}`;
};

const inputSchema = z.object({ QueueUrl: z.string() });

/** A queue's URL ends with account and name. */
const queueArnOf = ({ body }: AwsCall): string => {
  const { QueueUrl } = inputSchema.parse(JSON.parse(body.toString("utf8")));
  return `arn:aws:sqs:${accountRoot.region}:${QueueUrl.split("/").slice(-2).join(":")}`;
};

const isAllowed = async (emulatorUrl: string, call: SimulatePrincipalPolicyRequest): Promise<boolean> => {
  const iam = new IAMClient(accountRootConfig(emulatorUrl));
  const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand(call));
  return EvaluationResults?.[0]?.EvalDecision === "allowed";
};

const headerOf = ({ headers }: AwsCall, name: string): string => String(headers[name] ?? "");

/**
 * Starts the proxy of SQS for functions. Their calls are forwarded as they were signed. The emulator requires actions
 * for batches, which AWS does not have; where it denies one, the role's permission for the single action counts.
 */
export const startSqsProxy = (emulatorUrl: () => string): Promise<AwsProxy> =>
  startProxy(async (call) => {
    const answer = await passOn(emulatorUrl(), call);
    const target = headerOf(call, "x-amz-target");
    const action = actionOfBatch[target.replace("AmazonSQS.", "")];
    const roleArn = lackingRoleOf(answer);
    if (action === undefined || roleArn === undefined) return answer;
    const single = { PolicySourceArn: roleArn, ActionNames: [action], ResourceArns: [queueArnOf(call)] };
    if (!(await isAllowed(emulatorUrl(), single))) return answer;
    return callAsAccountRoot(emulatorUrl(), {
      service: "sqs",
      headers: { "content-type": headerOf(call, "content-type"), "x-amz-target": target },
      body: call.body.toString("utf8"),
    });
  });
