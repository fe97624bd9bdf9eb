import { z } from "zod";
import { outputsSchema, type StackOutputs } from "../src/outputs";
import type { Workspace } from "./workspace";

const outputValues = z.record(z.string(), z.object({ value: z.unknown() }));

/** The outputs of a deployed stack. */
export const readOutputs = async (workspace: Workspace): Promise<StackOutputs> => {
  const { output } = await workspace.terraform(["output", "-json"]);
  const values = outputValues.parse(JSON.parse(output));
  return outputsSchema.parse(
    Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
  );
};

const planSchema = z.object({
  resource_changes: z.array(
    z.object({ type: z.string(), change: z.object({ actions: z.array(z.string()) }) }),
  ),
});

/** What Terraform would change now, sorted: `update aws_cloudwatch_log_group`. */
export const readPlannedChanges = async (workspace: Workspace): Promise<readonly string[]> => {
  await workspace.cdktf(["synth"]);
  await workspace.terraform(["plan", "-input=false", "-out=planned"]);
  const { output } = await workspace.terraform(["show", "-json", "planned"]);
  return planSchema
    .parse(JSON.parse(output))
    .resource_changes.filter(({ change }) =>
      change.actions.some((action) => !["no-op", "read"].includes(action)),
    )
    .map(({ type, change }) => `${change.actions.join(" and ")} ${type}`)
    .sort();
};
