import {
  type BackupClient,
  DescribeBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
} from "@aws-sdk/client-backup";
import { z } from "zod";
import { parseArn } from "../../handler/model/arn";
import { deletionPolicySid } from "../../src/outputs";
import { unlessMissing } from "../aws/missing";
import { lastPartOf } from "../aws/stage-arns";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";

/** What keeps recovery points in a vault. */
export type VaultProtection = {
  /** Its lock; with a date where nobody can remove it from then on. */
  readonly lock?: { readonly immutableFrom?: Date };
  /** The only role that may delete them, and the access policy. */
  readonly breakGlassRoleArn?: string;
  /** What AWS did not answer, and why. Not known is not unprotected: AWS then refuses a deletion itself. */
  readonly unread?: readonly string[];
};

/** A policy may hold one statement without a list. Others' statements may have any form. */
const policySchema = z.object({
  Statement: z.preprocess(
    (given) => (Array.isArray(given) ? given : [given]),
    z.array(z.looseObject({ Sid: z.string().optional() })),
  ),
});

const ownSchema = z.object({
  Condition: z.object({ ArnNotEquals: z.object({ "aws:PrincipalArn": z.string() }) }),
});

/**
 * The role in the stack's own statement of a vault's access policy; `undefined` where it has none.
 * @throws Failure where that statement does not name one role.
 */
export const breakGlassRoleIn = (policy: string | undefined): string | undefined => {
  if (policy === undefined) return undefined;
  const { Statement: statements } = policySchema.parse(JSON.parse(policy));
  const own = statements.find(({ Sid }) => Sid === deletionPolicySid);
  if (own === undefined) return undefined;
  const read = ownSchema.safeParse(own);
  if (read.success) return read.data.Condition.ArnNotEquals["aws:PrincipalArn"];
  throw new Failure(
    `statement ${deletionPolicySid} of the vault's access policy names no single role; someone changed it: restore it in AWS`,
  );
};

/** Whether a caller, as STS names it, has assumed a role. A session's ARN leaves out the role's path. (IAM User Guide, IAM identifiers) */
export const hasRole = (callerArn: string, roleArn: string): boolean => {
  const [caller, role] = [parseArn(callerArn), parseArn(roleArn)];
  const [kind, name] = caller?.resource.split("/") ?? [];
  return (
    kind === "assumed-role" &&
    caller?.accountId === role?.accountId &&
    name === lastPartOf(role?.resource ?? "")
  );
};

const lockOf = async (
  client: BackupClient,
  BackupVaultName: string,
): Promise<Pick<VaultProtection, "lock">> => {
  const { Locked, LockDate } = await client.send(new DescribeBackupVaultCommand({ BackupVaultName }));
  return Locked ? { lock: LockDate ? { immutableFrom: LockDate } : {} } : {};
};

const roleOf = async (
  client: BackupClient,
  BackupVaultName: string,
): Promise<Pick<VaultProtection, "breakGlassRoleArn">> => {
  const answer = await unlessMissing(client.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })));
  const breakGlassRoleArn = breakGlassRoleIn(answer?.Policy);
  return breakGlassRoleArn === undefined ? {} : { breakGlassRoleArn };
};

/** Reads what keeps recovery points in a vault. What AWS does not answer is marked as unread. */
export const readVaultProtection = async (
  client: BackupClient,
  vaultName: string,
): Promise<VaultProtection> => {
  const unread: string[] = [];
  const orUnread =
    (question: string) =>
    (error: unknown): VaultProtection => {
      unread.push(`${question}: ${explain(error)}`);
      return { unread };
    };
  const [lock, role] = await Promise.all([
    lockOf(client, vaultName).catch(orUnread("whether it is locked")),
    roleOf(client, vaultName).catch(orUnread("whether its access policy denies deletions")),
  ]);
  return { ...lock, ...role };
};
