import type { CommandResult } from "../../local/run/commands";
import { readOutputs } from "../deployed";
import { awaitMessage, must, mustSay } from "../expectations";
import type { DeployedScene, Scene } from "../scene";

// Checksums for every platform come from the registry, which a closed network does not reach.
const args = ["--yes", "--", "--skip-provider-lock"];

/** Deploys, and stores the webhook or token through a pipe, as in CI. */
export const deployAndConnect = async (
  scene: Scene,
  { flags = [], says = [] }: { readonly flags?: readonly string[]; readonly says?: readonly string[] } = {},
): Promise<DeployedScene> => {
  const { step, workspace, slack, way } = scene;
  await step(["npm run deploy", ...flags].join(" "), () =>
    workspace.npm("deploy", { args: [...flags, ...args], says: [way.asksFor, ...says] }),
  );
  const outputs = await step("the outputs are complete", () => readOutputs(workspace));
  await step(`npm run ${way.command}, through a pipe`, () => {
    const secret = way.secretOf(slack);
    return workspace.npm(way.command, { input: `${secret}\n`, secret });
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
    const result = await workspace.npm("deploy", { args: ["--plan", ...args] });
    const changes = plannedChanges(result.output);
    must(changes.length === 0, `the second deployment changes something: ${changes.join("; ")}`);
    await mustSay(result, "No changes.", "Delivered: Slack answered 200");
    await awaitMessage(cloud, slack, { title: "Test message", says: [workspace.stage], after });
  });
};

/** Deploys a changed stage. */
export const deployChanged = ({ workspace }: Scene): Promise<CommandResult> =>
  workspace.npm("deploy", { args });

export const sendTest = async ({ step, workspace, cloud, slack, way }: DeployedScene): Promise<void> => {
  await step("npm run send-test", async () => {
    const after = slack.messages.length;
    const says = ["Delivered: Slack answered 200"];
    await workspace.npm("send-test", { says, secret: way.secretOf(slack) });
    await awaitMessage(cloud, slack, { title: "Test message", says: [workspace.stage], after });
  });
};
