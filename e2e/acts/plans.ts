import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { otherTeamsTable } from "./jobs";

/** Each of the stage's plans starts at its time, and backs up what its selections take. */
export const backUpBySelections = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const tagged = { backup: "backup-notifications-e2e-direct", team: "stock" };
  const resources = [
    { arn: otherTeamsTable(scene, "stock"), tags: tagged },
    { arn: otherTeamsTable(scene, "staff"), tags: { ...tagged, team: "people" } },
    { arn: otherTeamsTable(scene, "orders-2026"), tags: {} },
    { arn: otherTeamsTable(scene, "orders-test"), tags: { orders: "yes" } },
    { arn: otherTeamsTable(scene, "receipts"), tags: { orders: "all", env: "prod" } },
    { arn: otherTeamsTable(scene, "drafts"), tags: { orders: "all", env: "dev-1" } },
  ];
  const plans: readonly (readonly [rule: string, tables: readonly string[]])[] = [
    ["daily", ["stock"]],
    // Both selections of a plan; what one excludes, the other can take.
    ["yearly", ["orders-2026", "orders-test", "receipts"]],
  ];
  await step("two plans back up what their selections take by tags and by ARN, and report it", async () => {
    const ids = outputs.plan_ids.split(",");
    must(ids.length === plans.length, `the outputs have ${ids.length} plans`);
    for (const [index, [ruleName, tables]] of plans.entries()) {
      const jobs = cloud.backup.runScheduled({ planId: ids[index] ?? "", ruleName, resources });
      const taken = jobs.map(({ resourceArn }) => resourceArn.split("/").at(-1) ?? "");
      must(taken.join() === tables.join(), `rule ${ruleName} backs up ${taken.join(", ") || "nothing"}`);
      for (const table of tables) {
        await awaitMessage(cloud, slack, { title: "First backup completed", says: [table, ruleName] });
      }
    }
  });
};
