import { arn, batchOf, eventSample } from "../aws-events";
import { ended, type JobSample, jobParts, type Resource, scratch } from "../job-sample";
import type { Sample } from "../sample";
import { eksBackupObjectFailed } from "./objects";

const together = (id: string, title: string, jobs: readonly Omit<JobSample, "group">[]): Sample => {
  const parts = jobs.map((job) => jobParts({ ...job, group: "Several at once" }));
  return {
    id: `several-${id}`,
    title,
    group: "Several at once",
    input: batchOf(...parts.map(({ record }) => record)),
    answers: Object.assign({}, ...parts.map(({ answers }) => answers)),
  };
};

const table = (name: string): Resource => ({
  arn: arn("dynamodb", `table/${name}`),
  type: "DynamoDB",
  name,
  recoveryPointArn: arn("dynamodb", `table/${name}/backup/01568804569000-d3306d76`),
});

const backup = (
  resource: Resource,
  state: string,
  described: NonNullable<JobSample["described"]>,
): Omit<JobSample, "group"> => ({
  id: `${resource.arn}-${state}`,
  title: "",
  jobType: "backup",
  resource,
  state,
  described,
});

const tables = ["orders", "customers", "baskets", "prices", "stock", "coupons", "reviews", "sessions"];
const moreTables = [...tables, "payments", "refunds", "carriers", "returns", "audit"];

/** Events that arrive together: more than three similar ones become one message. */
export const severalSamples: readonly Sample[] = [
  together(
    "failed-alike",
    "Eight backups failed for one reason",
    tables.map((name) =>
      backup(table(name), "FAILED", {
        StatusMessage:
          "IAM Role arn:aws:iam::111122223333:role/service-role/AWSBackup-prod cannot be assumed by AWS Backup",
        MessageCategory: "AccessDenied",
        ...ended("03:01:00"),
      }),
    ),
  ),
  together(
    "failed-each",
    "Four backups failed, each for a different reason",
    tables.slice(0, 4).map((name, index) =>
      backup(table(name), "FAILED", {
        StatusMessage:
          [
            "Backup job failed because backup vault main does not exist.",
            "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
            "Table is being deleted",
            "Rate exceeded",
          ][index] ?? "",
        ...ended("03:01:00"),
      }),
    ),
  ),
  together(
    "completed",
    "Thirteen backups completed",
    moreTables.map((name, index) =>
      backup(table(name), "COMPLETED", {
        MessageCategory: "SUCCESS",
        BackupSizeInBytes: (index + 1) * 10_485_760,
        ...ended("03:05:00"),
      }),
    ),
  ),
  together("mixed", "Successes and a failure in one batch", [
    ...tables.slice(0, 2).map((name) =>
      backup(table(name), "COMPLETED", {
        MessageCategory: "SUCCESS",
        BackupSizeInBytes: 10_485_760,
        ...ended("03:05:00"),
      }),
    ),
    backup(scratch, "FAILED", { StatusMessage: "Snapshot quota exceeded", ...ended("03:05:00") }),
  ]),
  eventSample(
    "Several at once",
    "several-objects",
    "Four EKS objects failed",
    ...["checkout", "search", "basket", "mail"].map(eksBackupObjectFailed),
  ),
];
