import { z } from "zod";
import { type ServiceCall, type Verdict, verdictOf } from "../../ministack/resource-policy";
import type { Caller } from "./caller";
import { BackupError, invalidParameter, notFound } from "./errors";
import { type Service, vaultOf } from "./service";
import type { Vault } from "./vault";
import { parseBody } from "./wire/body";
import { type Call, type Route, route } from "./wire/route";

/** The only action that a vault can allow to other accounts. (AWS Backup Developer Guide, Vault access policies) */
const copyInto = "backup:CopyIntoBackupVault";

type Attempt = Pick<ServiceCall, "action" | "resource"> & { readonly organizationId?: string | undefined };

/** What a vault's access policy says of someone's call. */
const verdictFor = (
  { accessPolicy }: Vault,
  { accountId, principalArn }: Omit<Caller, "arn">,
  { action, resource, organizationId }: Attempt,
): Verdict =>
  accessPolicy === undefined
    ? "nothing"
    : verdictOf(accessPolicy, {
        service: principalArn,
        action,
        resource,
        hasWholeContext: true,
        context: {
          "aws:PrincipalArn": principalArn,
          "aws:PrincipalAccount": accountId,
          ...(organizationId !== undefined && { "aws:PrincipalOrgID": organizationId }),
          "aws:SecureTransport": "true",
        },
      });

const nameIn = (body: unknown, field: string): string | undefined => {
  const value: unknown = Object(body)[field];
  return typeof value === "string" ? value : undefined;
};

/** The vault that a call is about: its path names it, or the body of a job's start. */
const vaultIn = ({ store }: Service, { params, body }: Call): Vault | undefined => {
  const point = store.recoveryPoints.get(nameIn(body, "RecoveryPointArn") ?? "");
  const name =
    params["vault"] ??
    nameIn(body, "BackupVaultName") ??
    nameIn(body, "SourceBackupVaultName") ??
    point?.vaultName;
  return name === undefined ? undefined : store.vaults.get(name);
};

/**
 * Refuses what the access policy of the vault denies the caller; what it does not mention is up to IAM.
 * (the words: issue 604 of ekristen/aws-nuke)
 */
export const checkAccess = (
  service: Service,
  call: Call,
  caller: Caller,
  attempt: Pick<ServiceCall, "action" | "resource">,
): void => {
  const vault = vaultIn(service, call);
  if (vault === undefined || verdictFor(vault, caller, attempt) !== "deny") return;
  throw new BackupError(
    "AccessDeniedException",
    `User: ${caller.arn} is not authorized to perform: ${attempt.action} on resource: ${attempt.resource} with an explicit deny in a resource-based policy`,
  );
};

/** Whether a role may copy into a vault: one of another account only where the vault's policy allows it. */
export const admitsCopies = (
  vault: Vault,
  role: { readonly accountId: string; readonly arn: string; readonly organizationId?: string | undefined },
  isOwnAccount: boolean,
): boolean => {
  const caller = { accountId: role.accountId, principalArn: role.arn };
  const attempt = { action: copyInto, resource: vault.arn, organizationId: role.organizationId };
  const verdict = verdictFor(vault, caller, attempt);
  return isOwnAccount ? verdict !== "deny" : verdict === "allow";
};

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const statementSchema = z.looseObject({
  Effect: z.string(),
  Action: oneOrMany.default([]),
  Principal: z.union([z.literal("*"), z.looseObject({ AWS: oneOrMany.optional() })]).optional(),
});

const documentSchema = z.object({
  Statement: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(statementSchema)),
});

type Statement = z.output<typeof statementSchema>;

/** Whether a statement lets another account do more than copy into the vault. */
const opensToOthers = ({ Effect, Action, Principal }: Statement, accountId: string): boolean => {
  const principals = Principal === "*" ? ["*"] : (Principal?.AWS ?? []);
  return (
    Effect === "Allow" &&
    Action.some((action) => action !== copyInto) &&
    principals.some((principal) => !principal.includes(accountId))
  );
};

const putAccessPolicy = ({ accountId }: Service, vault: Vault, policy: string | undefined): void => {
  if (policy === undefined) {
    vault.accessPolicy = undefined;
    return;
  }
  const invalid = (why: string) => invalidParameter(`Invalid access policy. ${why}`); // Inferred.
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw invalid("It must be a JSON document.");
  }
  const read = documentSchema.safeParse(document);
  if (!read.success)
    throw invalid(`${read.error.issues[0]?.path.join(".")}: ${read.error.issues[0]?.message}.`);
  const { Statement } = read.data;
  // Unlike in other policies. (AWS Backup Developer Guide, Vault access policies)
  if (Statement.some(({ Action }) => Action.some((action) => action.includes("*")))) {
    throw invalid("Wildcards are not supported in Action.");
  }
  if (Statement.some((statement) => opensToOthers(statement, accountId))) {
    // AWS's own. (pull request 1150 of rebuy-de/aws-nuke)
    throw invalidParameter(
      "The specified policy cannot be added to the vault due to cross-account sharing restrictions. Amend the policy or the vault's settings, then retry request",
    );
  }
  vault.accessPolicy = JSON.stringify(document);
};

const bodySchema = z.object({ Policy: z.string().optional() });

const path = "/backup-vaults/{vault}/access-policy";

export const accessPolicyRoutes: readonly Route[] = [
  route("PutBackupVaultAccessPolicy", `PUT ${path}`, (service, { params, body }) =>
    putAccessPolicy(service, vaultOf(service, params.vault), parseBody(bodySchema, body).Policy),
  ),
  route("GetBackupVaultAccessPolicy", `GET ${path}`, (service, { params }) => {
    const { name, arn, accessPolicy } = vaultOf(service, params.vault);
    if (accessPolicy === undefined) throw notFound(`Backup vault ${name} has no access policy.`); // Inferred.
    return { BackupVaultName: name, BackupVaultArn: arn, Policy: accessPolicy };
  }),
  route("DeleteBackupVaultAccessPolicy", `DELETE ${path}`, (service, { params }) => {
    vaultOf(service, params.vault).accessPolicy = undefined;
  }),
];
