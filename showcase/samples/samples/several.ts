import { batchOf, eventBridgeEvent, eventSample, vaultEvent } from "../aws-events";
import { backupJob, ended, type Job, jobParts, ordersTable, scratch, succeeded, table } from "../job-sample";
import { reasons } from "../reason";
import type { Sample } from "../sample";
import { eksBackupObjectFailed } from "./objects";

const together = (id: string, title: string, jobs: readonly Job[]): Sample => {
  const parts = jobs.map((job) => jobParts(`${job.resource.arn}-${job.state}`, job));
  return {
    id: `several-${id}`,
    title,
    group: "Several at once",
    input: batchOf(...parts.map(({ record }) => record)),
    answers: Object.assign({}, ...parts.map(({ answers }) => answers)),
  };
};

const tables = ["orders", "customers", "baskets", "prices", "stock", "coupons", "reviews", "sessions"].map(
  table,
);
const moreTables = [...tables, ...["payments", "refunds", "carriers", "returns", "audit"].map(table)];

/** All jobs of a night but one fail for the same reason. */
const nightTables = [
  ...moreTables,
  ...["ledger", "mailings", "pickups", "quotes", "routes", "surveys", "tickets"].map(table),
];

/** Events that arrive together: more than three similar ones become one message. */
export const severalSamples: readonly Sample[] = [
  together(
    "failed-alike",
    "Eight backups failed for one reason",
    tables.map((one) => backupJob(one, "FAILED", ended("03:01:00", reasons.role, "AccessDenied"))),
  ),
  together(
    "failed-each",
    "Four backups failed, each for a different reason",
    [reasons.vault, reasons.key, "Table is being deleted", "Rate exceeded"].map((reason, index) =>
      backupJob(tables[index] ?? ordersTable, "FAILED", ended("03:01:00", reason)),
    ),
  ),
  together(
    "failed-odd",
    "Twenty backups failed, one of them for another reason",
    nightTables.map((one) =>
      backupJob(
        one,
        "FAILED",
        ended("03:01:00", one.name === "audit" ? "Table is being deleted" : reasons.key),
      ),
    ),
  ),
  together(
    "completed",
    "Thirteen backups completed",
    moreTables.map((one, index) =>
      backupJob(one, "COMPLETED", succeeded("03:05:00", (index + 1) * 10_485_760)),
    ),
  ),
  together("mixed", "Successes and a failure in one batch", [
    ...tables.slice(0, 2).map((one) => backupJob(one, "COMPLETED", succeeded("03:05:00", 10_485_760))),
    backupJob(scratch, "FAILED", ended("03:05:00", "Snapshot quota exceeded")),
  ]),
  eventSample(
    "Several at once",
    "several-objects",
    "Four EKS objects failed",
    ...["checkout", "search", "basket", "mail"].map(eksBackupObjectFailed),
  ),
  eventSample(
    "Several at once",
    "several-region-settings",
    "Five Region settings modified",
    ...["Aurora", "EBS", "EFS", "RDS", "S3"].map((service) =>
      eventBridgeEvent("Region Setting State Change", {
        state: "MODIFIED",
        modifiedAt: "2026-08-22T04:02:00.000Z",
        ResourceTypeOptInPreference: { [service]: service === "EBS" },
      }),
    ),
  ),
  eventSample(
    "Several at once",
    "several-unrecognized",
    "Unrecognized: five equal events and a different one",
    ...["above", "above", "above", "above", "above", "below"].map((side) =>
      vaultEvent("VAULT_TEMPERATURE_CHANGED", `The temperature of vault main is ${side} its limit.`),
    ),
  ),
];
