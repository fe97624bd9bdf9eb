import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { eventBridgeEvents } from "../../__tests__/fixtures/eventbridge-events";
import { stackIdOf } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";

/** A recovery point that was deleted manually, as EventBridge sends it. */
export const deletionEvent = eventBridgeEvents.find(
  ({ event }) => event.detail["status"] === "DELETED",
)?.event;

/** What the rule takes. All other events are jobs, which vault notifications report, or not worth a message. */
export const wantedByName: readonly string[] = [
  "recovery point expired",
  "recovery point in part",
  "recovery point deleted manually",
  "plan created",
  "plan deleted",
  "vault modified, locked",
  "vault deleted",
  "Region settings modified",
  "scan completed, nothing found",
  "scan completed, threats found",
  "scan completed with issues",
  "scan failed",
];

/** The name of the stage's rule. */
export const ruleNameOf = ({ workspace }: DeployedScene): string =>
  `${stackIdOf(workspace.stage)}-state-changes`;

/** Has EventBridge test which events the deployed rule takes. */
const checkPattern = async (scene: DeployedScene): Promise<void> => {
  const client = new EventBridgeClient(clientConfig(scene.cloud));
  const { EventPattern } = await client.send(new DescribeRuleCommand({ Name: ruleNameOf(scene) }));
  for (const { name, event } of eventBridgeEvents) {
    const { Result } = await client.send(
      new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }),
    );
    const isWanted = wantedByName.includes(name);
    must(Result === isWanted, `the rule ${Result ? "takes" : "leaves out"} the event "${name}"`);
  }
};

/** The rule's target, which must be the delivery queue. */
const targetOf = async (scene: DeployedScene): Promise<string> => {
  const client = new EventBridgeClient(clientConfig(scene.cloud));
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: ruleNameOf(scene) }));
  must(Targets.length === 1, `the rule has ${Targets.length} targets, expected one`);
  return Targets[0]?.Arn ?? "";
};

/**
 * Changes that EventBridge reports. No one can send events as `aws.backup`, not even on AWS, so EventBridge tests the
 * pattern, and an event of its exact shape goes into the queue that is the rule's target.
 */
export const receiveStateChanges = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  await step("EventBridge's TestEventPattern: the rule takes what vault notifications leave out", () =>
    checkPattern(scene),
  );
  await step("an event in the rule's target queue reaches Slack", async () => {
    const queueName = outputs.queue_url.split("/").at(-1) ?? "";
    must((await targetOf(scene)).endsWith(`:${queueName}`), "the rule's target is not the delivery queue");
    const message = { QueueUrl: outputs.queue_url, MessageBody: JSON.stringify(deletionEvent) };
    await new SQSClient(clientConfig(cloud)).send(new SendMessageCommand(message));
    await awaitMessage(cloud, slack, { title: "Recovery point deleted manually", says: ["eu-west-1"] });
  });
};
