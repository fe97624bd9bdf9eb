import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import { startSlack } from "../../../local/slack/slack";
import { resources } from "../support/aws-backup";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { type AwsFront, runScript, startAwsFront } from "../support/script-process";

/** The scripts as operators run them: real processes, with real signals and exit codes. */

let project: ProjectFolder;

beforeEach(() => {
  project = makeProjectFolder();
  project.deployed(outputsOf());
});

afterEach(() => project.remove());

test("a command that is typed wrong ends with 2 and one sentence", async () => {
  const { exitCode, stdout, stderr } = await runScript("cleanup", ["--wrong"], { cwd: project.path });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^Error: "--wrong" is not a flag of cleanup; .*\n$/);
});

test("without AWS credentials, one sentence says so, and no stack trace", async () => {
  const { exitCode, stderr } = await runScript("send-test", [], { cwd: project.path });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: no AWS credentials were found .*AWS_PROFILE.*\n$/);
});

test("DEBUG=1 shows where an error comes from", async () => {
  const { stderr } = await runScript("send-test", [], { cwd: project.path, env: { DEBUG: "1" } });
  expect(stderr).toMatch(/^Error: no AWS credentials were found .*\n.*CredentialsProviderError.*\n +at /);
});

describe("with AWS on loopback", () => {
  let front: AwsFront;
  let backup: LocalBackup;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    front = await startAwsFront();
    backup = await startBackup({ accountId: "111122223333", region: "eu-west-1", publish: async () => {} });
    backup.seedVault({ name: outputsOf().vault_name });
    env = {
      AWS_ENDPOINT_URL: front.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    };
  });

  afterEach(async () => {
    front.close();
    await backup.close();
  });

  test("Ctrl-C ends trigger-backup with 130 and says that the job goes on", async () => {
    backup.willEnd(resources.table, { state: "COMPLETED", runningMs: 3_600_000 });
    const { exitCode, stderr } = await runScript("trigger-backup", ["dev", "--resource", resources.table], {
      cwd: project.path,
      env,
      onOutput: (stdout, interrupt) => {
        if (/CREATED|RUNNING/.test(stdout)) interrupt();
      },
    });
    const [job] = backup.backupJobs();
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(`Stopped. Backup job ${job?.id} keeps running in AWS`);
    expect(stderr).toMatch(`npm run trigger-backup -- dev eu-west-1 --job ${job?.id}`);
    expect(stderr).not.toMatch(/\n +at /);
  });

  test("a webhook URL from a pipe reaches SSM and nothing else", async () => {
    const slack = await startSlack();
    project.deployed(outputsOf({ slack_hosts: "127.0.0.1" }));
    const secretUrl = slack.webhookUrl;
    const { exitCode, stdout, stderr } = await runScript("set-webhook", [], {
      cwd: project.path,
      env: { ...env, DEBUG: "1" },
      input: `${secretUrl}\n`,
    });
    await slack.close();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/Stored, encrypted, in SSM parameter/);
    const { pathname } = new URL(secretUrl);
    expect(stdout).not.toContain(pathname);
    expect(project.calls().join()).not.toContain(pathname);
    const [asked, ...stored] = front.ssmCalls.map((body) => JSON.parse(body));
    expect(asked).toEqual({ Name: outputsOf().webhook_parameter_name });
    expect(stored).toEqual([expect.objectContaining({ Type: "SecureString", Value: secretUrl })]);
  });
});
