import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stackIdOf, stateKeyOf } from "../../src/outputs";
import { type Repository, readRepository, subjectsOf, trustPolicyFor } from "../ci/github-subject";
import { type PolicyName, type PolicyPlace, readPolicy } from "../ci/policies";
import type { Context } from "../program/context";
import { wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { caller } from "../stack/caller-identity";
import { locatedBy, type SynthesizedStack, synthesize } from "../stack/synthesized-stack";

type CiRolesRequest = StageRequest<{
  readonly repository: string | undefined;
  readonly "repository-ids": string | undefined;
  readonly environment: string | undefined;
  readonly "state-bucket": string | undefined;
  readonly "state-key": string | undefined;
  readonly "state-region": string | undefined;
}>;

/** A role of the pipeline: who may assume it, and what it may do. */
type CiRole = {
  readonly name: string;
  /** Ends the subject of the tokens that may assume it. */
  readonly use: string;
  readonly policies: readonly PolicyName[];
};

const hasCopyVaults = (vaults: SynthesizedStack["vaults"]): boolean =>
  vaults.some(({ region }) => region !== undefined);

/** Not named like the stage's roles, which the applying role may change. */
const rolesOf = (
  stage: string,
  environment: string,
  {
    vaults,
    hasLock,
    hasAccessPolicy,
    hasAirGappedVault,
    receivesCopies,
    hasTestWorkload,
    hasWatch,
    hasRestoreTests,
  }: SynthesizedStack,
): readonly CiRole[] => [
  {
    name: `ci-${stackIdOf(stage)}-plan`,
    use: "pull_request",
    policies: [
      "read",
      ...(hasCopyVaults(vaults) ? (["copies-read"] as const) : []),
      ...(hasTestWorkload ? (["test-workload-read"] as const) : []),
      ...(hasWatch ? (["watch-function-read"] as const) : []),
      ...(hasRestoreTests ? (["restore-tests-read"] as const) : []),
      "state-read",
    ],
  },
  {
    name: `ci-${stackIdOf(stage)}-apply`,
    use: `environment:${environment.replaceAll(":", "%3A")}`,
    policies: [
      ...(["read", "watch", "operate", "change"] as const),
      ...(hasLock || hasAccessPolicy || hasAirGappedVault || receivesCopies ? (["protection"] as const) : []),
      ...(hasCopyVaults(vaults) ? (["copies"] as const) : []),
      ...(hasTestWorkload ? (["test-workload"] as const) : []),
      ...(hasWatch ? (["watch-function-read", "watch-function"] as const) : []),
      ...(hasRestoreTests ? (["restore-tests-read", "restore-tests"] as const) : []),
      ...(["state-read", "state-write"] as const),
    ],
  },
];

const placeOf = async (
  { stage, flags, ...request }: CiRolesRequest,
  synthesized: SynthesizedStack,
  context: Context,
): Promise<PolicyPlace> => {
  const { region = "us-east-1" } = locatedBy({ stage, ...request }, synthesized);
  const { partition, accountId } = await caller(region, context);
  // Where the stage's own Terraform looks for the state. STATE_BUCKET and STATE_REGION are in it.
  const { state } = synthesized;
  const bucket = flags["state-bucket"] ?? state?.bucket;
  if (bucket === undefined) {
    throw wrongUsage(
      "--state-bucket is missing; a pipeline has no folder that keeps Terraform's state, so name the S3 bucket that does, such as --state-bucket example-state",
    );
  }
  return {
    partition,
    accountId,
    region,
    stage,
    vaultName: synthesized.vaults.find(({ region }) => region === undefined)?.name ?? stackIdOf(stage),
    rolePath: synthesized.rolePath,
    state: {
      bucket,
      region: flags["state-region"] ?? state?.region ?? region,
      key: flags["state-key"] ?? state?.key ?? stateKeyOf({ stage, accountId, region }),
    },
  };
};

/** Writes a role's policies, and returns the commands that make the role of them. */
const writeRole = async (
  { name, use, policies }: CiRole,
  folder: string,
  { repository, place, context }: { repository: Repository; place: PolicyPlace; context: Context },
): Promise<readonly string[]> => {
  const write = async (file: string, text: string): Promise<string> => {
    await writeFile(join(context.projectDir, folder, file), `${text}\n`);
    return `file://${folder}/${file}`;
  };
  const trust = await write(`${name}-trust.json`, trustPolicyFor(subjectsOf(repository, use), place));
  const commands = [`aws iam create-role --role-name ${name} --assume-role-policy-document ${trust}`];
  for (const policy of policies) {
    const document = await write(
      `${name}-${policy}.json`,
      await readPolicy(policy, place, context.projectDir),
    );
    const arn = `arn:${place.partition}:iam::${place.accountId}:policy/${name}-${policy}`;
    commands.push(
      `aws iam create-policy --policy-name ${name}-${policy} --policy-document ${document}`,
      `aws iam attach-role-policy --role-name ${name} --policy-arn ${arn}`,
    );
  }
  return commands;
};

/** Writes the policies of the two roles of a pipeline, and the commands that make them. Changes nothing in AWS. */
export const ciRoles = async (request: CiRolesRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const { stage, flags } = request;
  const repository = readRepository(flags.repository, flags["repository-ids"]);
  const synthesized = await terminal.step(`Reading stage ${stage}`, () => synthesize(request, context));
  const place = await placeOf(request, synthesized, context);
  const { partition, accountId, region, state } = place;
  const folder = join("build", "ci-roles", stage);
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const roles = rolesOf(stage, flags.environment ?? "production", synthesized);
  const commands = ["set -eu"];
  for (const role of roles) commands.push(...(await writeRole(role, folder, { repository, place, context })));
  const script = join(folder, "create.sh");
  await writeFile(join(context.projectDir, script), `${commands.join("\n")}\n`);
  const roleArn = (name: string | undefined): string => `arn:${partition}:iam::${accountId}:role/${name}`;
  if (repository.ids === undefined) {
    terminal.warn(
      `Repositories that are created, renamed or transferred since 2026-07-15 have numbers in their tokens: for such a one, run this again with --repository-ids, as \`gh api repos/${repository.name} --jq '"\\(.owner.id)/\\(.id)"'\` prints them.`,
    );
  }
  for (const line of [
    `Wrote the policies of two roles into ${folder}. Nothing was changed in AWS.`,
    "",
    "An administrator reads them, and runs in this folder:",
    "  aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com   # once an account",
    `  sh ${script}`,
    "",
    `Then set the variables of ${repository.name} (Settings, Secrets and variables, Actions, Variables):`,
    `  DEPLOY_STAGE       ${stage}`,
    `  AWS_REGION         ${region}`,
    `  PLAN_ROLE_ARN      ${roleArn(roles[0]?.name)}`,
    `  APPLY_ROLE_ARN     ${roleArn(roles[1]?.name)}`,
    `  STATE_BUCKET       ${state?.bucket}`,
    `  STATE_REGION       ${state?.region}`,
    "",
    `and make the environment ${flags.environment ?? "production"} with the people who must approve (Settings, Environments).`,
  ]) {
    terminal.say(line);
  }
};
