import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure, wrongUsage } from "../program/failure";
import { readRegion } from "../program/stage-request";
import { caller } from "../stack/caller-identity";
import { keptDays, type OwnBucket, remediesOf } from "../state/bucket-settings";

type StateBucketRequest = {
  readonly operands: readonly string[];
  readonly flags: { readonly yes: boolean };
};

type Place = { readonly name: string; readonly region: string; readonly accountId: string };

/** The name of the bucket that keeps the states of an account, deployed from a Region. S3's names are unique everywhere. */
const bucketNameOf = (accountId: string, region: string): string =>
  `backup-notifications-state-${accountId}-${region}`;

const notOurs = (name: string, reason: string): Failure =>
  new Failure(
    `bucket ${name} cannot be used, and nothing was changed: ${reason}; choose another bucket, and name it in the stage file (docs/state.md lists what it needs)`,
  );

/** Whether this account has the bucket. What S3 denies is not "no". */
const exists = async ({ s3, named }: OwnBucket, region: string): Promise<boolean> => {
  try {
    return (await unlessMissing(s3.send(new GetBucketVersioningCommand(named)))) !== undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "PermanentRedirect")
      throw notOurs(named.Bucket, `a bucket of that name is not in ${region}, but in another Region`);
    if (!name.startsWith("AccessDenied")) throw error;
    throw notOurs(
      named.Bucket,
      `${explain(error)}; S3 answers the same where a bucket of that name belongs to another account`,
    );
  }
};

const create = async ({ s3, named }: OwnBucket, region: string): Promise<void> => {
  // S3 takes every Region but its first one. (Amazon S3 API Reference, CreateBucket)
  const configuration =
    region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: named.Bucket, ...configuration }));
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "BucketAlreadyExists") throw notOurs(named.Bucket, "it belongs to another account");
    // An earlier run that was stopped, or one beside this.
    if (name !== "BucketAlreadyOwnedByYou") throw error;
  }
};

const approve = async ({ yes }: { readonly yes: boolean }, question: string, { terminal }: Context) => {
  if (yes || (await terminal.confirm(question))) return;
  throw new Failure("Cancelled. Nothing was changed.");
};

const showNext = ({ name, region, accountId }: Place, { terminal }: Context): void => {
  for (const line of [
    "",
    "For the stage file:",
    `  accountId: "${accountId}",`,
    `  state: { bucket: "${name}", region: "${region}" },`,
    "",
    "A stage that is deployed already then moves its state there: npm run deploy -- <stage> --migrate-state",
  ]) {
    terminal.say(line);
  }
};

/** Makes the bucket that keeps the states of an account, or completes it. Never touches a bucket of another account. */
export const stateBucket = async (
  { operands, flags }: StateBucketRequest,
  context: Context,
): Promise<void> => {
  const { terminal, env } = context;
  const { region } = await readRegion(operands[0], "the first argument", env, await context.profileRegion());
  if (!terminal.isInteractive && !flags.yes) {
    throw wrongUsage(
      `there is no terminal to ask; to make the bucket without a question, run \`npm run state-bucket -- ${region} --yes\``,
    );
  }
  const { partition, accountId } = await caller(region, context);
  const name = bucketNameOf(accountId, region);
  const s3 = connect(S3Client, context.awsConfig(region));
  const bucket = { s3, partition, named: { Bucket: name, ExpectedBucketOwner: accountId } };
  const isNew = !(await exists(bucket, region));
  if (isNew) {
    terminal.say(
      `Creates bucket ${name} in account ${accountId}: private, versioned, encrypted, with TLS only; earlier versions expire after ${keptDays} days.`,
    );
    await approve(flags, "Create it?", context);
    context.ifInterrupted(`To complete bucket ${name}: npm run state-bucket -- ${region}`);
    await create(bucket, region);
  }
  const remedies = await remediesOf(bucket);
  if (!isNew && remedies.length > 0) {
    terminal.say(`Bucket ${name} of account ${accountId} is not as a state's bucket should be:`);
    for (const { text } of remedies) terminal.say(`  ${text}`);
    await approve(flags, "Change that?", context);
    context.ifInterrupted(`To complete bucket ${name}: npm run state-bucket -- ${region}`);
  }
  for (const { apply } of remedies) await apply();
  terminal.say(
    isNew || remedies.length > 0
      ? `Bucket ${name} can keep states.`
      : `Bucket ${name} is as it should be. Nothing to do.`,
  );
  showNext({ name, region, accountId }, context);
};
