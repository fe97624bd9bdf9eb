import { z } from "zod";
import { all, only, synthesize, vaultStage } from "../../../fixtures/stack";

const widgets = z.object({
  widgets: z.array(z.object({ type: z.string(), properties: z.record(z.string(), z.unknown()) })),
});

const stack = synthesize({ ...vaultStage, existingVaults: ["Default"], eventBridge: true });
const dashboard = only(stack, "aws_cloudwatch_dashboard");
const text = String(dashboard["dashboard_body"]);

test("a stage has a dashboard with its own name, unless it sets dashboard to false", () => {
  expect(dashboard["dashboard_name"]).toBe("backup-notifications-test-eu-central-1");
  expect(stack.output["dashboard_name"]?.value).toMatch(
    /^\$\{aws_cloudwatch_dashboard\.\S+\.dashboard_name\}$/,
  );
  const without = synthesize({ ...vaultStage, dashboard: false });
  expect(all(without, "aws_cloudwatch_dashboard")).toEqual([]);
  expect(without.output["dashboard_name"]).toEqual({ value: "" });
});

test("the dashboard shows every alarm of the stack, and no other", () => {
  const [first] = widgets.parse(JSON.parse(text)).widgets;
  const ids = Object.keys(stack.resource["aws_cloudwatch_metric_alarm"] ?? {});
  expect(ids.length).toBeGreaterThan(10);
  expect([...z.array(z.string()).parse(first?.properties["alarms"])].sort()).toEqual(
    ids.map((id) => `\${aws_cloudwatch_metric_alarm.${id}.arn}`).sort(),
  );
});

test("the dashboard shows the stack's own vault and those that it only subscribes to", () => {
  expect(text).toMatch(
    /BackupVaultName=\\"\$\{aws_backup_vault\.vault_\w+\.name\}\\" OR BackupVaultName=\\"Default\\"/,
  );
});

test("the dashboard shows queues and function of the stack", () => {
  expect(text).toContain('"QueueName","backup-notifications-test-events"');
  expect(text).toContain('"QueueName","backup-notifications-test-dead-letters"');
  expect(text).toMatch(/"FunctionName","\$\{aws_lambda_function\.notifier_\w+\.function_name\}"/);
});
