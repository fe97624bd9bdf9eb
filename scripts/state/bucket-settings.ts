import { isDeepStrictEqual } from "node:util";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { z } from "zod";
import { unlessMissing } from "../aws/missing";

/** A bucket that every call checks to be of this account: S3 refuses it otherwise. (Amazon S3 User Guide, Bucket owner condition) */
export type OwnBucket = {
  readonly s3: S3Client;
  readonly partition: string;
  readonly named: { readonly Bucket: string; readonly ExpectedBucketOwner: string };
};

/** What makes a bucket fit for a state, and how to make it so. */
export type Remedy = {
  /** `versioning: off, will be on`. */
  readonly text: string;
  readonly apply: () => Promise<unknown>;
};

/** A setting: nothing where it is as it should be. */
type Setting = (bucket: OwnBucket) => Promise<Remedy | undefined>;

/** How long earlier versions of the state, and the traces of its locks, are kept. */
export const keptDays = 90;

const versioning: Setting = async ({ s3, named }) => {
  const { Status } = await s3.send(new GetBucketVersioningCommand(named));
  if (Status === "Enabled") return undefined;
  const VersioningConfiguration = { Status: "Enabled" } as const;
  return {
    text: `versioning: ${Status?.toLowerCase() ?? "off"}, will be on`,
    apply: () => s3.send(new PutBucketVersioningCommand({ ...named, VersioningConfiguration })),
  };
};

const encryption: Setting = async ({ s3, named }) => {
  const found = await unlessMissing(s3.send(new GetBucketEncryptionCommand(named)));
  const rules = found?.ServerSideEncryptionConfiguration?.Rules ?? [];
  if (rules.some(({ ApplyServerSideEncryptionByDefault: byDefault }) => byDefault !== undefined))
    return undefined;
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } } as const];
  const ServerSideEncryptionConfiguration = { Rules };
  return {
    text: "encryption: none by default, will be S3's own",
    apply: () => s3.send(new PutBucketEncryptionCommand({ ...named, ServerSideEncryptionConfiguration })),
  };
};

const privacy: Setting = async ({ s3, named }) => {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const found = await unlessMissing(s3.send(new GetPublicAccessBlockCommand(named)));
  if (isDeepStrictEqual(found?.PublicAccessBlockConfiguration, PublicAccessBlockConfiguration))
    return undefined;
  return {
    text: "public access: not blocked in every form, will be",
    apply: () => s3.send(new PutPublicAccessBlockCommand({ ...named, PublicAccessBlockConfiguration })),
  };
};

/** A single statement needs no list. (IAM User Guide, JSON policy elements: Statement) */
const policySchema = z.looseObject({
  Statement: z.preprocess((given) => [given].flat(), z.array(z.looseObject({}))),
});

/** Refuses everyone who calls without TLS, and admits no one. */
const onlyTls = ({ partition, named: { Bucket } }: OwnBucket) => {
  const arn = `arn:${partition}:s3:::${Bucket}`;
  return {
    Sid: "OnlyTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
};

const tls: Setting = async (bucket) => {
  const { s3, named } = bucket;
  const found = await unlessMissing(s3.send(new GetBucketPolicyCommand(named)));
  const policy = policySchema.parse(
    JSON.parse(found?.Policy ?? '{ "Version": "2012-10-17", "Statement": [] }'),
  );
  const wanted = onlyTls(bucket);
  if (policy.Statement.some((statement) => isDeepStrictEqual(statement, wanted))) return undefined;
  // Whoever changed ours gets it back; everything else stays.
  const others = policy.Statement.filter((statement) => statement["Sid"] !== wanted.Sid);
  const Policy = JSON.stringify({ ...policy, Statement: [...others, wanted] });
  return {
    text: `policy: ${others.length === 0 ? "none" : `${others.length} other statements, which stay`}, will refuse calls without TLS`,
    apply: () => s3.send(new PutBucketPolicyCommand({ ...named, Policy })),
  };
};

const expiry: Setting = async ({ s3, named }) => {
  const found = await unlessMissing(s3.send(new GetBucketLifecycleConfigurationCommand(named)));
  const { Rules = [], TransitionDefaultMinimumObjectSize } = found ?? {};
  const isOfAll = ({ Filter, Prefix }: (typeof Rules)[number]): boolean =>
    (Filter?.Prefix ?? Prefix ?? "") === "" && Object.keys(Filter ?? {}).every((name) => name === "Prefix");
  if (
    Rules.some(
      (rule) => rule.Status === "Enabled" && isOfAll(rule) && rule.NoncurrentVersionExpiration !== undefined,
    )
  )
    return undefined;
  const rule = {
    ID: "earlier-states-and-locks",
    Status: "Enabled",
    Filter: { Prefix: "" },
    NoncurrentVersionExpiration: { NoncurrentDays: keptDays },
    Expiration: { ExpiredObjectDeleteMarker: true },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  } as const;
  const others = Rules.filter(({ ID }) => ID !== rule.ID);
  return {
    text: `earlier versions: never expire, will after ${keptDays} days${others.length === 0 ? "" : `; ${others.length} other lifecycle rules stay`}`,
    apply: () =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          ...named,
          ...(TransitionDefaultMinimumObjectSize && { TransitionDefaultMinimumObjectSize }),
          LifecycleConfiguration: { Rules: [...others, rule] },
        }),
      ),
  };
};

/** What a bucket lacks, in the order in which it is made good: first what protects it. Reads only. */
export const remediesOf = async (bucket: OwnBucket): Promise<readonly Remedy[]> => {
  const remedies: Remedy[] = [];
  for (const setting of [privacy, versioning, encryption, tls, expiry]) {
    const remedy = await setting(bucket);
    if (remedy !== undefined) remedies.push(remedy);
  }
  return remedies;
};
