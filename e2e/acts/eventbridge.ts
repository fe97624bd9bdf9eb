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

/** What the rule is for. All other events are jobs, which come by vault notifications, or nothing to tell of. */
const wantedByName: readonly string[] = [
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

/** Asks EventBridge itself which events the deployed rule takes. */
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
 * Changes that come by EventBridge. Nobody can send events as `aws.backup`, on AWS neither, so the pattern is put to
 * EventBridge's own test, and an event of its exact shape goes into the queue that is the rule's target.
 */
export const hearOfStateChanges = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  await step("EventBridge's own test: the rule takes what vault notifications leave out", () =>
    checkPattern(scene),
  );
  await step("an event in the rule's target queue reaches Slack", async () => {
    const queueName = outputs.queue_url.split("/").at(-1) ?? "";
    must((await targetOf(scene)).endsWith(`:${queueName}`), "the rule's target is not the delivery queue");
    const { event } = eventBridgeEvents.find(({ name }) => name === "recovery point deleted manually") ?? {};
    const message = { QueueUrl: outputs.queue_url, MessageBody: JSON.stringify(event) };
    await new SQSClient(clientConfig(cloud)).send(new SendMessageCommand(message));
    await awaitMessage(cloud, slack, { title: "Recovery point deleted manually", says: ["eu-west-1"] });
  });
};
