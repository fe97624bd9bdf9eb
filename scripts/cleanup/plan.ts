import { BackupClient } from "@aws-sdk/client-backup";
import { copyRegionOf } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { storedSecretNames } from "../slack/secret-parameter";
import type { Target } from "../stack/commands";
import { checkAccountAndRegion } from "../stack/deployed-stack";
import { type DeployedResource, readDeployment, readResources } from "../stack/deployment";
import { checkNotInAws } from "../stack/stage-in-aws";
import { locatedBy, synthesize } from "../stack/synthesized-stack";
import { checkNotLocked } from "../state/lock";
import { emptyVault, readVaultContents, type VaultContents } from "../vault/own-vault";
import { readVaultProtection } from "../vault/vault-protection";
import { type Agreement, absent, agree, type Sources, vaultNameIn } from "./agreement";
import { type CopySources, copySourcesOf } from "./copy-vaults";
import { findLeftSettings, type LeftSetting } from "./left-settings";
import { type Leftovers, leftoversOf, withSecrets } from "./leftovers";
import { checkAirGappedVaults, checkProtection } from "./protected-vault";
import { describeQueues } from "./queue-contents";
import { sourcesOf, vaultIn } from "./sources";
import { describeTestRestores } from "./test-restores";
import { readVaultOwner } from "./vault-owner";

export type CleanupRequest = StageRequest<{ readonly yes: boolean; readonly "keep-stack": boolean }>;

/** What may be deleted, as everything that knows the stage's vault agrees. */
export type Agreed = Exclude<Agreement, { readonly kind: "refuse" }>;

/** A vault for copies in another Region, and what of it may be deleted. */
export type AgreedCopies = CopySources & { readonly agreed: Agreed; readonly contents?: VaultContents };

/** What will be deleted, once the operator agrees. */
export type Plan = {
  readonly isDeployed: true;
  readonly leftovers: Leftovers;
  readonly sources: Omit<Sources, "aws">;
  readonly agreed: Agreed;
  /** What the vault to empty holds. */
  readonly contents?: VaultContents;
  /** The vaults for copies in other Regions. */
  readonly copies: readonly AgreedCopies[];
  /** What the queues hold, one line each. */
  readonly queues: readonly string[];
  /** What restore tests made and AWS Backup has not deleted, one line each. */
  readonly testRestores: readonly string[];
  /** Existing vaults that outputs or stage file name. */
  readonly existingVaultNames: readonly string[];
  /** Notification settings of existing vaults that stay as they are. */
  readonly leftSettings: readonly LeftSetting[];
  /** Addresses of locks that nobody can remove: they go with the empty vault. */
  readonly permanentLocks: readonly string[];
  /** A key that is not the stage's. Absent where the stack made its key. */
  readonly existingKeyArn?: string;
};

/** Nothing is deployed, as both Terraform's state here and AWS say. Secrets may exist: they are not in the state. */
export type NotDeployed = {
  readonly isDeployed: false;
  readonly secretNames: readonly string[];
  readonly region?: string;
};

/** A missing permission to list them must not stop the rest. */
export const findSecrets = async (
  stage: string,
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  try {
    return await storedSecretNames(stage, region, context);
  } catch (error) {
    context.terminal.warn(
      `It is not known whether SSM holds more secrets of stage ${stage} than those named here: ${explain(error)}.`,
    );
    return [];
  }
};

/**
 * What may be deleted, with AWS's present answers.
 * @throws Failure where two sources disagree, or one that is needed says nothing.
 */
const agreeWithAws = async (
  sources: Omit<Sources, "aws">,
  backup: BackupClient,
  consequence: string,
): Promise<Agreed> => {
  const name = vaultNameIn(sources);
  const aws =
    name === undefined
      ? { vault: absent, owner: absent }
      : await readVaultOwner(backup, { name, isInState: sources.state.kind === "value" });
  const agreement = agree({ ...sources, aws });
  if (agreement.kind !== "refuse") return agreement;
  throw new Failure(`${consequence}: ${agreement.reason}`);
};

const backupIn = (region: string | undefined, context: Context): BackupClient =>
  connect(BackupClient, context.awsConfig(region));

const locksIn = (resources: readonly DeployedResource[], copyRegion?: string): readonly string[] =>
  resources.flatMap(({ type, address }) =>
    type === "aws_backup_vault_lock_configuration" && copyRegionOf(address) === copyRegion ? [address] : [],
  );

/** What the vault holds, once it is certain that it can be emptied. */
const contentsOf = async (
  agreed: Agreed,
  backup: BackupClient,
  target: Target,
  context: Context,
): Promise<{ readonly contents?: VaultContents; readonly hasPermanentLock: boolean }> => {
  if (agreed.kind !== "delete") return { hasPermanentLock: false };
  const { name } = agreed.vault;
  const contents = await readVaultContents(backup, name);
  const protection = await readVaultProtection(backup, name);
  await checkProtection({ name, contents, protection }, target, context);
  const { immutableFrom } = protection.lock ?? {};
  return {
    contents,
    hasPermanentLock: immutableFrom !== undefined && immutableFrom.getTime() <= context.clock.now(),
  };
};

type Found = { readonly target: Target; readonly resources: readonly DeployedResource[] };

/** A vault for copies as everything agrees on it, and the locks that nobody can remove. */
const copiesOf = async (
  copies: CopySources,
  { target, resources }: Found,
  context: Context,
): Promise<AgreedCopies & { readonly permanentLocks: readonly string[] }> => {
  const { region, sources } = copies;
  const backup = backupIn(region, context);
  const agreed = await agreeWithAws(
    sources,
    backup,
    `nothing was deleted, because of the copies in ${region}`,
  );
  const { hasPermanentLock, ...held } = await contentsOf(agreed, backup, target, context);
  return { ...copies, agreed, ...held, permanentLocks: hasPermanentLock ? locksIn(resources, region) : [] };
};

/**
 * Reads what is left of a stage, and what of it may be deleted.
 * @throws Failure where that is not certain.
 */
export const makePlan = async (request: CleanupRequest, context: Context): Promise<Plan | NotDeployed> => {
  const { stage, flags } = request;
  const synthesized = await synthesize(request, context);
  const deployment = await readDeployment(request, context, synthesized);
  const asked = locatedBy(request, synthesized);
  const { region: askedRegion } = asked;
  if (deployment.state === "none") {
    await checkNotInAws(asked, context);
    const secretNames = await findSecrets(stage, askedRegion, context);
    return { isDeployed: false, secretNames, ...(askedRegion !== undefined && { region: askedRegion }) };
  }
  const known = leftoversOf(deployment, stage, synthesized.furtherChannels);
  await checkAccountAndRegion(known, request, "cleanup", context);
  await checkNotLocked(synthesized.state, asked, context);
  const region = known.region ?? askedRegion;
  const located = { ...known, ...(region !== undefined && { region }) };
  const resources =
    deployment.state === "partial" ? deployment.resources : await readResources(request, context);
  const sources = sourcesOf(stage, deployment.outputs, resources, synthesized);
  const backup = backupIn(region, context);
  const agreed = await agreeWithAws(sources, backup, "nothing was deleted");
  const keepsStack = flags["keep-stack"];
  if (!keepsStack) await checkAirGappedVaults(resources, backup);
  const existing = [sources.outputs.existingVaults, sources.file.existingVaults];
  const target = { stage, ...(region !== undefined && { region }) };
  const { hasPermanentLock, ...held } = await contentsOf(agreed, backup, target, context);
  const copies: Awaited<ReturnType<typeof copiesOf>>[] = [];
  for (const one of copySourcesOf(sources, deployment.outputs, resources, synthesized)) {
    copies.push(await copiesOf(one, { target, resources }, context));
  }
  const permanentLocks = [
    ...(hasPermanentLock ? locksIn(resources) : []),
    ...copies.flatMap((one) => one.permanentLocks),
  ];
  return {
    isDeployed: true,
    leftovers: keepsStack ? located : withSecrets(located, await findSecrets(stage, region, context)),
    sources,
    agreed,
    queues: keepsStack ? [] : await describeQueues(resources, region, context),
    testRestores: keepsStack ? [] : await describeTestRestores(resources, region, context),
    existingVaultNames: [
      ...new Set(existing.flatMap((names) => (names.kind === "value" ? names.value : []))),
    ],
    leftSettings: keepsStack ? [] : await findLeftSettings(resources, stage, backup),
    ...(synthesized.existingKey && { existingKeyArn: synthesized.existingKey.arn }),
    permanentLocks: keepsStack ? [] : permanentLocks,
    copies,
    ...held,
  };
};

/** The plan after a destruction stopped halfway: it may have deleted the vault, whose name is free again. */
export const agreeAgain = async (plan: Plan, target: Target, context: Context): Promise<Plan> => {
  const resources = await readResources(target, context);
  const again = async <Known extends Pick<Plan, "sources" | "agreed">>(
    known: Known,
    region: string | undefined,
    copyRegion?: string,
  ): Promise<Known> => {
    const sources = { ...known.sources, state: vaultIn(resources, copyRegion) };
    const agreed = await agreeWithAws(sources, backupIn(region, context), "there is no second attempt");
    return { ...known, sources, agreed };
  };
  const copies: AgreedCopies[] = [];
  for (const one of plan.copies) copies.push(await again(one, one.region, one.region));
  return { ...(await again(plan, plan.leftovers.region)), copies };
};

/** The vaults on which everything agrees, the stage's own first: while it has recovery points, copies of them can follow. */
export const agreedVaultsOf = ({ agreed, leftovers, copies }: Plan) =>
  [{ agreed, region: leftovers.region }, ...copies].flatMap(({ agreed: one, region }) =>
    one.kind === "delete" ? [{ vault: one.vault, region }] : [],
  );

/** Deletes what the vaults hold, where everything agrees on them. */
export const emptyAgreedVaults = async (plan: Plan, context: Context): Promise<void> => {
  for (const { vault, region } of agreedVaultsOf(plan)) {
    await emptyVault(backupIn(region, context), vault.name, context);
  }
};
