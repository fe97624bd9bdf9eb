import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import { lockProblemIn } from "../state/lock";
import { commandLineOf, stackDirOf, type Target, terraform } from "./commands";
import { initialize, lastLines } from "./deployment";
import { checkRefusal } from "./plan-check";
import { type PlannedChanges, readPlannedChanges } from "./planned-change";

/** A saved plan of Terraform. What was approved is what is applied. */
export type Plan = PlannedChanges & { readonly file: string };

/**
 * The operator's flags for `terraform plan`. cdktf's flag for the provider lock is accepted, and needs nothing here.
 * @throws Failure where a plan would not be a deployment.
 */
const planFlagsOf = (flags: readonly string[], target: Target): readonly string[] => {
  const destroy = flags.find((flag) => /^--?destroy\b/.test(flag));
  if (destroy === undefined) return flags.filter((flag) => flag !== "--skip-provider-lock");
  throw wrongUsage(
    `deploy does not take ${destroy}; to remove the stage, run \`${commandLineOf("cleanup", target)}\``,
  );
};

const savePlan = async (
  file: string,
  flags: readonly string[],
  target: Target,
  context: Context,
): Promise<Plan> => {
  const args = ["plan", ...flags, "-input=false", "-no-color", `-out=${file}`];
  const planned = await terraform(args, target, context);
  checkRefusal(planned.stderr, target);
  if (planned.exitCode !== 0) {
    throw new Failure(
      lockProblemIn(planned.stderr, target) ??
        `Terraform could not plan stage ${target.stage}:\n${lastLines(planned.stderr)}`,
    );
  }
  const shown = await terraform(["show", "-json", file], target, context);
  if (shown.exitCode !== 0) {
    throw new Failure(
      `Terraform could not read the plan of stage ${target.stage}:\n${lastLines(shown.stderr)}`,
    );
  }
  return { file, ...readPlannedChanges(shown.stdout) };
};

/** The plan in Terraform's words: about 1,500 lines for a whole stage. */
export const textOf = async ({ file }: Plan, target: Target, context: Context): Promise<string> =>
  (await terraform(["show", "-no-color", file], target, context)).stdout;

/**
 * Synthesizes the stack, plans it once, and removes the plan afterwards, also on Ctrl-C: a plan may hold values.
 * Terraform keeps the mode of a file that exists.
 * @throws Failure where Terraform cannot plan, or refuses to.
 */
export const withPlan = async <T>(
  target: Target,
  flags: readonly string[],
  context: Context,
  use: (plan: Plan) => Promise<T>,
): Promise<T> => {
  const planFlags = planFlagsOf(flags, target);
  const file = join(stackDirOf(target.stage, context), `deploy-${process.pid}.tfplan`);
  const remove = (): void => rmSync(file, { force: true });
  process.once("exit", remove);
  try {
    const plan = await context.terminal.step("Planning what to change", async () => {
      await initialize(target, context);
      writeFileSync(file, "", { mode: 0o600 });
      return savePlan(file, planFlags, target, context);
    });
    return await use(plan);
  } finally {
    remove();
    process.off("exit", remove);
  }
};
