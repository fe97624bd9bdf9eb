import { outputsSchema } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { checkStateBucket } from "../state/bucket-check";
import { callerAccountId } from "./caller-identity";
import { type Target, terraform, terraformName } from "./commands";
import { checkAccountAndRegion } from "./deployed-stack";
import { readDeployment } from "./deployment";
import { checkNotInAws } from "./stage-in-aws";
import { locatedBy, type SynthesizedStack, synthesize } from "./synthesized-stack";

/** Oldest versions that work: package.json's `engines`, and what cdktf's `moved` blocks need. */
const minimum = { node: "20.18", terraform: "1.5", stateLock: "1.10" } as const;

/** Whether a version such as `v20.20.2` or `1.11.4` is at least the given one. */
const isAtLeast = (version: string, least: string): boolean => {
  const numbers = (text: string): number[] => text.replace(/^v/, "").split(".").map(Number);
  const [major = 0, minor = 0] = numbers(version);
  const [leastMajor = 0, leastMinor = 0] = numbers(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
};

const checkNode = (version: string): void => {
  if (isAtLeast(version, minimum.node)) return;
  throw new Failure(`Node.js is ${version}; install ${minimum.node} or newer`);
};

const checkTerraform = async (target: Target, context: Context): Promise<string> => {
  const { stdout } = await terraform(["version", "-json"], target, context, context.projectDir);
  const version = /"terraform_version":\s*"([^"]+)"/.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Failure(
      `Terraform does not report its version (\`${terraformName(context.env)} version -json\`); install 1.5 or newer`,
    );
  }
  if (isAtLeast(version, minimum.terraform)) return version;
  throw new Failure(`Terraform is ${version}; install ${minimum.terraform} or newer`);
};

/** Older versions do not know the lock. (Terraform, S3 backend, use_lockfile) */
const checkLocks = (version: string, { state }: SynthesizedStack): void => {
  if (state === undefined || isAtLeast(version, minimum.stateLock)) return;
  throw new Failure(
    `Terraform is ${version}, which cannot lock the state in bucket ${state.bucket}; install ${minimum.stateLock} or newer`,
  );
};

/** A stage that is only partially deployed has a place, too. */
const location = outputsSchema.pick({ region: true, account_id: true }).partial();

/**
 * A stage is deployed once. In another Region or account Terraform would not find what it created, and would create
 * all of it a second time; nor would it without the state.
 */
const checkNotDeployedElsewhere = async (
  target: Target,
  synthesized: SynthesizedStack,
  context: Context,
): Promise<void> => {
  const deployment = await readDeployment(target, context, synthesized);
  const resolved = locatedBy(target, synthesized);
  if (deployment.state === "none") {
    await checkNotInAws(resolved, context);
    return;
  }
  const { region, account_id: accountId } = location.parse(deployment.outputs);
  const deployedIn = {
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && { accountId }),
  };
  await checkAccountAndRegion(deployedIn, resolved, "deploy", context);
};

/** What is known before a deployment. */
export type Preflight = {
  readonly synthesized: SynthesizedStack;
  readonly accountId: string;
};

/**
 * Checks Node.js, Terraform, the stage file, the credentials and the bucket of the state.
 * @throws Failure that says what to do.
 */
export const inspect = async (target: Target, context: Context): Promise<Preflight> => {
  checkNode(process.version);
  const version = await checkTerraform(target, context);
  const synthesized = await synthesize(target, context);
  checkLocks(version, synthesized);
  const accountId = await callerAccountId(target.region ?? synthesized.region, context);
  await checkStateBucket(synthesized.state, context);
  return { synthesized, accountId };
};

/**
 * Checks whether a deployment can work, before anything is changed.
 * @throws Failure that says what to do.
 */
export const preflight = async (target: Target, context: Context): Promise<Preflight> => {
  const inspected = await inspect(target, context);
  await checkNotDeployedElsewhere(target, inspected.synthesized, context);
  return inspected;
};
