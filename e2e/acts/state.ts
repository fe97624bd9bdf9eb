import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { accountRoot } from "../../local/ministack/account-root";
import { stackIdOf, stateKeyOf } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { readOutputs } from "../deployed";
import { must } from "../expectations";
import type { DeployedScene, Scene } from "../scene";
import type { Workspace } from "../workspace";

const { accountId, region } = accountRoot;

/** The bucket that `npm run state-bucket` makes. */
export const stateBucketName = `backup-notifications-state-${accountId}-${region}`;

/** What lets a stage without `state` keep it there. */
export const inBucket = { STATE_BUCKET: stateBucketName, STATE_REGION: region };

const args = ["--yes", "--", "--skip-provider-lock"];

/** Makes the bucket of the states, and finds it as it should be. */
export const makeStateBucket = async ({ step, workspace }: Scene): Promise<void> => {
  const run = (...says: readonly string[]) =>
    workspace.npm("state-bucket", { operands: [region], args: ["--yes"], says });
  await step("npm run state-bucket makes the bucket, and then finds nothing to do", async () => {
    await run(`Bucket ${stateBucketName} can keep states.`, `state: { bucket: "${stateBucketName}"`);
    await run("is as it should be. Nothing to do.");
  });
};

/** What AWS would hand over to a second state without an error. */
const adoptable =
  /^aws_(?:sns|sqs|cloudwatch_(?:event|metric_alarm|dashboard)|backup_vault_notifications|lambda|dynamodb)/;

/** A second clone, whose stage file names no bucket: nothing there takes over what the first one has deployed. */
export const cloneWithoutState = async ({ step, workspace }: DeployedScene): Promise<Workspace> => {
  const { stage } = workspace;
  const clone = await workspace.clone(`${stage}-second-clone`);
  await step("npm run deploy in a clone without the state is refused", () =>
    clone.npm("deploy", {
      args,
      exitCode: 1,
      says: [`stage ${stage} is deployed in`, "its state is not here"],
    }),
  );
  await step("plain cdktf deploy fails there, and adopts nothing", async () => {
    const flags = ["--auto-approve", "--skip-provider-lock"];
    await clone.cdktf(["deploy", stackIdOf(stage), ...flags], { exitCode: 1 });
    const { output } = await clone.terraform(["state", "list"]);
    const adopted = output.split("\n").filter((address) => adoptable.test(address));
    must(adopted.length === 0, `its state now holds ${adopted.join(", ")}`);
    // What it has made itself, such as a second key.
    await clone.cdktf(["destroy", stackIdOf(stage), ...flags]);
  });
  return clone;
};

/** The scene in which the first clone's state is in the bucket. */
export const moveState = async (scene: DeployedScene): Promise<DeployedScene> => {
  const workspace = scene.workspace.withVariables(inBucket);
  const says = [
    `The state is in s3://${stateBucketName}/`,
    "The file is kept as",
    "Delivered: Slack answered 200",
  ];
  await scene.step("npm run deploy -- --migrate-state moves the state into the bucket", () =>
    workspace.npm("deploy", { args: ["--migrate-state", ...args], says }),
  );
  return { ...scene, workspace, outputs: await readOutputs(workspace) };
};

/** The scene in the second clone, whose stage now names the bucket too, and which has the lock file of the providers. */
export const withSharedState = async (scene: DeployedScene, clone: Workspace): Promise<DeployedScene> => {
  const lock = ".terraform.lock.hcl";
  const stack = join("cdktf.out", "stacks", stackIdOf(clone.stage));
  await copyFile(join(scene.workspace.directory, stack, lock), join(clone.directory, lock));
  return { ...scene, workspace: clone.withVariables(inBucket) };
};

/** A lock that someone else holds is one sentence. */
export const refuseWhileLocked = async ({ step, workspace, cloud }: DeployedScene): Promise<void> => {
  const { stage } = workspace;
  const s3 = new S3Client(clientConfig(cloud));
  const key = stateKeyOf({ stage, accountId, region });
  const lock = { Bucket: stateBucketName, Key: `${key}.tflock` };
  // As Terraform 1.11 writes it.
  const Body = JSON.stringify({
    ID: "5a1c2b3d-0000-4000-8000-000000000000",
    Operation: "OperationTypeApply",
    Info: "",
    Who: "ci@runner",
    Version: "1.11.4",
    Created: "2026-11-27T08:00:00.123Z",
    Path: `${stateBucketName}/${key}`,
  });
  await step("npm run deploy and cleanup while someone else holds the lock: one sentence", async () => {
    await s3.send(new PutObjectCommand({ ...lock, Body }));
    const who =
      "is locked: ci@runner runs terraform apply since 2026-11-27 08:00:00 UTC, so nothing was changed";
    const { output } = await workspace.npm("deploy", { args, exitCode: 1, says: [who] });
    must(!output.includes("Error acquiring"), "it shows Terraform's own text");
    await workspace.npm("cleanup", {
      args,
      exitCode: 1,
      says: ["is locked: ci@runner", "nothing was deleted"],
    });
    await s3.send(new DeleteObjectCommand(lock));
  });
};

/** The same folder, asked for another Region: its state is another object, which does not exist, and nothing moves there. */
export const askInAnotherRegion = async ({ step, workspace, cloud }: DeployedScene): Promise<void> => {
  const { stage } = workspace;
  const other = "us-west-2";
  await step("npm run send-test in another Region: not deployed there, and no state is moved", async () => {
    const says = [`stage ${stage} is not deployed`];
    // The role may read the state of its Region only.
    const { accessKeyId, secretAccessKey } = accountRoot.credentials;
    const asRoot = workspace.withVariables({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: "",
    });
    await asRoot.npm("send-test", { operands: [stage, other], exitCode: 1, says });
    const { Contents = [] } = await new S3Client(clientConfig(cloud)).send(
      new ListObjectsV2Command({ Bucket: stateBucketName }),
    );
    const keys = Contents.map(({ Key }) => Key);
    must(
      keys.join() === stateKeyOf({ stage, accountId, region }),
      `the bucket holds ${keys.join(", ")}, expected the state of ${region} only`,
    );
  });
};
