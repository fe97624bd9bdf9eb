import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { denyInsecureTransport, policyDocument } from "../foundation/iam-policy";
import type { TestResourceProps } from "./test-resource";

export type TestBucketProps = TestResourceProps & {
  /** Whether a plan backs it up continuously, for which S3 reports changes to EventBridge. */
  readonly isContinuous: boolean;
};

/** An empty S3 bucket. AWS Backup takes only buckets with versioning. (AWS Backup Developer Guide, Amazon S3 backups) */
export class TestBucket extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: TestBucketProps) {
    super(scope, id);
    const { aws, key, selectionTags, isContinuous } = props;
    // Bucket names are unique in all accounts, and have at most 63 characters.
    const name = `${aws.namePrefix}-test-bucket-${aws.accountId}`;
    const made = new S3Bucket(this, "Resource", {
      bucket: name,
      // Whoever tries a restore into it leaves objects there.
      forceDestroy: true,
      tags: { ...selectionTags, Name: name },
    });
    const bucket = made.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    });
    const access = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([denyInsecureTransport(["s3:*"], [made.arn, `${made.arn}/*`])]),
      // S3 refuses two changes of a bucket's access at once.
      dependsOn: [access],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
    if (isContinuous) new S3BucketNotification(this, "events", { bucket, eventbridge: true });
    this.arn = made.arn;
  }
}
