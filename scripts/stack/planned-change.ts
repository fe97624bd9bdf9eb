import { z } from "zod";

const changeSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()),
    before: z
      .looseObject({
        name: z.string().optional(),
        id: z.string().optional(),
        url: z.string().optional(),
        protocol: z.string().optional(),
        endpoint: z.string().optional(),
        policy: z.string().optional(),
      })
      .nullish(),
    after: z
      .looseObject({
        backup_vault_name: z.string().nullish(),
        changeable_for_days: z.number().nullish(),
      })
      .nullish(),
  }),
});

const planSchema = z.object({
  resource_changes: z.array(changeSchema).default([]),
  output_changes: z.record(z.string(), z.object({ actions: z.array(z.string()) })).default({}),
});

/** A resource in Terraform's plan, and what it was before. */
export type Change = z.output<typeof changeSchema>;

export type Verb = "add" | "change" | "replace" | "destroy";

/** What happens to a resource; nothing where Terraform only reads it, or leaves it as it is. */
export const verbOf = ({ change: { actions } }: Change): Verb | undefined => {
  if (actions.includes("delete")) return actions.includes("create") ? "replace" : "destroy";
  if (actions.includes("create")) return "add";
  return actions.includes("update") ? "change" : undefined;
};

/** What an approved plan does. */
export type PlannedChanges = {
  readonly changes: readonly Change[];
  /** Whether there is anything to apply: also outputs, and resources that only get another address in the state. */
  readonly isEmpty: boolean;
};

/** Reads the answer of `terraform show -json <plan>`. */
export const readPlannedChanges = (json: string): PlannedChanges => {
  const { resource_changes: changes, output_changes: outputs } = planSchema.parse(JSON.parse(json));
  const isSame = (actions: readonly string[]): boolean =>
    actions.every((action) => action === "no-op" || action === "read");
  return {
    changes,
    isEmpty:
      changes.every(({ previous_address: moved, change }) => moved === undefined && isSame(change.actions)) &&
      Object.values(outputs).every(({ actions }) => isSame(actions)),
  };
};
