import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { StateLocation } from "../stack/synthesized-stack";

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** What S3 answers in the wrong Region. (Amazon S3 API Reference, Error responses) */
const wrongRegion =
  /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/;

/** What S3 says for certain of a bucket that cannot hold a state. */
const refusalIn = (error: unknown, { bucket, region }: StateLocation): Failure | undefined => {
  if (nameOf(error) === "NoSuchBucket") {
    return new Failure(
      `bucket ${bucket}, which is to keep the state, does not exist; \`npm run state-bucket -- ${region}\` makes one and prints the lines for the stage file`,
    );
  }
  return wrongRegion.test(nameOf(error))
    ? new Failure(
        `bucket ${bucket}, which is to keep the state, is not in ${region}; correct \`state.region\` in the stage file, or STATE_REGION`,
      )
    : undefined;
};

const checkVersioning = async (state: StateLocation, s3: S3Client, { terminal }: Context): Promise<void> => {
  const { bucket } = state;
  try {
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    if (Status === "Enabled") return;
  } catch (error) {
    const refusal = refusalIn(error, state);
    if (refusal !== undefined) throw refusal;
    terminal.warn(
      `It could not be checked whether bucket ${bucket} keeps earlier versions of the state: ${explain(error)}.`,
    );
    return;
  }
  throw new Failure(
    `bucket ${bucket} keeps no earlier versions of the state, so a damaged one would be lost; turn them on with \`aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled\``,
  );
};

/** How Terraform encrypts the state. (Terraform, S3 backend, encrypt and kms_key_id) */
export const encryptionOf = ({ kmsKeyArn }: StateLocation) =>
  kmsKeyArn === undefined
    ? ({ ServerSideEncryption: "AES256" } as const)
    : ({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKeyArn } as const);

/**
 * Begins and ends an upload to the state's key: S3 checks the permission to write it, and nothing is written, in no S3 there is.
 * (Amazon S3 User Guide, Multipart upload API and permissions)
 */
const checkCanWrite = async (state: StateLocation, s3: S3Client, { terminal }: Context): Promise<void> => {
  const { bucket, key } = state;
  const object = { Bucket: bucket, Key: key };
  try {
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ ...object, ...encryptionOf(state) }),
    );
    // An upload that stays has no parts: it is invisible, and costs nothing.
    await s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => {});
  } catch (error) {
    const refusal = refusalIn(error, state);
    if (refusal !== undefined) throw refusal;
    if (/^AccessDenied/.test(nameOf(error))) {
      throw new Failure(
        `what Terraform creates could not be written into its state s3://${bucket}/${key}, so nothing was changed: ${explain(error)}`,
      );
    }
    terminal.warn(`It could not be checked whether s3://${bucket}/${key} can be written: ${explain(error)}.`);
  }
};

/**
 * Asks S3 whether a bucket can keep the state. What S3 denies or leaves open is said, and Terraform finds out.
 * @throws Failure where the bucket does not exist, is in another Region or has no versions.
 */
export const checkStateBucket = async (state: StateLocation | undefined, context: Context): Promise<void> => {
  if (state !== undefined)
    await checkVersioning(state, connect(S3Client, context.awsConfig(state.region)), context);
};

/**
 * Asks S3 whether the credentials may write the state, for whoever applies; a plan only reads it.
 * @throws Failure where they may not: what Terraform creates would be in no state.
 */
export const checkStateIsWritable = async (
  state: StateLocation | undefined,
  context: Context,
): Promise<void> => {
  if (state !== undefined)
    await checkCanWrite(state, connect(S3Client, context.awsConfig(state.region)), context);
};
