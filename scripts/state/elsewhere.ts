import { join } from "node:path";
import { deployedRegionOf } from "../../src/local-state";
import { statePathOf } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { commandLineOf, stackDirNameOf, type Target } from "../stack/commands";
import type { SynthesizedStack } from "../stack/synthesized-stack";
import type { PreparedFor } from "./prepared";
import { readStateFile } from "./state-file";

type Wanted = Pick<SynthesizedStack, "state" | "region">;

/** `s3://states/111122223333/eu-west-1/backup-notifications-prod.tfstate` */
export const placeOf = ({ bucket, key }: { readonly bucket: string; readonly key: string }): string =>
  `s3://${bucket}/${key}`;

/**
 * A stage whose stage file names a bucket may still have its state in the file of before.
 * @throws Failure where it has, in this Region or in one that the file does not say.
 */
export const checkNotInFile = (
  target: Target,
  { state, region }: Wanted,
  { projectDir }: Pick<Context, "projectDir">,
): void => {
  if (state === undefined) return;
  const path = statePathOf(target.stage);
  const inFile = readStateFile(join(projectDir, path));
  if (inFile === "absent" || (inFile !== "unreadable" && inFile.resourceCount === 0)) return;
  const deployedIn = deployedRegionOf(join(projectDir, path));
  if (deployedIn !== undefined && region !== undefined && deployedIn !== region) return;
  throw new Failure(
    `the stage file or the environment keeps the state of stage ${target.stage} in ${placeOf(state)}, but ${path} is in this folder; move it with \`${commandLineOf("deploy", target, "--migrate-state")}\`, which asks first, or, if another clone has moved it, delete the file`,
  );
};

/** The state was in another place the last time, and Terraform would find nothing in the new one. */
export const elsewhere = (prepared: PreparedFor, { stage }: Target, { state }: Wanted): Failure => {
  const before = prepared.kind === "bucket" ? placeOf(prepared) : statePathOf(stage);
  const back = `name that place again in the stage file (\`state\`) or in STATE_BUCKET and STATE_REGION`;
  return new Failure(
    state === undefined
      ? `the last run in this folder had the state of stage ${stage} in ${before}, and now stage file and environment name no bucket; ${back}, or move it to a file with \`terraform init -migrate-state\` in ${stackDirNameOf(stage)}`
      : `the last run in this folder had the state of stage ${stage} in ${before}, and now it is to be in ${placeOf(state)}; ${back}, or, to move it, run \`terraform init -migrate-state\` in ${stackDirNameOf(stage)}; if it is there already, remove ${join(stackDirNameOf(stage), ".terraform")}`,
  );
};
