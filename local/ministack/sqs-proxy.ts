import { z } from "zod";
import { accountRoot, callAsAccountRoot } from "./account-root";
import { type AwsCall, passOn } from "./call";
import { type AwsProxy, startProxy } from "./proxy";
import { accountOfRole, isAllowed, lackingRoleIn } from "./simulated-role";

/**
 * IAM has no actions for batches: a principal that is allowed to send a message is allowed to send ten.
 * (Service Authorization Reference, Actions defined by Amazon SQS)
 */
const actionOfBatch: Readonly<Record<string, string>> = {
  ChangeMessageVisibilityBatch: "sqs:ChangeMessageVisibility",
  DeleteMessageBatch: "sqs:DeleteMessage",
  SendMessageBatch: "sqs:SendMessage",
};

const inputSchema = z.object({ QueueUrl: z.string() });

/** A queue's URL ends with account and name. */
const queueArnOf = ({ body }: AwsCall): string => {
  const { QueueUrl } = inputSchema.parse(JSON.parse(body.toString("utf8")));
  return `arn:aws:sqs:${accountRoot.region}:${QueueUrl.split("/").slice(-2).join(":")}`;
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
    const roleArn = answer.status < 400 ? undefined : lackingRoleIn(answer.body.toString("utf8"));
    if (action === undefined || roleArn === undefined) return answer;
    if (!(await isAllowed(emulatorUrl(), roleArn, action, [queueArnOf(call)]))) return answer;
    const headers = { "content-type": headerOf(call, "content-type"), "x-amz-target": target };
    const body = call.body.toString("utf8");
    return callAsAccountRoot(emulatorUrl(), { service: "sqs", headers, body }, accountOfRole(roleArn));
  });
