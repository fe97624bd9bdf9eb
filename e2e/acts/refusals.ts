import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BackupClient, TagResourceCommand } from "@aws-sdk/client-backup";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { copyRegion } from "../../local/ministack/account-root";
import type { CommandResult } from "../../local/run/commands";
import { ownershipTag, stackIdOf } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { must } from "../expectations";
import type { DeployedScene } from "../scene";
import type { Workspace } from "../workspace";

/** Everything that must be the same after a refusal: the resources in the state, and the vault in AWS. */
const remainsOf = async ({ cloud, outputs, workspace }: DeployedScene): Promise<readonly string[]> => {
  const { output } = await workspace.terraform(["state", "list"]);
  const { backup } = cloud;
  const vault = backup.vaults().find(({ name }) => name === outputs.vault_name);
  return [
    ...output.trim().split("\n"),
    `notifications to ${vault?.notifications?.topicArn}`,
    ...backup
      .recoveryPoints()
      .flatMap(({ arn, vaultName, status }) =>
        vaultName === outputs.vault_name ? [`${arn} ${status}`] : [],
      ),
  ];
};

/** Runs what must be refused, and leave everything as it is. */
export const mustRefuse = async (
  scene: DeployedScene,
  run: (expected: { readonly exitCode: 1; readonly says: readonly string[] }) => Promise<CommandResult>,
  ...says: readonly string[]
): Promise<void> => {
  const before = await remainsOf(scene);
  await run({ exitCode: 1, says });
  const after = await remainsOf(scene);
  must(before.length > 40, `there were only ${before.length} resources and recovery points before`);
  must(
    after.join() === before.join(),
    `${before.length} resources and recovery points before, ${after.length} after`,
  );
};

/** A webhook that Slack does not know is not stored: the one that works stays. */
export const refuseDeadWebhook = async ({
  step,
  workspace,
  slack,
  outputs,
  cloud,
}: DeployedScene): Promise<void> => {
  const dead = slack.webhookUrl.replace(/[^/]+$/, "removed");
  const storedVersion = async (): Promise<number | undefined> => {
    const command = new GetParameterCommand({ Name: outputs.webhook_parameter_name });
    return (await new SSMClient(clientConfig(cloud)).send(command)).Parameter?.Version;
  };
  await step("npm run set-webhook refuses a dead webhook, and stores nothing", async () => {
    const before = await storedVersion();
    must(before !== undefined, "no webhook was stored before");
    const says = ["Slack rejects the webhook (no_service)", "nothing was stored"];
    await workspace.npm("set-webhook", { input: `${dead}\n`, exitCode: 1, says, secret: dead });
    const after = await storedVersion();
    must(after === before, `version ${before} was stored before, version ${after} after`);
  });
};

/** `cdktf destroy` of a protected stage stops at its plan; so does a deployment that would lose the vault. */
export const refuseToDestroy = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace } = scene;
  const destroy = ["destroy", stackIdOf(workspace.stage), "--auto-approve", "--skip-provider-lock"];
  // cdktf reads Terraform through a pseudoterminal and may lose its last lines: Terraform itself is asked for the reason.
  const planDestroy = ["plan", "-destroy", "-input=false", "-no-color"];
  await step("cdktf destroy is refused at its plan, with nothing changed", async () => {
    await mustRefuse(scene, (expected) => workspace.cdktf(destroy, expected));
    await workspace.terraform(planDestroy, { exitCode: 1, says: ["Instance cannot be destroyed"] });
  });
  await step("the vault leaves the stage file: npm run deploy refuses the plan", () =>
    mustRefuse(
      scene,
      (expected) =>
        workspace
          .withVariables({ E2E_VAULT: "removed" })
          .npm("deploy", { args: ["--yes", "--", "--skip-provider-lock"], ...expected }),
      // Terraform already refuses to plan without the provider of the copies' Region.
      `the plan destroys the vault for copies in ${copyRegion} and its key, so nothing was changed`,
    ),
  );
};

/** Runs something while an output in the state has another value. */
const withOutput = async <Result>(
  { directory }: Workspace,
  statePath: string,
  [name, value]: readonly [name: string, value: string],
  run: () => Promise<Result>,
): Promise<Result> => {
  const file = join(directory, statePath);
  const text = await readFile(file, "utf8");
  const state: { outputs: Record<string, { value: unknown }> } = JSON.parse(text);
  const output = state.outputs[name];
  if (output === undefined) throw new Error(`the state has no output ${name}`);
  output.value = value;
  await writeFile(file, JSON.stringify(state));
  try {
    return await run();
  } finally {
    await writeFile(file, text);
  }
};

/** Every disagreement about the vault: file, outputs, tag. */
export const refuseToCleanUp = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, outputs } = scene;
  const { stage, vault_name, vault_arn, state_path } = outputs;
  type Expected = Parameters<Parameters<typeof mustRefuse>[1]>[0];
  const cleanup = (expected: Expected, of = workspace) =>
    of.npm("cleanup", { args: ["--yes", "--", "--skip-provider-lock"], ...expected });
  const held = `nothing was deleted: Terraform's state holds vault ${vault_name}`;
  for (const change of ["removed", "existing"]) {
    await step(`npm run cleanup is refused where the stage file has no vault (${change})`, () =>
      mustRefuse(
        scene,
        (expected) => cleanup(expected, workspace.withVariables({ E2E_VAULT: change })),
        `${held}, and stages/${stage}.ts has no vault`,
      ),
    );
  }
  await step("npm run cleanup is refused where the outputs are of another stage", () =>
    mustRefuse(
      scene,
      (expected) => withOutput(workspace, state_path, ["stage", "other"], () => cleanup(expected)),
      `nothing was deleted: the outputs are of stage other, and the command names stage ${stage}`,
    ),
  );
  await step("npm run cleanup is refused where the outputs name the vault Default", () =>
    mustRefuse(
      scene,
      (expected) => withOutput(workspace, state_path, ["vault_name", "Default"], () => cleanup(expected)),
      `${held}, and the outputs name vault Default`,
    ),
  );
  const backup = new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });
  const setOwner = (owner: string) =>
    backup.send(new TagResourceCommand({ ResourceArn: vault_arn, Tags: { [ownershipTag]: owner } }));
  await step("npm run cleanup is refused where the vault's tag in AWS names another stage", async () => {
    await setOwner("other");
    await mustRefuse(
      scene,
      cleanup,
      `the command names stage ${stage}, and in AWS the tag ${ownershipTag} of vault ${vault_name} is other`,
    );
    await setOwner(stage);
  });
};
