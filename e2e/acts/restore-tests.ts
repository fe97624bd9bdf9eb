import { setTimeout as delay } from "node:timers/promises";
import {
  BackupClient,
  ListRestoreTestingPlansCommand,
  ListRestoreTestingSelectionsCommand,
  PutRestoreValidationResultCommand,
} from "@aws-sdk/client-backup";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { RestoreJob } from "../../local/aws/backup/job";
import { idsIn } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { checkRole, each, type Permission, queueArnOf } from "./permissions";
import { checkAt } from "./watch";

const waitSeconds = 120;

const backupClient = ({ cloud }: DeployedScene): BackupClient =>
  new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });

const arnIn = ({ outputs }: DeployedScene, part: string): string =>
  idsIn(outputs.test_resource_arns).find((arn) => arn.includes(part)) ?? "";

/** What AWS would make of a recovery point: a table like its source, with an item. */
const restoreTable = async ({ cloud }: DeployedScene, source: string, TableName: string): Promise<void> => {
  const dynamo = new DynamoDBClient(clientConfig(cloud));
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: source }));
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await waitUntilTableExists({ client: dynamo, maxWaitTime: waitSeconds, minDelay: 1 }, { TableName });
  const keys = (Table?.KeySchema ?? []).map(({ AttributeName }) => [AttributeName, { S: "1" }]);
  await dynamo.send(new PutItemCommand({ TableName, Item: Object.fromEntries(keys) }));
};

/** A table of which everything is restored, and a bucket of which nothing is: both have a verdict, in Slack and in AWS Backup. */
export const testWhatIsBackedUp = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, workspace, outputs } = scene;
  const planName = outputs.restore_test_plan_names;
  const [table, bucket] = [arnIn(scene, ":table/"), arnIn(scene, ":s3:")];
  const [tableName = "", bucketName = ""] = [table.split("/").at(-1), bucket.split(":").at(-1)];

  await step("AWS has the restore testing plan, with a selection for each type", async () => {
    const { RestoreTestingSelections = [] } = await backupClient(scene).send(
      new ListRestoreTestingSelectionsCommand({ RestoreTestingPlanName: planName }),
    );
    const types = RestoreTestingSelections.map(({ ProtectedResourceType }) => ProtectedResourceType).sort();
    must(types.join() === "DynamoDB,S3", `its selections are of ${types.join()}`);
  });
  await step("table and bucket are backed up", () =>
    workspace.npm("trigger-backup", { says: ["ended COMPLETED"] }),
  );
  const after = slack.messages.length;
  await step(
    "the tests are due: AWS Backup restores the table, and a bucket without its objects",
    async () => {
      const jobs = cloud.backup.runRestoreTest(planName);
      must(jobs.length === 2, `${jobs.length} restores began, expected 2`);
      for (const { resourceArn, newName = "" } of jobs) {
        if (resourceArn === table) await restoreTable(scene, tableName, newName);
        else
          await new S3Client({ ...clientConfig(cloud), forcePathStyle: true }).send(
            new CreateBucketCommand({ Bucket: newName }),
          );
      }
    },
  );
  await step("the table's test passed, with its time and its promise", async () => {
    const says = [tableName, "of 1 h", "keys"];
    await awaitMessage(cloud, slack, { title: "Restore test passed", says, after }, waitSeconds);
  });
  await step("the bucket's test failed, with the reason", async () => {
    const says = [bucketName, "no object, but its backup has"];
    await awaitMessage(cloud, slack, { title: "Restore test failed", says, after }, waitSeconds);
  });
  await step("AWS Backup gets both results, after Slack has the verdicts", async () => {
    const wanted = [`${bucket} FAILED`, `${table} SUCCESSFUL`].sort().join();
    const results = (): string =>
      cloud.backup
        .restoreJobs()
        .filter(({ test }) => test !== undefined)
        .map(({ resourceArn, validation }) => `${resourceArn} ${validation?.status}`)
        .sort()
        .join();
    const deadline = Date.now() + waitSeconds * 1000;
    while (results() !== wanted) {
      must(Date.now() < deadline, `it has ${results()}`);
      await delay(200);
    }
  });
  await step("each test is one message: the restores themselves are not posted", async () => {
    // A message about the backups before may still be on its way: only messages about a restore count.
    const titles = slack.messages.slice(after).map(({ text }) => text.split(":")[0] ?? text);
    const ofRestores = titles.filter((title) => /restore/i.test(title)).sort();
    must(
      ofRestores.join() === "Restore test failed,Restore test passed",
      `Slack has ${ofRestores.join(", ")}`,
    );
  });
};

/** Waits until restores are as they should be. */
const awaitRestores = async (
  { cloud }: DeployedScene,
  ids: readonly string[],
  wordOf: (job: RestoreJob) => string | undefined,
  wanted: readonly string[],
): Promise<void> => {
  const words = () =>
    cloud.backup.restoreJobs().flatMap((job) => (ids.includes(job.id) ? (wordOf(job) ?? "not known") : []));
  const deadline = Date.now() + waitSeconds * 1000;
  while (!words().every((word) => wanted.includes(word))) {
    must(Date.now() < deadline, `they are ${words().join(", ")}, expected ${wanted.join(" or ")}`);
    await delay(50);
  }
};

const hourMilliseconds = 3_600_000;

/**
 * Results of which the validator says nothing, since someone else gave them first: the watch says them, and names what AWS Backup
 * could not delete. It has checked `checks` times before.
 */
export const reportWhatTheValidatorDoesNot = async (scene: DeployedScene, checks: number): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const [table, bucket] = [arnIn(scene, ":table/"), arnIn(scene, ":s3:")];
  const [tableName = "", bucketName = ""] = [table.split("/").at(-1), bucket.split(":").at(-1)];
  const after = slack.messages.length;
  await step("the tests are due again, and someone else gives AWS Backup the results", async () => {
    cloud.backup.willNotDeleteRestored(bucket);
    const events = new EventBridgeClient(clientConfig(cloud));
    const rule = { Name: outputs.restore_test_rule_name };
    // Else the function might be first.
    await events.send(new DisableRuleCommand(rule));
    const ids = cloud.backup.runRestoreTest(outputs.restore_test_plan_names).map(({ id }) => id);
    await awaitRestores(scene, ids, ({ state }) => state, ["COMPLETED"]);
    for (const RestoreJobId of ids) {
      const ValidationStatus = "SUCCESSFUL";
      await backupClient(scene).send(
        new PutRestoreValidationResultCommand({ RestoreJobId, ValidationStatus }),
      );
    }
    await events.send(new EnableRuleCommand(rule));
    await awaitRestores(scene, ids, ({ deletion }) => deletion?.status, ["SUCCESSFUL", "FAILED"]);
  });
  await step("the watch reports the results late", async () => {
    await checkAt(scene, new Date(Date.now() + 2 * hourMilliseconds), checks + 1);
    for (const name of [tableName, bucketName])
      await awaitMessage(cloud, slack, { title: "Restore test passed", says: [name], after }, waitSeconds);
  });
  await step("and names the resource that could not be deleted", async () => {
    const says = [bucketName, "awsbackup-restore-test-", "cannot be deleted"];
    await awaitMessage(
      cloud,
      slack,
      { title: "Restore test's resource not deleted", says, after },
      waitSeconds,
    );
  });
};

/** The role with which AWS Backup restores: only AWS Backup can assume it, for this account, and AWS's policies for restores are all it has. */
export const checkRestoreRole = async ({ step, cloud, outputs }: DeployedScene): Promise<void> => {
  await step(
    "only AWS Backup can assume the restore role, which has AWS's policies for restores",
    async () => {
      const iam = new IAMClient(clientConfig(cloud));
      const RoleName = outputs.restore_role_arn.split("/").at(-1);
      const [{ Role }, { AttachedPolicies = [] }, { PolicyNames = [] }] = await Promise.all([
        iam.send(new GetRoleCommand({ RoleName })),
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
        iam.send(new ListRolePoliciesCommand({ RoleName })),
      ]);
      const { Statement } = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}"));
      const [trust, ...others] = Array.isArray(Statement) ? Statement : [Statement];
      const trusted = JSON.stringify([trust?.Effect, trust?.Principal, trust?.Condition, others.length]);
      must(
        trusted ===
          JSON.stringify([
            "Allow",
            { Service: "backup.amazonaws.com" },
            { StringEquals: { "aws:SourceAccount": outputs.account_id } },
            0,
          ]),
        `it trusts ${trusted}`,
      );
      const policies = AttachedPolicies.map(({ PolicyName }) => PolicyName).sort();
      const wanted = "AWSBackupServiceRolePolicyForRestores,AWSBackupServiceRolePolicyForS3Restore";
      must(policies.join() === wanted && PolicyNames.length === 0, `it has ${[...policies, ...PolicyNames]}`);
    },
  );
};

/** A test that waits for its check while the stage is removed: AWS Backup deletes what it made, as it does with every test. */
export const leaveTestUnchecked = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, outputs } = scene;
  await step("the tests are due once more, and no one hears of their restores", async () => {
    const events = new EventBridgeClient(clientConfig(cloud));
    await events.send(new DisableRuleCommand({ Name: outputs.restore_test_rule_name }));
    const ids = cloud.backup.runRestoreTest(outputs.restore_test_plan_names).map(({ id }) => id);
    await awaitRestores(scene, ids, ({ validation }) => validation?.status, ["VALIDATING"]);
  });
};

/** What the emulator enforces only in part: the function has the permissions that it needs, and no others. */
export const checkValidatorPermissions = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, outputs } = scene;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${outputs.region}:${outputs.account_id}:${resource}`;
  const restored = arn("dynamodb", "table/awsbackup-restore-test-1");
  const own = queueArnOf(scene, outputs.restore_test_queue_url);
  const notifiers = queueArnOf(scene, outputs.queue_url);
  const needed: readonly Permission[] = [
    ...each("*", "backup:DescribeRestoreJob", "backup:PutRestoreValidationResult"),
    ...each(restored, "dynamodb:DescribeTable"),
    // That it may count items, its verdict on the table has shown: the emulator simulates no condition.
    ...each(arn("backup", "recovery-point:1"), "backup:DescribeRecoveryPoint"),
    ...each(arn("dynamodb", "table/orders"), "dynamodb:DescribeTable"),
    ...each("arn:aws:s3:::awsbackup-restore-test-1", "s3:ListBucket"),
    ...each("arn:aws:s3:::awsbackup-restore-test-1/key", "s3:GetObject"),
    ...each(own, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage"),
    ...each(notifiers, "sqs:SendMessage"),
  ];
  const forbidden: readonly Permission[] = [
    ...each("*", "backup:StartRestoreJob", "backup:DeleteRecoveryPoint", "ec2:DescribeVolumes"),
    ...each(restored, "dynamodb:DeleteTable", "dynamodb:PutItem", "dynamodb:GetItem"),
    ...each(arn("dynamodb", "table/orders"), "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:Query"),
    ...each("arn:aws:s3:::invoices", "s3:ListBucket"),
    ...each("arn:aws:s3:::invoices/key", "s3:GetObject"),
    ...each("arn:aws:s3:::awsbackup-restore-test-1/key", "s3:DeleteObject", "s3:PutObject"),
    ...each(arn("lambda", "function:any"), "lambda:InvokeFunction"),
    ...each(notifiers, "sqs:ReceiveMessage", "sqs:DeleteMessage"),
    ...each(outputs.topic_arn, "sns:Publish"),
  ];
  await step("the validator's role is allowed what it needs, and nothing else", async () => {
    const { Role = "" } = await new LambdaClient(clientConfig(cloud)).send(
      new GetFunctionConfigurationCommand({ FunctionName: outputs.restore_test_function_name }),
    );
    await checkRole(scene, { title: "the validator", role: Role, needed, forbidden });
  });
};

/** Restore testing plans go with the stack. */
export const testsMustBeGone = async (scene: DeployedScene): Promise<void> => {
  await scene.step("no restore testing plan is left", async () => {
    const { RestoreTestingPlans = [] } = await backupClient(scene).send(
      new ListRestoreTestingPlansCommand({}),
    );
    const left = RestoreTestingPlans.map(({ RestoreTestingPlanName }) => RestoreTestingPlanName);
    must(left.length === 0, `it left ${left.join(", ")}`);
  });
};
