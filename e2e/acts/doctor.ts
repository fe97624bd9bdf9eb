import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { CommandResult } from "../../local/run/commands";
import { clientConfig, queueAttributesOf } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { deletionEvent } from "./eventbridge";

/** Runs the doctor, which never prints the secret. */
const runDoctor = (
  { workspace, slack, way }: DeployedScene,
  exitCode: number,
  ...says: readonly string[]
): Promise<CommandResult> => workspace.npm("doctor", { exitCode, says, secret: way.secretOf(slack) });

export const findNothingWrong = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, way } = scene;
  await step("npm run doctor finds nothing wrong, and checks everything", async () => {
    const fine = `Nothing is wrong with stage ${workspace.stage}`;
    const { output } = await runDoctor(scene, 0, fine, way.works);
    const unknown = /^unknown .*/m.exec(output)?.[0];
    must(unknown === undefined, `it could not check everything: ${unknown}`);
  });
};

const deadLetterCount = async ({ cloud, outputs }: DeployedScene): Promise<number> => {
  const attributes = await queueAttributesOf(cloud, outputs.dead_letter_queue_url);
  return Number(attributes["ApproximateNumberOfMessages"] ?? 0);
};

const parkingSeconds = 30;

/** Publishes a new event on the topic while the stage's secret is revoked. */
const parkAnEvent = async (scene: DeployedScene): Promise<void> => {
  const { cloud, outputs } = scene;
  // Of another recovery point than the one that Slack has: else it is the same deletion, and dropped.
  const Message = JSON.stringify({
    ...deletionEvent,
    id: randomUUID(),
    time: new Date().toISOString(),
  }).replaceAll("recovery-point:abcd1234", `recovery-point:${randomUUID().slice(0, 8)}`);
  await new SNSClient(clientConfig(cloud)).send(new PublishCommand({ TopicArn: outputs.topic_arn, Message }));
  const deadline = Date.now() + parkingSeconds * 1000;
  while ((await deadLetterCount(scene)) === 0) {
    must(Date.now() < deadline, `no event reached the dead-letter queue within ${parkingSeconds} s`);
    await delay(200);
  }
};

/**
 * A webhook or token is revoked and replaced: an event from in between waits, is reported, and reaches Slack afterwards.
 * `says` is what the redrive prints.
 */
export const parkAndRedrive = async (scene: DeployedScene, says: string): Promise<void> => {
  const { step, workspace, cloud, slack, way } = scene;
  const after = slack.messages.length;
  const replacement = way.replaceSecret(slack);
  await step("the secret is revoked: an event is parked in the dead-letter queue", () => parkAnEvent(scene));
  await step("npm run doctor reports both, and what to do", () =>
    runDoctor(
      scene,
      1,
      way.isRevoked,
      `with \`npm run ${way.command} -- ${workspace.stage}`,
      "1 event in the dead-letter queue",
      `send it back with \`npm run redrive -- ${workspace.stage}`,
    ),
  );
  await step("npm run redrive says why it was parked, warns, and moves nothing without consent", async () => {
    const warning = [`1 x ${way.parkedBecause}`, "The events would"];
    await workspace.npm("redrive", { exitCode: 2, says: warning });
    must((await deadLetterCount(scene)) === 1, "the event is no longer in the dead-letter queue");
  });
  await step("the secret is replaced, and npm run redrive delivers the event to Slack", async () => {
    await workspace.npm(way.command, { input: `${replacement}\n` });
    await workspace.npm("redrive", { args: ["--yes"], says: [says] });
    await awaitMessage(cloud, slack, {
      title: "Recovery point deleted manually",
      says: ["eu-west-1"],
      after,
    });
    must((await deadLetterCount(scene)) === 0, "the event is still in the dead-letter queue");
  });
};
