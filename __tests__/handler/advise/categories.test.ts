import { adviceOn } from "../../../handler/advise/advice";
import { categories, categoryAdviceOf } from "../../../handler/advise/categories";
import { causeOf } from "../../../handler/advise/causes";
import type { JobDetails, JobEvent } from "../../../handler/model/job-event";

const failed = (details: JobDetails): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "J-1",
  origin: {},
  details,
});

describe("a message category without a reason", () => {
  test.each(Object.entries(categories))("%s has two whole sentences", (_category, { means, next }) => {
    for (const sentence of [means, next]) expect(sentence).toMatch(/^[A-Z].{15,230}\.$/);
  });

  test.each(["KMS_KEY_ERROR", "KmsKeyError", "kms-key-error"])(
    "is explained however AWS writes it: %s",
    (messageCategory) => {
      const advice = adviceOn(failed({ messageCategory }));
      expect(advice?.means).toMatch(
        /^AWS Backup gave no reason, only a category: kms.key.error\. A KMS key could not be used/i,
      );
      expect(advice?.next).toMatch(/^Check that the keys of the resource and the vault are enabled/);
    },
  );

  test.each(["SUCCESS", "MISCELLANEOUS", "AGGREGATE_ALL", "NEW_ONE"])("%s says nothing more", (category) => {
    expect(categoryAdviceOf(category)).toBeUndefined();
  });

  test("counts less than a reason", () => {
    const advice = adviceOn(failed({ messageCategory: "KMS_KEY_ERROR", reason: "Table not found." }));
    expect(advice?.means).toBe("The table no longer exists.");
  });
});

describe("a reason has the most specific cause", () => {
  test.each([
    [
      "backup",
      "Your backup job failed as AWS Backup does not have permission to describe resource arn:aws:s3:::logs.",
      "may-not-describe-resource",
    ],
    [
      "copy",
      "AMI snapshot copy failed with error: Given key ID is not accessible. You must have DescribeKey permissions on the default CMK",
      "image-key-not-accessible",
    ],
    [
      "copy",
      "Access denied: Copy job failed. Both source and destination account must be a member of the same organization",
      "other-organization",
    ],
    [
      "restore",
      `You are not authorized to perform this operation. Please consult the permissions associated with your AWS Backup role(s). Encoded authorization failure message: ${"Abc123_-".repeat(200)}`,
      "restore-role-may-not-pass-role",
    ],
    ["backup", "Access denied", "some-denial"],
    [
      "backup",
      "Backup job failed because the backup role is not authorized to perform: eks:CreateAccessEntry on resource: arn:aws:eks:eu-west-1:1:cluster/shop",
      "action-not-allowed",
    ],
    [
      "backup",
      "User x is not authorized to perform: kms:Decrypt on resource: y because no resource-based policy of the KMS key allows it",
      "action-not-allowed",
    ],
    [
      "backup",
      "Cannot create a snapshot because the DB cluster shop is not currently in the available state.",
      "not-available",
    ],
    ["backup", "Internal error", "internal-error"],
  ] as const)("%s: %s", (jobType, reason, id) => {
    expect(causeOf(reason, jobType)?.id).toBe(id);
  });
});
