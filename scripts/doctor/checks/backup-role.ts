import { GetRoleCommand, IAMClient, paginateListAttachedRolePolicies } from "@aws-sdk/client-iam";
import { allowsService } from "../../../local/ministack/resource-policy";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

export type RoleFacts = { readonly trustPolicy: string; readonly policyNames: readonly string[] };

const nameOf = (arn: string): string => arn.split("/").at(-1) ?? arn;

/** Judges the role that AWS Backup works with: it must be able to take it on, and may do its work with it. */
export const judgeRole = (
  role: RoleFacts | undefined,
  wantedPolicyNames: readonly string[],
  outputs: StackOutputs,
): Finding => {
  const { backup_role_arn, account_id } = outputs;
  const name = nameOf(backup_role_arn);
  if (role === undefined) return problem(`${name} does not exist`, deployAgain(outputs));
  const assumes = allowsService(role.trustPolicy, {
    service: "backup.amazonaws.com",
    action: "sts:AssumeRole",
    resource: backup_role_arn,
    context: { "aws:SourceAccount": account_id },
  });
  if (!assumes) return problem(`backup.amazonaws.com may not assume ${name}`, deployAgain(outputs));
  const missing = wantedPolicyNames.filter((wanted) => !role.policyNames.includes(wanted));
  if (missing.length > 0) return problem(`${name} lacks ${missing.join(", ")}`, deployAgain(outputs));
  return ok(`AWS Backup can work with ${name}`);
};

const readRole = async ({ outputs, aws }: DeployedStage): Promise<RoleFacts | undefined> => {
  const client = connect(IAMClient, aws);
  const RoleName = nameOf(outputs.backup_role_arn);
  const found = await unlessMissing(client.send(new GetRoleCommand({ RoleName })));
  if (found === undefined) return undefined;
  const policyNames: string[] = [];
  for await (const { AttachedPolicies } of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    policyNames.push(...(AttachedPolicies ?? []).map(({ PolicyName = "" }) => PolicyName));
  }
  // IAM encodes documents. (IAM API reference, GetRole)
  return { trustPolicy: decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? "{}"), policyNames };
};

/** No check without an own vault: then the roles are somebody else's. */
export const backupRoleChecks = (stage: DeployedStage): readonly Check[] => {
  const { outputs, wanted } = stage;
  if (outputs.backup_role_arn === "") return [];
  return [
    check("backup role", async () => judgeRole(await readRole(stage), wanted.managedPolicyNames, outputs)),
  ];
};
