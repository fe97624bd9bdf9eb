import { accountId, arn, eventBridgeEvent, eventSample, vaultEvent, vaultNotification } from "../aws-events";
import { backupJob, ended, jobSample, type Resource } from "../job-sample";
import type { Sample } from "../sample";

/** It tries to notify a channel, to leave its code block, and to fake a link. */
export const hostileName = "<!channel> `x` <https://evil.example|AWS login>";

const longName = `${"orders-of-the-last-hundred-years.".repeat(7)}x`;

const failed = (id: string, title: string, resource: Resource, reason: string): Sample =>
  jobSample("Everything else", id, title, backupJob(resource, "FAILED", ended("03:11:00", reason)));

/** The test message, events that the notifier does not know, and names that are hostile or very long. */
export const otherSamples: readonly Sample[] = [
  eventSample(
    "Everything else",
    "test",
    "Test message",
    vaultNotification("Test of backup-notifications", {
      EventType: "BACKUP_NOTIFICATIONS_TEST",
      AccountId: accountId,
      Id: "3f1c8b52-7d7e-4f0e-9d61-2f6f4f2d9a10",
    }),
  ),
  eventSample(
    "Everything else",
    "unrecognized-event-type",
    "Unrecognized: a vault event that AWS may add",
    vaultEvent("VAULT_TEMPERATURE_HIGH", "The temperature of vault main is above its limit."),
  ),
  eventSample(
    "Everything else",
    "unrecognized-source",
    "Unrecognized: another service's event",
    eventBridgeEvent(
      "EC2 Instance State-change Notification",
      { "instance-id": "i-0a1b2c3d4e5f60718", state: "stopped" },
      [],
      "aws.ec2",
    ),
  ),
  failed(
    "hostile-name",
    "An attack that fails: a hostile name and reason",
    {
      arn: arn("ec2", "instance/i-0bad0bad0bad0bad0"),
      type: "EC2",
      name: hostileName,
      recoveryPointArn: arn("backup", "recovery-point:bad"),
    },
    "``` <!here> *Log in again:* <https://evil.example|console.aws.amazon.com>\n\u202Egnp.exe",
  ),
  failed(
    "long-name",
    "A very long name and reason",
    {
      arn: arn("dynamodb", `table/${longName}`),
      type: "DynamoDB",
      name: longName,
      recoveryPointArn: arn("backup", "recovery-point:long"),
    },
    "The table could not be read because its stream is behind by more records than a backup may wait for. ".repeat(
      20,
    ),
  ),
];
