import { throughQueue, vaultEvents } from "../fixtures/vault-events";
import { messagesFor, queueOf } from "./support/messages";

const failed = vaultEvents.find(({ name }) => name === "backup failed, with a reason behind the job's id");
if (failed === undefined) throw new Error("no fixture");

describe("a reason that stands only in the notification's text", () => {
  test.each([
    ["with", failed],
    [
      "without State, but",
      { ...failed, attributes: { ...failed.attributes, EventType: "BACKUP_JOB_FAILED", State: "" } },
    ],
  ])("is shown with its advice where AWS Backup does not answer: %s attributes", async (_how, event) => {
    const { messages } = await messagesFor(throughQueue(event));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.color).toBe("danger");
    expect(messages[0]?.text).toContain(
      "Backup failed: orders (DynamoDB) — last good backup unknown: User: arn:aws:sts::111122223333",
    );
    expect(messages[0]?.whole).toContain(
      "no identity-based policy allows the dynamodb:ListTagsOfResource action",
    );
    expect(messages[0]?.whole).toMatch(/The job's role lacks/);
    expect(messages[0]?.whole).not.toContain("could not get the reason");
  });

  test("is shown with its advice without attributes, too: its outcome is not known, but no good news", async () => {
    const { messages } = await messagesFor(throughQueue({ ...failed, attributes: {} }));
    expect(messages[0]?.color).toBe("warning");
    expect(messages[0]?.text).toContain("Backup job changed: orders (DynamoDB): User: arn:aws:sts");
    expect(messages[0]?.whole).toMatch(/The job's role lacks/);
  });
});

describe("what says in words that something failed, and in no other way", () => {
  test.each([
    ["made by an input transformer", '"AWS Backup Job 0a1b in vault main is FAILED at 2026-08-22T04:03:00Z"'],
    ["JSON of an input transformer", '{"source":"aws.backup","state":"FAILED","backupJobId":"0a1b"}'],
    [
      "of a job, without attributes",
      "An AWS Backup job failed. Resource ARN : arn:aws:rds:eu-west-1:1:db:orders. BackupJob ID : 0a1b",
    ],
    [
      "of a copy, without attributes",
      "An AWS Copy job was completed but was failed or was aborted. Copy Job Id : 0a1b",
    ],
  ])("is shown, and not gray: a text %s", async (_kind, text) => {
    const { messages } = await messagesFor(queueOf(text));
    expect(messages[0]?.color).toBe("warning");
    expect(messages[0]?.whole).toContain(text.includes("AWS Backup job failed") ? "orders" : "0a1b");
  });

  test("is gray where it says nothing bad", async () => {
    const { messages } = await messagesFor(queueOf("Finished DB instance backup after a failover"));
    expect(messages[0]?.color).toBe("neutral");
  });
});
