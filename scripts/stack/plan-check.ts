import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { commandLineOf, type Target, terraform } from "./commands";
import { initialize, lastLines } from "./deployment";
import { runApp } from "./synthesized-stack";

const planSchema = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        type: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: z.looseObject({ name: z.string().optional() }).nullish(),
        }),
      }),
    )
    .default([]),
});

type Change = z.infer<typeof planSchema>["resource_changes"][number];

/** What no backup survives. A role is the backup role by its name, as AWS's own policies tell them apart. */
const guardedNames: Readonly<Record<string, (change: Change) => string | undefined>> = {
  aws_backup_vault: ({ address, change }) => `vault ${change.before?.name ?? address}`,
  aws_kms_key: ({ address }) => `key ${address}`,
  aws_iam_role: ({ change }) => {
    const name = change.before?.name;
    return name?.includes("AWSBackup") ? `backup role ${name}` : undefined;
  },
};

const verbOf = ({ change: { actions } }: Change): "destroys" | "replaces" | undefined => {
  if (!actions.includes("delete")) return undefined;
  return actions.includes("create") ? "replaces" : "destroys";
};

/** `replaces vault x`, for each resource without which there are no backups. */
const lossesIn = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => {
    const verb = verbOf(change);
    const name = guardedNames[change.type]?.(change);
    return verb === undefined || name === undefined ? [] : [`${verb} ${name}`];
  });

const replacedSelectionsIn = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) =>
    change.type === "aws_backup_selection" && verbOf(change) === "replaces"
      ? [change.change.before?.name ?? change.address]
      : [],
  );

/** Terraform's own refusal, which it wraps at the width of a terminal. */
const protectedIn = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/Resource\s+(\S+)\s+has\s+lifecycle\.prevent_destroy/g)].map(
    ([, address]) => `destroys or replaces ${address}`,
  );

const refuse = (losses: readonly string[], target: Target): void => {
  if (losses.length === 0) return;
  const { stage } = target;
  throw new Failure(
    `the plan ${losses.join(", and ")}, so nothing was changed; change stages/${stage}.ts back, or remove the stage first with \`${commandLineOf("cleanup", target)}\``,
  );
};

/** The changes that Terraform plans, in the stage's folder as it is. */
const planIn = async (file: string, target: Target, context: Context): Promise<readonly Change[]> => {
  const plan = ["plan", "-input=false", "-no-color", `-out=${file}`];
  let planned = await terraform(plan, target, context);
  refuse(protectedIn(planned.stderr), target);
  if (planned.exitCode !== 0) {
    // Such as after an update of the providers.
    await initialize(target, context);
    planned = await terraform(plan, target, context);
    refuse(protectedIn(planned.stderr), target);
  }
  if (planned.exitCode !== 0) {
    throw new Failure(`Terraform could not plan stage ${target.stage}:\n${lastLines(planned.stderr)}`);
  }
  const { exitCode, stdout, stderr } = await terraform(["show", "-json", file], target, context);
  if (exitCode !== 0) {
    throw new Failure(`Terraform could not read the plan of stage ${target.stage}:\n${lastLines(stderr)}`);
  }
  return planSchema.parse(JSON.parse(stdout)).resource_changes;
};

/**
 * Checks the plan of a deployed stage before cdktf shows it. Terraform forgets `prevent_destroy` together with a resource
 * that is no longer in the stage file.
 * @returns the backup selections that the plan replaces.
 * @throws Failure where it destroys or replaces a vault, a key or a backup role.
 */
export const checkPlan = async (target: Target, context: Context): Promise<readonly string[]> => {
  const directory = await mkdtemp(join(tmpdir(), "backup-notifications-"));
  try {
    await runApp(target, context, join(context.projectDir, "cdktf.out"));
    const changes = await planIn(join(directory, "plan"), target, context);
    refuse(lossesIn(changes), target);
    return replacedSelectionsIn(changes);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
