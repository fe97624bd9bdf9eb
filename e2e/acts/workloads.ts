import { BackupClient, UpdateRegionSettingsCommand } from "@aws-sdk/client-backup";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { idsIn } from "../../src/outputs";
import { clientConfig } from "../cloud";
import { awaitMessage, must, mustSay } from "../expectations";
import type { DeployedScene } from "../scene";

/** `db:x-test-database`, `file-system/fs-0abc`, `x-test-bucket-111122223333`. */
const nameIn = (arn: string): string => arn.split(":").slice(5).join(":").split(/[:/]/).at(-1) ?? "";

/** What the stage has to be backed up: each kind once. */
const kinds = ["table", "volume", "database", "file-system", "bucket"] as const;

const arnOf = ({ outputs }: DeployedScene, kind: (typeof kinds)[number]): string => {
  const pattern = {
    table: ":table/",
    volume: ":volume/",
    database: ":rds:",
    "file-system": ":file-system/",
    bucket: ":s3:",
  }[kind];
  return idsIn(outputs.test_resource_arns).find((arn) => arn.includes(pattern)) ?? "";
};

/** Everything in the account that has tags, as AWS's tag lookup says. */
const taggedResources = async ({ cloud }: DeployedScene) => {
  const client = new ResourceGroupsTaggingAPIClient(clientConfig(cloud));
  const found: { readonly arn: string; readonly tags: Record<string, string> }[] = [];
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, {})) {
    for (const { ResourceARN: arn = "", Tags = [] } of ResourceTagMappingList) {
      found.push({ arn, tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])) });
    }
  }
  return found;
};

/** All test resources at once, as an operator starts them, and one alone. */
export const backUpEveryResource = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, slack } = scene;
  await step("npm run trigger-backup backs up every test resource, side by side", async () => {
    const arns = kinds.map((kind) => arnOf(scene, kind));
    must(!arns.includes(""), `the outputs have ${scene.outputs.test_resource_arns}`);
    const result = await workspace.npm("trigger-backup", { says: ["ended COMPLETED"] });
    const ends = result.output.split("ended COMPLETED").length - 1;
    must(ends === kinds.length, `${ends} of ${kinds.length} jobs completed`);
    for (const arn of arns)
      await awaitMessage(cloud, slack, { title: "First backup completed", says: [nameIn(arn)] });
  });
  await step("npm run trigger-backup -- --resource database backs up that one alone", async () => {
    // The other stories start theirs in the same account.
    const jobs = (): number =>
      cloud.backup.backupJobs().filter(({ vaultName }) => vaultName === scene.outputs.vault_name).length;
    const before = jobs();
    const result = await workspace.npm("trigger-backup", { args: ["--resource", "database"] });
    await mustSay(
      result,
      "Waiting for database backup-notifications-e2e-workloads-test-database",
      "ended COMPLETED",
    );
    must(jobs() === before + 1, `${jobs() - before} jobs were started`);
  });
};

/** Both plans run: one takes everything with its tag, the other a database and a bucket by ARN. */
export const backUpByTagAndArn = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  await step("two plans back up by tag and by ARN, with the tags that the resources have", async () => {
    const resources = await taggedResources(scene);
    const [tagged = "", archive = ""] = idsIn(outputs.plan_ids);
    const run = (planId: string, ruleName: string): readonly string[] =>
      cloud.backup.runScheduled({ planId, ruleName, resources }).map(({ resourceArn }) => resourceArn);
    const heard = (kind: (typeof kinds)[number], ruleName: string) =>
      awaitMessage(cloud, slack, { title: "Backup completed", says: [nameIn(arnOf(scene, kind)), ruleName] });
    const byArn = run(archive, "point-in-time");
    must(
      byArn.toSorted().join() === [arnOf(scene, "database"), arnOf(scene, "bucket")].toSorted().join(),
      `by ARN, ${byArn.join(", ") || "nothing"} is backed up`,
    );
    for (const kind of ["database", "bucket"] as const) await heard(kind, "point-in-time");
    const byTag = run(tagged, "daily");
    for (const kind of kinds) must(byTag.includes(arnOf(scene, kind)), `by tag, the ${kind} is left out`);
    must(byTag.length === kinds.length, `by tag, ${byTag.join(", ")} are backed up`);
    for (const kind of kinds) await heard(kind, "daily");
  });
};

/** Whether cleanup left one of them, as AWS's tag lookup says. */
export const mustLeaveNone = async (scene: DeployedScene): Promise<void> => {
  await scene.step("none of the test resources is left", async () => {
    const all = (await taggedResources(scene)).map(({ arn }) => arn);
    const left = idsIn(scene.outputs.test_resource_arns).filter((arn) => all.includes(arn));
    must(left.length === 0, `${left.join(", ")} still exists`);
  });
};

/** A type that the account has not opted in to: doctor and deploy say so, and change nothing. */
export const findTypeThatIsOff = async ({ step, workspace, cloud }: DeployedScene): Promise<void> => {
  const backup = new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });
  const set = (isOn: boolean) =>
    backup.send(new UpdateRegionSettingsCommand({ ResourceTypeOptInPreference: { EFS: isOn } }));
  await step("a type is switched off: npm run plan and doctor name it, with the command", async () => {
    await set(false);
    const says = ["AWS Backup is not enabled for EFS", "so the plans skip the test file system", "EFS=true"];
    await workspace.npm("plan", { says });
    await workspace.npm("doctor", { exitCode: 1, says });
    await set(true);
  });
};
