import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { deployedRegionOf } from "../../src/local-state";
import { statePathOf } from "../../src/outputs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { commandLineOf, type Target } from "../stack/commands";
import { inspect } from "../stack/preflight";
import type { StateLocation, SynthesizedStack } from "../stack/synthesized-stack";
import { encryptionOf } from "./bucket-check";
import { placeOf } from "./elsewhere";
import { readState, readStateFile, type State } from "./state-file";

type MigrationRequest = StageRequest<{ readonly yes: boolean }>;

/**
 * The state that the bucket holds. An empty object is none, as for Terraform.
 * @throws Failure where AWS does not say, or the object is no state.
 */
const stateInBucket = async (state: StateLocation, context: Context): Promise<State | "absent"> => {
  const s3 = connect(S3Client, context.awsConfig(state.region));
  const read = async (): Promise<string> => {
    const command = new GetObjectCommand({ Bucket: state.bucket, Key: state.key });
    return (await unlessMissing(s3.send(command)))?.Body?.transformToString() ?? "";
  };
  const text = await read().catch((error: unknown) => {
    throw new Failure(`what ${placeOf(state)} holds is not known, so nothing was changed: ${explain(error)}`);
  });
  if (text === "") return "absent";
  const found = readState(text);
  if (found !== undefined) return found;
  throw new Failure(
    `${placeOf(state)} is no state that Terraform wrote, so nothing was changed; find out whose it is`,
  );
};

/** @throws Failure where the file is of another Region or account than the key in the bucket, or the credentials are. */
const checkPlace = (
  file: string,
  { accountId: ofFile }: State,
  { region, state }: Pick<SynthesizedStack, "region" | "state">,
  accountId: string,
): void => {
  const deployedIn = deployedRegionOf(file);
  const ofKey = state?.key.split("/").at(-3);
  const other =
    deployedIn !== undefined && region !== undefined && deployedIn !== region
      ? `the state in the file is of Region ${deployedIn}, and the command is for ${region}`
      : ofFile !== undefined && ofFile !== ofKey
        ? `the state in the file is of account ${ofFile}, and the stage file names account ${ofKey}`
        : accountId !== ofKey
          ? `the stage file names account ${ofKey}, and the AWS credentials belong to account ${accountId}`
          : undefined;
  if (other !== undefined) throw new Failure(`${other}, so nothing was changed; name the right one`);
};

/** Whether the bucket has this state already. @throws Failure where it has another one, or an earlier one. */
const isThere = (inFile: State, inBucket: State | "absent", path: string, place: string): boolean => {
  if (inBucket === "absent") return false;
  if (inBucket.lineage !== inFile.lineage) {
    throw new Failure(
      `${place} holds another state already (lineage ${inBucket.lineage}, ${inBucket.resourceCount} resources; the file's is ${inFile.lineage}), so nothing was changed; find out whose it is, or, if this one was moved there before, delete ${path}`,
    );
  }
  if (inBucket.serial >= inFile.serial) return true;
  throw new Failure(
    `${place} holds an earlier form of this state (serial ${inBucket.serial}; ${path} has ${inFile.serial}), so someone has worked with both, and nothing was changed; compare them, and remove the one that is wrong`,
  );
};

/** A run of Terraform that works with the file writes it at its end. (Terraform, local backend) */
const checkIsFree = (path: string, { projectDir }: Context): void => {
  const lock = `.${path}.lock.info`;
  if (!existsSync(join(projectDir, lock))) return;
  throw new Failure(
    `Terraform works with ${path} in another run, so nothing was changed; wait for its end, or, if it was killed, delete ${lock}`,
  );
};

/**
 * Writes the file into the bucket as it is, and over nothing. Terraform's own `state push` into an empty place gives the state another
 * lineage, so that the next run could not know it again.
 */
const write = async (file: string, state: StateLocation, context: Context): Promise<void> => {
  const s3 = connect(S3Client, context.awsConfig(state.region));
  const command = new PutObjectCommand({
    Bucket: state.bucket,
    Key: state.key,
    Body: readFileSync(file),
    ContentType: "application/json",
    IfNoneMatch: "*",
    ...encryptionOf(state),
  });
  await s3.send(command).catch((error: unknown) => {
    throw new Failure(
      error instanceof Error && error.name === "PreconditionFailed"
        ? `someone else has written ${placeOf(state)} meanwhile, so nothing was changed; find out who`
        : `the state could not be written into ${placeOf(state)}, and the file is unchanged: ${explain(error)}`,
    );
  });
};

/** Keeps the file under a name that nothing reads, over no other file. Returns the name. */
const setAside = (path: string, { projectDir, clock }: Context): string => {
  const usual = `${path}.moved-to-s3`;
  const kept = existsSync(join(projectDir, usual))
    ? `${usual}-${new Date(clock.now()).toISOString().replaceAll(":", "-")}`
    : usual;
  renameSync(join(projectDir, path), join(projectDir, kept));
  return kept;
};

const bucketOf = ({ state }: SynthesizedStack, { stage }: Target): StateLocation => {
  if (state !== undefined) return state;
  throw wrongUsage(
    `stages/${stage}.ts names no bucket to move the state to; add \`accountId\` and \`state\`, as \`npm run state-bucket\` prints them, or set STATE_BUCKET and STATE_REGION`,
  );
};

/**
 * Moves a stage's state from the file in this folder into the bucket that the stage names. The file stays, under another name. Whatever
 * fails on the way, the same command goes on.
 * @throws Failure where the bucket holds another state, or AWS does not say what it holds.
 */
export const migrateState = async (request: MigrationRequest, context: Context): Promise<void> => {
  const { terminal, projectDir } = context;
  const { synthesized, accountId } = await terminal.step("Checking the bucket of the state", () =>
    inspect(request, context),
  );
  const state = bucketOf(synthesized, request);
  const [path, place] = [statePathOf(request.stage), placeOf(state)];
  const file = join(projectDir, path);
  const inFile = readStateFile(file);
  if (inFile === "unreadable") {
    throw new Failure(
      `${path} is no state that Terraform wrote, so nothing was changed; restore it from a copy, such as ${path}.backup`,
    );
  }
  if (inFile === "absent" || inFile.resourceCount === 0) {
    terminal.say(`There is no state with resources in ${path}: nothing to move.`);
    return;
  }
  checkIsFree(path, context);
  checkPlace(file, inFile, synthesized, accountId);
  if (!isThere(inFile, await stateInBucket(state, context), path, place)) {
    terminal.say(
      `Moves the state of stage ${request.stage} (serial ${inFile.serial}, ${inFile.resourceCount} resources) from ${path} to ${place}, which is empty. The file stays as a copy. No resource changes.`,
    );
    if (!request.flags.yes && !(await terminal.confirm("Move it?")))
      throw new Failure("Cancelled. Nothing was changed.");
    context.ifInterrupted(
      `The state is in ${path} as before. To go on: ${commandLineOf("deploy", request, "--migrate-state")}`,
    );
    await terminal.step("Writing the state into the bucket", () => write(file, state, context));
    const written = await stateInBucket(state, context);
    if (written === "absent" || written.lineage !== inFile.lineage || written.serial < inFile.serial)
      throw new Failure(
        `${place} does not hold the state of ${path} after it was written; the file is unchanged`,
      );
  }
  terminal.say(`The state is in ${place}. The file is kept as ${setAside(path, context)}.`);
};
