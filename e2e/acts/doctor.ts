import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { eventBridgeEvents } from "../../__tests__/fixtures/eventbridge-events";
import { clientConfig } from "../cloud";
import type { CommandResult } from "../commands";
import { awaitMessage, must, mustExit, mustSay } from "../expectations";
import type { DeployedScene } from "../scene";

/** Runs the doctor; whatever it says, it keeps the secret. */
const askTheDoctor = async (
  { workspace, slack, way }: DeployedScene,
  exitCode: number,
): Promise<CommandResult> => {
  const result = await mustExit(await workspace.npm("doctor"), exitCode);
  must(!result.output.includes(way.secretOf(slack)), "it printed the secret");
  return result;
};

export const findNothingWrong = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, way } = scene;
  await step("npm run doctor finds nothing wrong, and looks at everything", async () => {
    const result = await mustSay(
      await askTheDoctor(scene, 0),
      `Nothing is wrong with stage ${workspace.stage}`,
      way.isWell,
    );
    const unknown = /^unknown .*/m.exec(result.output)?.[0];
    must(unknown === undefined, `it could not look at everything: ${unknown}`);
  });
};

const deadLetterCount = async ({ cloud, outputs }: DeployedScene): Promise<number> => {
  const { Attributes } = await new SQSClient(clientConfig(cloud)).send(
    new GetQueueAttributesCommand({
      QueueUrl: outputs.dead_letter_queue_url,
      AttributeNames: ["ApproximateNumberOfMessages"],
    }),
  );
  return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
};

const parkingSeconds = 30;

/** An event that the channel has not seen, sent through the topic while the stage's secret is dead. */
const parkAnEvent = async (scene: DeployedScene): Promise<void> => {
  const { cloud, outputs } = scene;
  const { event } = eventBridgeEvents.find(({ name }) => name === "recovery point deleted by hand") ?? {};
  const Message = JSON.stringify({ ...(event ?? {}), id: randomUUID() });
  await new SNSClient(clientConfig(cloud)).send(new PublishCommand({ TopicArn: outputs.topic_arn, Message }));
  const deadline = Date.now() + parkingSeconds * 1000;
  while ((await deadLetterCount(scene)) === 0) {
    must(Date.now() < deadline, `no event came to the dead-letter queue within ${parkingSeconds} s`);
    await delay(200);
  }
};

/**
 * A webhook or token dies and is replaced: what arrives in between waits, is told of, and comes to Slack after the repair.
 * `says` is how the redrive ends.
 */
export const parkAndRedrive = async (scene: DeployedScene, says: string): Promise<void> => {
  const { step, workspace, cloud, slack, way } = scene;
  const after = slack.messages.length;
  const replacement = way.replaceSecret(slack);
  await step("what Slack asked for is gone: an event is parked in the dead-letter queue", () =>
    parkAnEvent(scene),
  );
  await step("npm run doctor names both, and what to do", async () => {
    await mustSay(
      await askTheDoctor(scene, 1),
      way.isDead,
      `with \`npm run ${way.command} -- ${workspace.stage}`,
      "1 event in the dead-letter queue",
      `send it back with \`npm run redrive -- ${workspace.stage}`,
    );
  });
  await step("npm run redrive says why it was parked, warns, and moves nothing unasked", async () => {
    await mustSay(
      await mustExit(await workspace.npm("redrive"), 2),
      `1 x ${way.parkedBecause}`,
      "The events would only be parked again.",
    );
    must((await deadLetterCount(scene)) === 1, "the event is not in the dead-letter queue any more");
  });
  await step("it is replaced, and npm run redrive brings the event to Slack", async () => {
    await mustExit(await workspace.npm(way.command, [], `${replacement}\n`));
    await mustSay(await mustExit(await workspace.npm("redrive", ["--yes"])), says);
    await awaitMessage(cloud, slack, {
      title: "Recovery point deleted by hand",
      says: ["eu-west-1"],
      after,
    });
    must((await deadLetterCount(scene)) === 0, "the event is still in the dead-letter queue, too");
  });
};
