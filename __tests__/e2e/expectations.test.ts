import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awaitMessage, mustExit, mustSay } from "../../e2e/expectations";
import { type LocalBackup, startBackup } from "../../local/aws/backup/backup";
import { type LocalSlack, startSlack } from "../../local/slack/slack";

let directory: string;
let slack: LocalSlack;
let backup: LocalBackup;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "expectations-"));
  slack = await startSlack({ rateLimit: false });
  backup = await startBackup({
    accountId: "111122223333",
    region: "us-east-1",
    publish: async () => {},
    canPublish: async () => false,
    timeline: { createdMs: 0, runningMs: 0 },
  });
});

afterEach(async () => {
  await backup.close();
  await slack.close();
  await rm(directory, { recursive: true, force: true });
});

const post = (text: string) => fetch(slack.webhookUrl, { method: "POST", body: JSON.stringify({ text }) });

const result = async (exitCode: number, output: string) => {
  const logFile = join(directory, "log");
  await writeFile(logFile, `\u001b[31mfirst\u001b[0m\n${output}\n`);
  return { exitCode, output, logFile };
};

test("a message counts when it says all it must", async () => {
  await post("Backup completed: i-1, vault main");
  const wanted = { title: "Backup completed", says: ["i-1", "vault main"] };
  expect((await awaitMessage({ backup, denials: [] }, slack, wanted, 0)).text).toContain("i-1");
});

test("a message that came before does not count twice", async () => {
  await post("Test message: one");
  const wanted = { title: "Test message", says: [], after: 1 };
  await expect(awaitMessage({ backup, denials: [] }, slack, wanted, 0)).rejects.toThrow(
    'no message "Test message ..." reached Slack within 0 s; there are 1, the last one "Test message: one"',
  );
});

test("a message that lacks something is reported with what it lacks, and who was refused", async () => {
  await post("Backup completed: i-1");
  const denials = ["User: r is not authorized to perform: backup:DescribeBackupJob"];
  const wanted = { title: "Backup completed", says: ["i-1", "8 GiB"] };
  await expect(awaitMessage({ backup, denials }, slack, wanted, 0)).rejects.toThrow(
    'the message "Backup completed: i-1" does not say 8 GiB\nAWS Backup refused: User: r is not authorized',
  );
});

test("silence is explained by what AWS Backup dropped, and by vaults without notifications", async () => {
  backup.seedVault({ name: "mute" });
  const topicArn = "arn:aws:sns:us-east-1:111122223333:t";
  backup.seedVault({ name: "main", notifications: { topicArn, events: ["RECOVERY_POINT_MODIFIED"] } });
  backup.sendOtherEvent("main", {
    kind: "recovery-point-modified",
    recoveryPointArn: "arn:aws:backup:us-east-1:111122223333:recovery-point:1",
  });
  await backup.settled();
  const failure = awaitMessage({ backup, denials: [] }, slack, { title: "Backup", says: [] }, 0);
  await expect(failure).rejects.toThrow("vault mute has no notifications");
  await expect(failure).rejects.toThrow(/AWS Backup dropped ".*" of \S+:backup-vault:main: /);
});

test("a command that exited otherwise is reported with its last line, and its log without escape sequences", async () => {
  const failure = mustExit(await result(1, "Error: vault main is locked"));
  await expect(failure).rejects.toThrow("it exited with 1, expected 0: Error: vault main is locked");
  await expect(failure).rejects.toHaveProperty("logs.0", expect.stringMatching(/last 2 lines\nfirst\nError/));
});

test("a command must print what it must", async () => {
  const printed = await result(0, "Nothing to do");
  expect(await mustSay(printed, "Nothing to do")).toBe(printed);
  await expect(mustSay(printed, "is gone")).rejects.toThrow('it did not print "is gone"');
});
