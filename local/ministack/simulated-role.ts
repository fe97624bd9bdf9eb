import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { accountRootConfig } from "./account-root";

/** The role that lacks a permission, according to the emulator's denial. An explicit deny is not a lack. */
export const lackingRoleIn = (denial: string): string | undefined => {
  const match =
    /User: arn:aws:sts::(\d+):assumed-role\/([^/]+)\/\S+ is not authorized .*because no identity-based policy/i.exec(
      denial,
    );
  return match === null ? undefined : `arn:aws:iam::${match[1]}:role/${match[2]}`;
};

/** The account of a role. */
export const accountOfRole = (roleArn: string): string => roleArn.split(":")[4] ?? "";

/** Whether a role's policies allow an action on each of these resources. */
export const isAllowed = async (
  emulatorUrl: string,
  roleArn: string,
  action: string,
  resources: readonly string[],
): Promise<boolean> => {
  const iam = new IAMClient(accountRootConfig(emulatorUrl, accountOfRole(roleArn)));
  const decisions = resources.map(async (resource) => {
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [action],
        ResourceArns: [resource],
      }),
    );
    return EvaluationResults?.[0]?.EvalDecision === "allowed";
  });
  return (await Promise.all(decisions)).every((allowed) => allowed);
};
