import { accountId, arn, batchOf, eventBridgeEvent, jobIdOf, vaultNotification } from "../aws-events";
import { ended, type JobSample, jobParts, type Resource, scratch } from "../job-sample";
import type { Sample } from "../sample";

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

/** All jobs of a night but one fail for the same reason. */
const nightTables = [
  ...moreTables,
  "ledger",
  "mailings",
  "pickups",
  "quotes",
  "routes",
  "surveys",
  "tickets",
];

const objectNames = ["checkout", "search", "basket", "mail"];

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
    "failed-odd",
    "Twenty backups failed, one of them for another reason",
    nightTables.map((name) =>
      backup(table(name), "FAILED", {
        StatusMessage:
          name === "audit"
            ? "Table is being deleted"
            : "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
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
  {
    id: "several-objects",
    title: "Four EKS objects failed",
    group: "Several at once",
    answers: {},
    input: batchOf(
      ...objectNames.map((resourceName) =>
        vaultNotification(
          `A Kubernetes resource failed to backup from your Amazon EKS Backup. Resource: apps/v1/deployments. EKS Cluster Name: shop. BackupJob ID: ${jobIdOf("eks")}`,
          {
            eventType: "EKS_BACKUP_OBJECT_FAILED",
            backupJobId: jobIdOf("eks"),
            clusterName: "shop",
            reason: "the API server answered 403 Forbidden",
            resourceName,
            resourceType: "apps/v1/deployments",
          },
        ),
      ),
    ),
  },
  {
    id: "several-region-settings",
    title: "Five Region settings modified",
    group: "Several at once",
    answers: {},
    input: batchOf(
      ...["Aurora", "EBS", "EFS", "RDS", "S3"].map((service) =>
        eventBridgeEvent("Region Setting State Change", {
          state: "MODIFIED",
          modifiedAt: "2026-08-22T04:02:00.000Z",
          ResourceTypeOptInPreference: { [service]: service === "EBS" },
        }),
      ),
    ),
  },
  {
    id: "several-unrecognised",
    title: "Unrecognized: five equal events and a different one",
    group: "Several at once",
    answers: {},
    input: batchOf(
      ...["above", "above", "above", "above", "above", "below"].map((side) =>
        vaultNotification(`The temperature of vault main is ${side} its limit.`, {
          EventType: "VAULT_TEMPERATURE_CHANGED",
          AccountId: accountId,
        }),
      ),
    ),
  },
];
