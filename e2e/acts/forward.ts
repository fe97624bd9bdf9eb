import { setTimeout as delay } from "node:timers/promises";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import { clientConfig, queueAttributesOf } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene, Scene } from "../scene";
import { forwardTopicArn } from "../stages/e2e-queue";
import { failureReason, lastJobId } from "./jobs";

/** Another team's queue on its topic: each story has one. */
const queueNameOf = ({ workspace }: Pick<Scene, "workspace">): string => `tickets-of-${workspace.stage}`;

/** Another team creates a topic, and subscribes a queue to it. */
export const createForwardTopic = async (scene: Scene): Promise<void> => {
  const config = clientConfig(scene.cloud);
  const sns = new SNSClient(config);
  await sns.send(new CreateTopicCommand({ Name: forwardTopicArn.split(":").at(-1) }));
  const QueueName = queueNameOf(scene);
  const delivers = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: forwardTopicArn.replace(/:sns:(.*):[^:]+$/, `:sqs:$1:${QueueName}`),
    Condition: { ArnEquals: { "aws:SourceArn": forwardTopicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [delivers] });
  const { QueueUrl = "" } = await new SQSClient(config).send(
    new CreateQueueCommand({ QueueName, Attributes: { Policy } }),
  );
  const { QueueArn } = await queueAttributesOf(scene.cloud, QueueUrl);
  await sns.send(
    new SubscribeCommand({
      TopicArn: forwardTopicArn,
      Protocol: "sqs",
      Endpoint: QueueArn,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
};

const forwarded = z.object({
  version: z.literal("1"),
  source: z.literal("backup-notifications.notifier"),
  "detail-type": z.literal("Backup Update"),
  detail: z.looseObject({ schema: z.literal(1), kind: z.string(), jobId: z.string().optional() }),
});

const waitSeconds = 20;

/** What the topic delivered about a job. Several stories share the topic. */
const receive = async (scene: DeployedScene, jobId: string) => {
  const { cloud, outputs } = scene;
  const sqs = new SQSClient(clientConfig(cloud));
  const QueueUrl = outputs.queue_url.replace(/[^/]+$/, queueNameOf(scene));
  const deadline = Date.now() + waitSeconds * 1000;
  while (Date.now() < deadline) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const events = Messages.map(({ Body = "" }) => forwarded.parse(JSON.parse(Body)));
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const found = events.find(({ detail }) => detail.jobId === jobId);
    if (found !== undefined) return found;
    await delay(200);
  }
  return undefined;
};

/** The failed backup reaches another team's topic as JSON, too, and the account has its name everywhere. */
export const checkForwarded = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const id = lastJobId(scene);
  await step("the failed backup is forwarded to another team's topic, as JSON", async () => {
    const event = await receive(scene, id);
    must(event !== undefined, `no event of job ${id} reached ${forwardTopicArn} within ${waitSeconds} s`);
    const { kind, severity, stage, reason, resource, accountName } = event.detail;
    const said = JSON.stringify({ kind, severity, stage, accountName });
    const wanted = { kind: "backup.failed", severity: "danger", stage: outputs.stage, accountName: "shop" };
    must(said === JSON.stringify(wanted), `the event says ${said}, expected ${JSON.stringify(wanted)}`);
    must(String(reason).includes(failureReason), `the event's reason is ${reason}`);
    must(
      JSON.stringify(resource).includes(outputs.instance_arn),
      `the event's resource is ${JSON.stringify(resource)}`,
    );
  });
  await step("Slack shows the account's name", async () => {
    await awaitMessage(cloud, slack, { title: "Backup failed", says: [id, `shop (${outputs.account_id})`] });
  });
};
