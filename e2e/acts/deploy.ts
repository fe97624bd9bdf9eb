import { readOutputs } from "../deployed";
import { awaitMessage, must, mustExit, mustSay } from "../expectations";
import type { DeployedScene, Scene } from "../scene";

// Checksums for every platform come from the registry, which a closed network does not reach.
const deployArguments = ["--yes", "--", "--skip-provider-lock"];

/** Deploys, and stores the webhook or token through a pipe, as in CI. */
export const deployAndConnect = async (scene: Scene): Promise<DeployedScene> => {
  const { step, workspace, slack, way } = scene;
  await step("npm run deploy", async () => {
    await mustSay(await mustExit(await workspace.npm("deploy", deployArguments)), way.asksFor);
  });
  const outputs = await step("the outputs are complete", () => readOutputs(workspace));
  await step(`npm run ${way.command}, through a pipe`, async () => {
    const secret = way.secretOf(slack);
    const { output } = await mustExit(await workspace.npm(way.command, [], `${secret}\n`));
    must(!output.includes(secret), "it printed the secret");
  });
  return { ...scene, outputs };
};

/** `aws_sqs_queue.queue will be updated in-place`, as Terraform prints its changes. */
const plannedChanges = (output: string): readonly string[] =>
  [...output.matchAll(/# (\S+) .*?((?:will|must) be .+)/g)].map(([, address, what]) => `${address} ${what}`);

/** The second deployment changes nothing, and sends a test message. */
export const deployAgain = async ({ step, workspace, cloud, slack }: DeployedScene): Promise<void> => {
  await step("npm run deploy again: no changes, and a test message", async () => {
    const after = slack.messages.length;
    const result = await mustExit(await workspace.npm("deploy", deployArguments));
    const changes = plannedChanges(result.output);
    must(changes.length === 0, `the second deployment changes something: ${changes.join("; ")}`);
    await mustSay(result, "No changes.", "Delivered: Slack answered 200");
    await awaitMessage(cloud, slack, { title: "Test message", says: [workspace.stage], after });
  });
};

/** Deploys a changed stage. */
export const deployChanged = async ({ workspace }: Scene): Promise<void> => {
  await mustExit(await workspace.npm("deploy", deployArguments));
};

export const sendTest = async ({ step, workspace, cloud, slack, way }: DeployedScene): Promise<void> => {
  await step("npm run send-test", async () => {
    const after = slack.messages.length;
    const { output } = await mustSay(
      await mustExit(await workspace.npm("send-test")),
      "Delivered: Slack answered 200",
    );
    must(!output.includes(way.secretOf(slack)), "it printed the secret");
    await awaitMessage(cloud, slack, { title: "Test message", says: [workspace.stage], after });
  });
};
