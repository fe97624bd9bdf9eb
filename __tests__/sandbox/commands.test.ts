import { type LocalBackup, startBackup } from "../../local/aws/backup/backup";
import { accountRoot } from "../../local/ministack/account-root";
import { type LocalSlack, startSlack } from "../../local/slack/slack";
import { helpLines, runTyped, type World } from "../../sandbox/commands";
import { Failure } from "../../scripts/program/failure";
import { outputsOf } from "../scripts/support/project-folder";

const { accountId, region } = accountRoot;
const outputs = outputsOf({
  instance_arn: `arn:aws:ec2:${region}:${accountId}:instance/i-0a1b2c3d4e5f60718`,
  backup_role_arn: `arn:aws:iam::${accountId}:role/AWSBackup`,
});

let backup: LocalBackup;
let slack: LocalSlack;
let stored: string[];
let deployed: boolean;

beforeEach(async () => {
  const timeline = { createdMs: 1, runningMs: 1, abortingMs: 1, deletingMs: 1 };
  backup = await startBackup({ accountId, region, timeline, publish: async () => {} });
  backup.seedVault({ name: outputs.vault_name });
  slack = await startSlack();
  stored = [];
  deployed = true;
});

afterEach(async () => {
  await backup.close();
  await slack.close();
});

/** Types a command; returns its exit code and what it printed. */
const type = async (name: string, ...args: string[]) => {
  const lines: string[] = [];
  const world: World = {
    backup,
    slack,
    outputs: async () => {
      if (!deployed) throw new Failure("stage dev is not deployed");
      return outputs;
    },
    storeWebhook: async () => void stored.push(slack.webhookUrl),
  };
  const say = (line: string) => void lines.push(line);
  const exitCode = await runTyped({ name, args, isTerminal: true }, world, say, say);
  return { exitCode, text: lines.join("\n") };
};

const post = async (url: string): Promise<number> => {
  const body = JSON.stringify({ text: "A message" });
  return (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })).status;
};

test("backup backs up the test instance, or what is named, and follows the job", async () => {
  expect(await type("backup")).toEqual({
    exitCode: 0,
    text: expect.stringMatching(/^Backup job \S+ of arn:aws:ec2:\S+ has started \.\.\.\nIt ended COMPLETED$/),
  });
  expect((await type("backup", "database")).text).toContain("db:shop has started");
});

test("fail makes exactly that backup fail, for the reason that was typed", async () => {
  expect((await type("fail", "table", "the", "table", "is", "gone")).text).toMatch(
    /It ended FAILED: the table is gone$/,
  );
  expect((await type("backup", "table")).text).toMatch(/It ended COMPLETED$/);
});

test("kill-webhook makes Slack refuse the stored webhook, restore stores one that works", async () => {
  const before = slack.webhookUrl;
  await type("kill-webhook");
  expect(await post(before)).toBe(404);
  expect(stored).toEqual([]);
  expect((await type("restore")).exitCode).toBe(0);
  expect(stored).toEqual([slack.webhookUrl]);
  expect(await post(slack.webhookUrl)).toBe(200);
});

test("slack-down lets Slack answer 503, until restore ends it", async () => {
  expect((await type("slack-down", "1h")).exitCode).toBe(0);
  expect(await post(slack.webhookUrl)).toBe(503);
  await type("restore");
  expect(await post(slack.webhookUrl)).toBe(200);
});

test.each([
  ["fail", [], "fail needs a resource; allowed are instance, table, database, files, bucket, or an ARN"],
  ["backup", ["server"], 'the resource is "server"; allowed are instance, table'],
  ["backup", ["table", "twice"], '"twice" is one argument too many; allowed is `backup [resource]`'],
  ["slack-down", [], "slack-down needs a time; allowed is from 1s to 1h, such as 30s or 5m"],
  ["slack-down", ["2h"], 'the time is "2h"; allowed is from 1s to 1h, such as 30s or 5m'],
  ["slack-down", ["0s"], 'the time is "0s"; allowed is from 1s to 1h, such as 30s or 5m'],
  ["restart", [], 'the command is "restart"; allowed are backup, fail, kill-webhook, slack-down, restore'],
  ["webhook-url", [], "the webhook URL is a credential, which a terminal does not show"],
])("%s %j is refused in one sentence, and changes nothing", async (name, args, sentence) => {
  const { exitCode, text } = await type(name, ...args);
  expect(exitCode).toBe(2);
  expect(text).toMatch(/^Error: [^\n]+$/);
  expect(text).toContain(sentence);
  expect(backup.backupJobs()).toEqual([]);
  expect(await post(slack.webhookUrl)).toBe(200);
});

test("a stage that was cleaned up is said so, and Slack is restored all the same", async () => {
  deployed = false;
  await type("slack-down", "1h");
  const { exitCode, text } = await type("restore");
  expect([exitCode, text]).toEqual([1, "Error: stage dev is not deployed"]);
  expect(await post(slack.webhookUrl)).toBe(200);
});

test("help shows every command", () => {
  for (const name of ["backup", "fail", "kill-webhook", "slack-down", "restore", "webhook-url", "npm run"]) {
    expect(helpLines.some((line) => line.trim().startsWith(name))).toBe(true);
  }
});
