import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import { stateKeyOf, statePathOf } from "./outputs";
import type { NamedStage } from "./stage/load";

/** What is wrong with a stage whose state is in a bucket. */
export const stateProblemsOf = ({
  state,
  accountId,
}: Pick<NamedStage, "state" | "accountId">): readonly string[] =>
  state !== undefined && accountId === undefined
    ? [
        `accountId: expected the account of the stage, because its state in bucket ${state.bucket} is kept under it, got none; example: "111122223333"`,
      ]
    : [];

/**
 * Keeps the state in the stage's bucket, with a lock, else in a file.
 * @param stateDirectory folder of the state file, relative to where Terraform runs
 * @returns where the state is, for people
 */
export const addBackend = (
  stack: TerraformStack,
  { stage, region, stateDirectory }: { stage: NamedStage; region: string; stateDirectory: string },
): string => {
  const { name, state, accountId } = stage;
  if (state === undefined || accountId === undefined) {
    new LocalBackend(stack, { path: `${stateDirectory}/${statePathOf(name)}` });
    return statePathOf(name);
  }
  const { bucket, region: bucketRegion, kmsKeyArn } = state;
  const key = stateKeyOf({ stage: name, accountId, region }, state.keyPrefix);
  new S3Backend(stack, {
    bucket,
    key,
    region: bucketRegion,
    encrypt: true,
    ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
  });
  // CDKTF 0.21 has no field for it. (terraform-cdk, issue 3834; Terraform, S3 backend: 1.10)
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
  return `s3://${bucket}/${key}`;
};
