import {
  CreateRoleCommand,
  EntityAlreadyExistsException,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { accountRootConfig } from "../../local/ministack/account-root";
import type { DeployedScene } from "../scene";
import { breakGlassRoleName } from "../stages/e2e-vault";

const statement = (more: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });

/** The scene with a session of the only role that may delete what is in the vault; the account gets that role where it has none. */
export const asBreakGlassRole = async (scene: DeployedScene): Promise<DeployedScene> => {
  const { step, cloud, outputs, workspace } = scene;
  const { account_id: accountId } = outputs;
  const config = accountRootConfig(cloud.gateway.url, accountId);
  const RoleName = breakGlassRoleName;
  const session = await step("a session of the break-glass role", async () => {
    const iam = new IAMClient(config);
    const root = { AWS: `arn:aws:iam::${accountId}:root` };
    const AssumeRolePolicyDocument = statement({ Principal: root, Action: "sts:AssumeRole" });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })).catch((error: unknown) => {
      // Another stage of the account has made it.
      if (!(error instanceof EntityAlreadyExistsException)) throw error;
    });
    const PolicyDocument = statement({ Action: "*", Resource: "*" });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "everything", PolicyDocument }));
    const RoleArn = `arn:aws:iam::${accountId}:role/${RoleName}`;
    return new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "incident" }));
  });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = session.Credentials ?? {};
  const variables = {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
  return { ...scene, workspace: workspace.withVariables(variables) };
};
