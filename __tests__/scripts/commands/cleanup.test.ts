import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, DescribeParametersCommand, ParameterNotFound } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { cleanup as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { cleanupAws } from "../support/cleanup-aws";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder, vaultResource } from "../support/project-folder";
import { kmsWithAliases, refusals } from "../support/stage-in-aws";

const { ssm, sts, sqs, hasNothingLeft } = cleanupAws();
const kms = kmsWithAliases();
let project: ProjectFolder;
let backup: AwsBackup;

const own = outputsOf().vault_name;
const destroyed =
  "cdktf destroy backup-notifications-dev --auto-approve STAGE=dev AWS_REGION=eu-west-1 ALLOW_DESTROY=dev";

beforeEach(async () => {
  hasNothingLeft();
  kms.hasNoStage();
  backup = await startAwsBackup();
  backup.seedVault({ name: "Default" });
  project = makeProjectFolder();
  project.deployed(outputsOf({ existing_vault_names: "Default" }));
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

const deleteEveryVault = async (): Promise<void> => {
  for (const { name } of backup.vaults()) await backup.removeVault(name);
};

type Options = Partial<Parameters<typeof newOperator>[0]>;

const startOperator = (options: Options = {}): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting: backup.clock.advance, ...options });

const destroyCalls = (): string[] => project.calls().filter((call) => call.startsWith("cdktf destroy"));

const pointsIn = (vaultName: string): number =>
  backup.recoveryPoints().filter((point) => point.vaultName === vaultName).length;

test("the webhooks of further channels are deleted, too: of deployed ones and of those in the stage file", async () => {
  project.deployed(outputsOf({ further_channels: "payments,gone" }));
  project.synthesizes({ furtherChannels: ["payments", "new"] });
  const operator = startOperator({ isInteractive: true, answers: { confirm: true } });
  expect(await operator.run(command)).toBe(0);
  const parameters = ["payments", "gone", "new"].map(
    (name) => `/backup-notifications/dev/channels/${name}/slack-webhook-url`,
  );
  expect(ssm.commandCalls(DeleteParameterCommand).map((call) => call.args[0].input.Name)).toEqual([
    "/backup-notifications/dev/slack-webhook-url",
    "/backup-notifications/dev/slack-bot-token",
    ...parameters,
  ]);
  for (const name of parameters) expect(operator.output()).toContain(name);
});

test("every call says that it is a cleanup's, Terraform's too: the notifier posts all other deletions", async () => {
  const operator = startOperator({
    isInteractive: true,
    answers: { confirm: true },
    env: { TF_APPEND_USER_AGENT: "pipeline/1" },
  });
  expect(await operator.run(command)).toBe(0);
  const agents = [...ssm.calls(), ...sqs.calls(), ...sts.calls()].map(
    ({ thisValue }) => thisValue.config.customUserAgent,
  );
  expect(agents.length).toBeGreaterThan(3);
  expect(new Set(agents.flat(2))).toEqual(new Set(["backup-notifications-cleanup"]));
  expect(readFileSync(join(project.path, "agents"), "utf8")).toContain(
    "destroy pipeline/1 backup-notifications-cleanup\n",
  );
});

const stores = (...names: readonly string[]): void => {
  const pages = names.map((Name, index) => ({
    Parameters: [{ Name }],
    ...(index < names.length - 1 && { NextToken: String(index) }),
  }));
  ssm
    .on(DescribeParametersCommand)
    .callsFake(({ NextToken }) => pages[NextToken ? Number(NextToken) + 1 : 0]);
};

const deletedParameters = (): unknown[] =>
  ssm.commandCalls(DeleteParameterCommand).map((call) => call.args[0].input.Name);

test("the webhook of a removed channel is deleted, too; what is not the stage's stays", async () => {
  const once = "/backup-notifications/dev/channels/once/slack-webhook-url";
  stores(
    "/backup-notifications/dev/slack-webhook-url",
    once,
    "/backup-notifications/dev/channels/a/b/slack-webhook-url",
    "/backup-notifications/dev/channels/UPPER/slack-webhook-url",
    "/backup-notifications/dev/someone-elses",
  );
  const operator = startOperator({ isInteractive: true, answers: { confirm: true } });
  expect(await operator.run(command)).toBe(0);
  expect(deletedParameters()).toEqual([
    "/backup-notifications/dev/slack-webhook-url",
    "/backup-notifications/dev/slack-bot-token",
    once,
  ]);
  expect(operator.output()).toContain(once);
  expect(operator.output()).not.toMatch(/someone-elses|UPPER/);
  const [listed] = ssm.commandCalls(DescribeParametersCommand);
  expect(listed?.args[0].input.ParameterFilters).toEqual([
    { Key: "Name", Option: "BeginsWith", Values: ["/backup-notifications/dev/"] },
  ]);
});

test("a missing permission to list parameters is reported, and the rest is done", async () => {
  const denied = Object.assign(
    new Error("User: arn:aws:sts::1:me is not authorized to perform: ssm:DescribeParameters"),
    { name: "AccessDeniedException" },
  );
  ssm.on(DescribeParametersCommand).rejects(denied);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(
    /It is not known whether SSM holds more secrets of stage dev than those named here: AWS denied ssm:DescribeParameters/,
  );
  expect(deletedParameters()).toHaveLength(2);
  expect(destroyCalls()).toEqual([destroyed]);
});

test("after a manual destroy, the remaining secrets are named, not deleted", async () => {
  expect(await startOperator().run(command, "--yes")).toBe(0);
  ssm.resetHistory();
  stores("/backup-notifications/dev/slack-webhook-url");
  const operator = startOperator();
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(0);
  expect(operator.output()).toMatch(
    /Nothing to do: stage dev is not deployed in eu-west-1\.\n.*not deployed from elsewhere/,
  );
  expect(operator.output()).toContain(
    "aws ssm delete-parameter --name /backup-notifications/dev/slack-webhook-url --region eu-west-1",
  );
  expect(deletedParameters()).toEqual([]);
});

test("jobs, recovery points, webhook and stack are deleted, in this order", async () => {
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.table });
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  backup.someJob(own, resources.instance);
  const operator = startOperator({ isInteractive: true, answers: { confirm: true } });
  expect(await operator.run(command)).toBe(0);
  expect(backup.backupJobs().map(({ state }) => state)).toEqual(["ABORTED"]);
  expect(pointsIn(own)).toBe(0);
  expect(backup.calls.lastIndexOf("StopBackupJob")).toBeLessThan(backup.calls.indexOf("DeleteRecoveryPoint"));
  expect(ssm.commandCalls(DeleteParameterCommand).map((call) => call.args[0].input.Name)).toEqual([
    "/backup-notifications/dev/slack-webhook-url",
    "/backup-notifications/dev/slack-bot-token",
  ]);
  expect(destroyCalls()).toEqual([destroyed]);
  expect(project.isDeployed()).toBe(false);
  // To read the stage file, and to prepare the folder in which Terraform reads its state.
  expect(project.synthCount()).toBe(2);
  const screen = operator.output();
  expect(screen).toMatch(/vault backup-notifications-dev: 1 active job, 2 recovery points \(8 GiB\)/);
  expect(screen).toMatch(/Untouched: jobs and recovery points of Default\./);
  expect(screen).toMatch(/Stage dev is gone\./);
});

test("jobs and recovery points of other vaults survive, in every state", async () => {
  for (const vaultName of [own, "Default"]) {
    backup.seedRecoveryPoint({ vaultName, resourceArn: resources.volume });
  }
  backup.someJob("Default", resources.table);
  backup.clock.advance(15_000);
  backup.someJob("Default", resources.instance);
  backup.someJob(own, resources.volume);
  expect(await startOperator().run(command, "--yes")).toBe(0);
  const others = backup.backupJobs().filter(({ vaultName }) => vaultName === "Default");
  expect(others.map(({ state }) => state)).not.toContain("ABORTED");
  expect(backup.calls.filter((call) => call === "StopBackupJob")).toHaveLength(1);
  expect(backup.calls.filter((call) => call === "DeleteRecoveryPoint")).toHaveLength(1);
  expect(pointsIn("Default")).toBeGreaterThanOrEqual(1);
  expect(pointsIn(own)).toBe(0);
});

test("a job that cannot be stopped runs to its end, and its recovery point is deleted with the others", async () => {
  backup.someJob(own, resources.database);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(
    /1 left, 1 of them \(RDS\) cannot be stopped and have to run to their end/,
  );
  expect(backup.backupJobs().map(({ state }) => state)).toEqual(["COMPLETED"]);
  expect(pointsIn(own)).toBe(0);
});

test("a recovery point that is already being deleted is waited for", async () => {
  const { arn } = backup.seedRecoveryPoint({
    vaultName: own,
    resourceArn: resources.volume,
    status: "DELETING",
  });
  const operator = startOperator({
    whileWaiting: (milliseconds) => {
      backup.clock.advance(milliseconds);
      const point = backup.recoveryPoints().find((candidate) => candidate.arn === arn);
      if (point) point.status = "COMPLETED";
    },
  });
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(pointsIn(own)).toBe(0);
});

test("what AWS's role cannot delete is named, the stack stays, and a second run finishes the work", async () => {
  const { arn } = backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.table });
  backup.willNotDelete(arn);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: AWS could not delete 1 recovery point, such as arn:\S+: .*EXPIRED.* lacks the permission/,
  );
  expect(backup.recoveryPoints().map((point) => point.arn)).toEqual([arn]);
  expect(destroyCalls()).toEqual([]);
  expect(deletedParameters()).toEqual([]);
  const repaired = await startAwsBackup();
  const later = newOperator({ project, endpoint: repaired.url, whileWaiting: repaired.clock.advance });
  expect(await later.run(command, "--yes")).toBe(0);
  expect(destroyCalls()).toEqual([destroyed]);
  await repaired.close();
});

const lockVaults = (lockDate?: Date): void => {
  for (const vault of backup.vaults()) {
    vault.lock = { minRetentionDays: 7, maxRetentionDays: undefined, lockDate };
  }
};

describe("a locked vault", () => {
  const dayMilliseconds = 86_400_000;
  const daysFromNow = (days: number): Date =>
    new Date(Date.parse("2026-08-22T02:00:00Z") + days * dayMilliseconds);

  test.each([
    [undefined, ""],
    [daysFromNow(3), ", which is possible until 2026-08-25"],
  ])("with lock date %p is not emptied, and nothing else goes either", async (lockDate, until) => {
    backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
    lockVaults(lockDate);
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `vault ${own} is locked, so AWS deletes none of its 1 recovery point; nothing was deleted; remove lock from stages/dev.ts and run \`npm run deploy -- dev eu-west-1\`${until}, then repeat the command`,
    );
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  });

  test("that nobody can unlock says until when AWS keeps what is in it", async () => {
    backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
    lockVaults(daysFromNow(-1));
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /since 2026-08-21 nobody can remove the lock of vault backup-notifications-dev, and AWS keeps its 1 recovery point until (?:their retention ends|\d{4}-\d\d-\d\d); nothing was deleted/,
    );
    expect(destroyCalls()).toEqual([]);
  });

  test("that nobody can unlock goes where it is empty, and Terraform does not try to unlock it", async () => {
    lockVaults(daysFromNow(-1));
    const address = "aws_backup_vault_lock_configuration.vault_lock";
    const lock = { address, type: "aws_backup_vault_lock_configuration", values: {} };
    project.holds([vaultResource(), lock]);
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(project.calls()).toContainEqual(expect.stringContaining(`terraform state rm ${address}`));
    expect(destroyCalls()).toEqual([destroyed]);
  });

  test("that is empty goes", async () => {
    lockVaults();
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(destroyCalls()).toEqual([destroyed]);
  });
});

describe("an air-gapped vault", () => {
  const name = "records-air-gapped";
  beforeEach(() => {
    backup.seedVault({ name });
    project.holds([vaultResource(), { type: "aws_backup_logically_air_gapped_vault", values: { name } }]);
  });

  test("with recovery points keeps the stage: nobody can delete them", async () => {
    backup.seedRecoveryPoint({ vaultName: name, resourceArn: resources.volume });
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /nobody can delete the 1 recovery point in the air-gapped vault records-air-gapped before (?:their retention ends|\d{4}-\d\d-\d\d); nothing was deleted; repeat the command after that/,
    );
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  });

  test("without any goes with the stage", async () => {
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(destroyCalls()).toEqual([destroyed]);
  });
});

describe("a vault whose access policy lets only one role delete", () => {
  const role = "arn:aws:iam::111122223333:role/ops/break-glass";
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Other",
        Effect: "Deny",
        Principal: "*",
        Action: "backup:StartRestoreJob",
        Resource: "*",
        Condition: { ArnNotEquals: { "aws:SourceArn": ["arn:aws:backup:*"] } },
      },
      {
        Sid: "OnlyBreakGlassRole",
        Effect: "Deny",
        Principal: "*",
        Action: ["backup:DeleteRecoveryPoint"],
        Resource: "*",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": role } },
      },
    ],
  });

  beforeEach(() => {
    backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
    for (const vault of backup.vaults()) vault.accessPolicy = policy;
  });

  test.each([
    "arn:aws:sts::111122223333:assumed-role/Admin/break-glass",
    "arn:aws:sts::444455556666:assumed-role/break-glass/alice",
    "arn:aws:iam::111122223333:user/break-glass",
  ])("is not emptied by %s, and nothing else goes either", async (Arn) => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `the access policy of vault ${own} lets only ${role} delete recovery points, and these credentials are ${Arn}'s; nothing was deleted; run cleanup as that role`,
    );
    expect(pointsIn(own)).toBe(1);
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
  });

  test("is emptied by that role", async () => {
    const Arn = "arn:aws:sts::111122223333:assumed-role/break-glass/alice";
    sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
    backup.isCalledBy(role);
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(destroyCalls()).toEqual([destroyed]);
  });

  describe("is tried with a warning where AWS does not say what the policy is:", () => {
    const warning =
      /Of vault backup-notifications-dev AWS did not say whether its access policy denies deletions: .*privileges/;

    beforeEach(() => backup.deny("backup:GetBackupVaultAccessPolicy"));

    test("that role empties it", async () => {
      backup.isCalledBy(role);
      const operator = startOperator();
      expect(await operator.run(command, "--yes")).toBe(0);
      expect(operator.output()).toMatch(warning);
    });

    test("AWS itself refuses anyone else", async () => {
      const operator = startOperator();
      expect(await operator.run(command, "--yes")).toBe(1);
      expect(operator.output()).toMatch(warning);
      expect(operator.output()).toContain("AWS denied backup:DeleteRecoveryPoint");
      expect(pointsIn(own)).toBe(1);
      expect(destroyCalls()).toEqual([]);
    });
  });
});

test.each([
  [
    "S3",
    "arn:aws:s3:::orders",
    /a legal hold, an access point of the backup, which `aws backup list-backup-access-points-by-recovery-point --recovery-point-arn arn:\S+ --region eu-west-1` shows, or a parent/,
  ],
  ["EBS", resources.volume, /a legal hold, or a parent recovery point\)/],
])(
  "a lock that AWS does not show keeps recovery points of %s; AWS's message and possible causes are shown",
  async (_, resourceArn, causes) => {
    backup.seedRecoveryPoint({ vaultName: own, resourceArn });
    lockVaults();
    backup.deny("backup:DescribeBackupVault");
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /AWS refused to delete 1 recovery point, .*its backup vault is locked; fix it \(a vault lock, /,
    );
    expect(operator.output()).toMatch(causes);
    expect(pointsIn(own)).toBe(1);
    expect(destroyCalls()).toEqual([]);
  },
);

test("a legal hold keeps its recovery points, and is named", async () => {
  const { arn } = backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  backup.seedLegalHold({ title: "audit 2026", recoveryPointArns: [arn] });
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toContain(`; legal hold audit 2026 (hold-`);
  expect(operator.output()).toContain(`) holds ${arn}`);
  expect(destroyCalls()).toEqual([]);
});

test("a deletion that never ends times out after half an hour", async () => {
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume, status: "DELETING" });
  let waitedMilliseconds = 0;
  const operator = startOperator({
    whileWaiting: (milliseconds) => {
      waitedMilliseconds += milliseconds;
    },
  });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /1 recovery point of vault \S+ left, and none was deleted in the last 30 minutes/,
  );
  expect(waitedMilliseconds).toBeLessThanOrEqual(31 * 60_000);
  expect(destroyCalls()).toEqual([]);
});

test("without cdktf, one sentence says what to install", async () => {
  project.removeProgram("cdktf");
  const operator = startOperator({ env: { PATH: project.bareSearchPath } });
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /cdktf was not found; run `npm ci --ignore-scripts` in the project's folder/,
  );
});

test("a second attempt is made when cdktf fails once because of a new job", async () => {
  project.cdktfFails(1);
  const operator = startOperator();
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(0);
  expect(destroyCalls()).toEqual([destroyed, destroyed]);
  expect(operator.output()).toMatch(/not destroyed on the first attempt.*\n.*Stopping the jobs/);
});

test("when cdktf fails twice, one sentence says so; the next run finishes it", async () => {
  project.cdktfFails(1, 1);
  const operator = startOperator();
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /could not destroy stage dev; .*run `npm run cleanup -- dev eu-west-1` again$/,
  );
  ssm.on(DeleteParameterCommand).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(project.isDeployed()).toBe(false);
});

test("after a partial destruction, Terraform's state shows which vault is the stage's own", async () => {
  project.halfDeployed([
    { type: "aws_iam_role", values: { arn: "arn:aws:iam::111122223333:role/x" } },
    vaultResource(),
  ]);
  stores("/backup-notifications/dev/slack-webhook-url");
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(pointsIn(own)).toBe(0);
  expect(destroyCalls()).toEqual([destroyed]);
  expect(deletedParameters()).toEqual([]);
  expect(operator.output()).toMatch(/Untouched: the stored Slack secrets, because the outputs .* incomplete/);
  expect(operator.output()).toContain(
    "aws ssm delete-parameter --name /backup-notifications/dev/slack-webhook-url --region eu-west-1",
  );
});

test("a destruction that deleted the vault and then stopped is finished", async () => {
  project.halfDeployed([{ type: "aws_kms_key", values: { arn: outputsOf().key_arn } }]);
  await backup.removeVault(own);
  backup.deny("backup:DescribeBackupVault");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(/nothing of vault backup-notifications-dev: AWS has no such vault/);
  expect(destroyCalls()).toEqual([destroyed]);
});

test("where nothing is deployed, there is nothing to do, and that is not a failure", async () => {
  expect(await startOperator().run(command, "--yes")).toBe(0);
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(operator.output()).toMatch(/Nothing to do: stage dev is not deployed in eu-west-1\.$/);
  expect(destroyCalls()).toHaveLength(1);
});

test.each(refusals)(
  "where no state is here and AWS %s, there is something to do elsewhere",
  async (_, aws, sentence) => {
    project.remove();
    project = makeProjectFolder();
    aws(kms);
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(sentence);
    expect(operator.output()).not.toMatch(/Nothing to do/);
    expect(ssm.calls()).toEqual([]);
    expect(backup.calls).toEqual([]);
  },
);

test("a stage without its own vault loses only its stack", async () => {
  project.synthesizes({ vaultName: undefined, existingVaults: ["Default"] });
  const vault = { vault_name: "", vault_arn: "", vault_force_destroy: "" } as const;
  project.deployed(outputsOf({ ...vault, existing_vault_names: "Default" }));
  backup.seedRecoveryPoint({ vaultName: "Default", resourceArn: resources.volume });
  backup.someJob("Default", resources.table);
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(backup.calls).toEqual([]);
  expect(pointsIn("Default")).toBe(1);
});

describe("a vault to which AWS denies access", () => {
  beforeEach(() => backup.deny("backup:DescribeBackupVault"));

  test("but which it lists, is there: it is emptied", async () => {
    backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(pointsIn(own)).toBe(0);
  });

  test("and which it does not list, is gone: the rest goes on", async () => {
    await backup.removeVault(own);
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(operator.output()).toMatch(/nothing of vault backup-notifications-dev: AWS has no such vault/);
    expect(destroyCalls()).toEqual([destroyed]);
  });

  test.each([
    [
      "list of vaults that is denied, too",
      async () => backup.deny("backup:ListBackupVaults"),
      /ListBackupVaults/,
    ],
    ["list without any vault", deleteEveryVault, /the list of all vaults is empty, too.*state rm/],
  ])("with a %s, is unknown: nothing is deleted", async (_what, change, reason) => {
    await change();
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /Error: nothing was deleted: AWS, asked for vault backup-notifications-dev, did not answer: /,
    );
    expect(operator.output()).toMatch(reason);
    expect(deletedParameters()).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  });
});

test("recovery points that AWS does not list are not taken for none", async () => {
  backup.deny("backup:ListRecoveryPointsByBackupVault");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(/AWS denied backup:ListRecoveryPointsByBackupVault/);
  expect(deletedParameters()).toEqual([]);
  expect(destroyCalls()).toEqual([]);
});

describe("jobs that hold recovery points", () => {
  const otherVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:Default";
  let point: string;

  beforeEach(() => {
    point = backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.table }).arn;
    const runningMs = 7_200_000;
    backup.willEnd(resources.table, { state: "COMPLETED", runningMs }, "copy");
    backup.willEnd(resources.table, { state: "COMPLETED", runningMs }, "restore");
  });

  const iamRoleArn = outputsOf().backup_role_arn;

  const copyIt = (): string =>
    backup.startCopyJob({
      sourceVaultName: own,
      recoveryPointArn: point,
      destinationVaultArn: otherVault,
      iamRoleArn,
      lifecycle: undefined,
    }).id;

  test("are named before the operator consents, and again where AWS does not delete the points", async () => {
    const [copy, restore] = [copyIt(), backup.startRestoreJob({ recoveryPointArn: point, iamRoleArn }).id];
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    const [before = "", after = ""] = operator.output().split("Error: ");
    for (const text of [before, after]) {
      expect(text).toContain(`copy job ${copy} to ${otherVault} holds ${point}`);
      expect(text).toContain(`restore job ${restore} holds ${point}`);
    }
    expect(destroyCalls()).toEqual([]);
  });

  test("are unknown, not absent, where AWS does not list them", async () => {
    backup.deny("backup:ListCopyJobs");
    const operator = startOperator({ isInteractive: true, answers: { confirm: false } });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(
      /it is not known which copy jobs hold recovery points: AWS denied backup:ListCopyJobs/,
    );
  });

  test("of another vault are not named", async () => {
    const { arn } = backup.seedRecoveryPoint({ vaultName: "Default", resourceArn: resources.volume });
    backup.startRestoreJob({ recoveryPointArn: arn, iamRoleArn });
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(operator.output()).not.toMatch(/restore job/);
  });
});

test("what the queues still hold is said before they are destroyed", async () => {
  const { queue_url, dead_letter_queue_url } = outputsOf();
  const answers = (QueueUrl: string, Attributes: Record<string, string>) =>
    sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({ Attributes });
  answers(queue_url, { ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "2" });
  answers(dead_letter_queue_url, {});
  const operator = startOperator({ isInteractive: true, answers: { confirm: false } });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/queue backup-notifications-dev: 1 event waiting, 2 in flight/);
  expect(operator.output()).toMatch(
    /queue backup-notifications-dev-dead: not answered: SQS returned no number of messages/,
  );
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: dead_letter_queue_url })
    .rejects(
      Object.assign(new Error("not authorized to perform: sqs:GetQueueAttributes"), { name: "AccessDenied" }),
    );
  const denied = startOperator({ isInteractive: true, answers: { confirm: false } });
  expect(await denied.run(command)).toBe(1);
  expect(denied.output()).toMatch(/queue backup-notifications-dev-dead: not answered: AWS denied sqs:/);
});

test("a second attempt is not made where AWS no longer says whose the vault is", async () => {
  project.cdktfFails(1);
  let asked = 0;
  const denied = { kind: "error", status: 403, type: "AccessDeniedException" } as const;
  backup.inject((operation) => {
    if (operation !== "ListTags") return undefined;
    asked += 1;
    return asked > 1 ? denied : undefined;
  });
  const operator = startOperator();
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: there is no second attempt: AWS, asked for the tags of vault backup-notifications-dev, did not answer: AWS denied backup:ListTags/,
  );
  expect(destroyCalls()).toEqual([destroyed]);
});

test("--keep-stack empties the vault and leaves webhook and stack", async () => {
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  const operator = startOperator();
  expect(await operator.run(command, "--yes", "--keep-stack")).toBe(0);
  expect(pointsIn(own)).toBe(0);
  expect(ssm.calls()).toEqual([]);
  expect(project.isDeployed()).toBe(true);
  expect(operator.output()).not.toMatch(/stack backup-notifications-dev, with everything/);
});

test("flags after -- are passed to cdktf", async () => {
  expect(await startOperator().run(command, "--yes", "--", "--skip-provider-lock")).toBe(0);
  expect(destroyCalls()[0]).toMatch(/--auto-approve --skip-provider-lock/);
});

test("Ctrl-C stops the work and reports what continues, and the next run finishes it", async () => {
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  backup.someJob(own, resources.instance);
  const operator = startOperator({ whileWaiting: () => operator.interrupt() });
  expect(await operator.run(command, "dev", "--yes")).toBe(130);
  expect(operator.output()).toMatch(
    /Stopped\. AWS finishes what it was asked to stop or delete; .*To resume: npm run cleanup -- dev eu-west-1$/,
  );
  expect(pointsIn(own)).toBe(1);
  expect(destroyCalls()).toEqual([]);
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(pointsIn(own)).toBe(0);
});
