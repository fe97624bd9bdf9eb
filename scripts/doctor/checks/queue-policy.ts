import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { allowsService } from "../../../local/ministack/resource-policy";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { arnIn, queueArnOf } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

export type QueueFacts = { readonly policy: string; readonly redrivePolicy: string };

/** A service that delivers into a queue, and for what. */
export type Sender = { readonly service: string; readonly sourceArn: string };

/** The topic, and the rule where there is one. */
export const sendersOf = (outputs: StackOutputs, ruleName: string | undefined): readonly Sender[] => [
  { service: "sns.amazonaws.com", sourceArn: outputs.topic_arn },
  ...(ruleName === undefined
    ? []
    : [{ service: "events.amazonaws.com", sourceArn: arnIn(outputs, "events", `rule/${ruleName}`) }]),
];

/** Judges whether the services may send to a queue; of the delivery queue, also where it leaves what nobody takes. */
export const judgeQueue = (
  queue: QueueFacts | undefined,
  queueUrl: string,
  senders: readonly Sender[],
  outputs: StackOutputs,
): Finding => {
  const queueArn = queueArnOf(queueUrl, outputs);
  if (queue === undefined) return problem(`${queueUrl} does not exist`, deployAgain(outputs));
  const refused = senders.find(({ service, sourceArn }) => {
    const context = {
      "aws:SourceArn": sourceArn,
      "aws:SourceAccount": outputs.account_id,
      "aws:SecureTransport": "true",
    };
    return !allowsService(queue.policy, { service, action: "sqs:SendMessage", resource: queueArn, context });
  });
  if (refused) {
    return problem(
      `its policy does not let ${refused.service} send for ${refused.sourceArn}`,
      deployAgain(outputs),
    );
  }
  const deadLetters = queueArnOf(outputs.dead_letter_queue_url, outputs);
  if (queueUrl === outputs.queue_url && !queue.redrivePolicy.includes(deadLetters)) {
    return problem("what nobody takes from it is lost: it has no dead-letter queue", deployAgain(outputs));
  }
  return ok(`${senders.map(({ service }) => service).join(" and ")} may send`);
};

const readQueue = async (queueUrl: string, { aws }: DeployedStage): Promise<QueueFacts | undefined> => {
  const found = await unlessMissing(
    connect(SQSClient, aws).send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["Policy", "RedrivePolicy"] }),
    ),
  );
  if (found === undefined) return undefined;
  const { Attributes } = found;
  return {
    policy: Attributes?.["Policy"] ?? '{"Statement":[]}',
    redrivePolicy: Attributes?.["RedrivePolicy"] ?? "",
  };
};

/** One check for each queue of the stage. */
export const queuePolicyChecks = (stage: DeployedStage): readonly Check[] => {
  const { outputs, wanted } = stage;
  const senders = sendersOf(outputs, wanted.ruleName);
  const queues = [
    { name: "queue", url: outputs.queue_url },
    { name: "dead-letter queue", url: outputs.dead_letter_queue_url },
  ];
  return queues
    .filter(({ url }) => url !== "")
    .map(({ name, url }) =>
      check(name, async () => judgeQueue(await readQueue(url, stage), url, senders, outputs)),
    );
};
