import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { accountRoot } from "../../local/ministack/account-root";
import { stackIdOf } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { must } from "../expectations";
import type { Scene } from "../scene";
import { inBucket, stateBucketName } from "./state";

const arguments_ = ["--repository", "example/backups", "--state-bucket", stateBucketName];

/** Who may assume the role here: the emulator has no tokens of GitHub. */
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountRoot.accountId}:root` },
      Action: "sts:AssumeRole",
    },
  ],
});

/**
 * A scene whose commands run as a role with exactly the policies that `npm run ci-roles` writes for who plans or applies. The emulator
 * enforces them, as far as it knows the actions.
 */
const asRole = async (scene: Scene, job: "plan" | "apply"): Promise<Scene> => {
  const { step, workspace, cloud } = scene;
  return step(`a role with the documented policies of who may ${job}, and no others`, async () => {
    await workspace.npm("ci-roles", { args: arguments_, says: ["Nothing was changed in AWS."] });
    const folder = join(workspace.directory, "build", "ci-roles", workspace.stage);
    const RoleName = `ci-${stackIdOf(workspace.stage)}-${job}`;
    const files = (await readdir(folder)).filter(
      (file) => file.startsWith(`${RoleName}-`) && !file.endsWith("-trust.json"),
    );
    must(files.length > 0, `${folder} holds no policy of ${RoleName}`);
    const iam = new IAMClient(clientConfig(cloud));
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    for (const file of files) {
      const PolicyDocument = await readFile(join(folder, file), "utf8");
      const PolicyName = file.replace(/\.json$/, "");
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
    }
    const { Credentials } = await new STSClient(clientConfig(cloud)).send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "pipeline" }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    return {
      ...scene,
      workspace: workspace.withVariables({
        AWS_ACCESS_KEY_ID: AccessKeyId,
        AWS_SECRET_ACCESS_KEY: SecretAccessKey,
        AWS_SESSION_TOKEN: SessionToken,
      }),
    };
  });
};

export const asDeployer = (scene: Scene): Promise<Scene> => asRole(scene, "apply");

/** What the workflow's plan of a pull request runs, as the role that may only read. */
export const planForPullRequest = async (scene: Scene): Promise<void> => {
  const { step, workspace: own } = await asRole(scene, "plan");
  // A pipeline has a clone of its own, and no file with the state.
  const workspace = (await own.clone(`${own.stage}-pipeline`)).withVariables(inBucket);
  await step("npm run plan: there are changes, and a page for the pull request", async () => {
    const page = "build/plan.md";
    await workspace.npm("plan", {
      args: ["--markdown", page],
      exitCode: 3,
      says: ["Nothing that holds backups is touched."],
    });
    const text = await readFile(join(workspace.directory, page), "utf8");
    must(
      /^```\nadd {6}.*1 vault\b/m.test(text),
      `${page} does not begin with what would be added: ${text.slice(0, 200)}`,
    );
    must(text.includes("<details>"), `${page} does not hold the whole plan`);
  });
};
