import { z } from "zod";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { lockProblemIn } from "../state/lock";
import { commandLineOf, stackDirOf, type Target, terraform } from "./commands";
import { lastLines } from "./deployment";
import { type Plan, withPlan } from "./plan";
import { verbOf } from "./planned-change";

/** A line of `terraform apply -json`. (Terraform, machine-readable UI) */
const lineSchema = z.object({
  type: z.string(),
  "@message": z.string().optional(),
  diagnostic: z
    .object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
});

type Problem = NonNullable<z.output<typeof lineSchema>["diagnostic"]>;

const parseLine = (line: string): z.output<typeof lineSchema> | undefined => {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

const sentenceOf = ({ summary, detail, address }: Problem): string =>
  [address, summary, detail?.trim().replace(/\s+/g, " ")]
    .filter((part) => part !== undefined && part !== "")
    .join(": ");

type Applied =
  | { readonly kind: "applied" }
  | { readonly kind: "failed"; readonly problems: readonly Problem[]; readonly text: string };

const run = async (plan: Plan, target: Target, context: Context): Promise<Applied> => {
  const total = plan.changes.filter((change) => verbOf(change) !== undefined).length;
  const problems: Problem[] = [];
  let done = 0;
  const { exitCode, stdout, stderr } = await context.terminal.step("Applying the plan", (report) =>
    terraform(
      ["apply", "-json", "-input=false", plan.file],
      target,
      context,
      stackDirOf(target.stage, context),
      (text) => {
        const line = parseLine(text);
        if (line?.diagnostic?.severity === "error") problems.push(line.diagnostic);
        if (line?.type === "apply_complete") done += 1;
        if (line?.type === "apply_complete" || line?.type === "apply_progress") {
          report(`${Math.min(done, total)} of ${total}, ${line["@message"] ?? ""}`);
        }
      },
    ),
  );
  if (exitCode === 0) return { kind: "applied" };
  return { kind: "failed", problems, text: lastLines(stderr || stdout) };
};

const isOfNotifications = ({ address = "" }: Problem): boolean =>
  address.startsWith("aws_backup_vault_notifications.");

/** AWS Backup may not see yet, for some seconds, that its topic's policy admits it. */
const canRetry = (applied: Applied): boolean =>
  applied.kind === "failed" && applied.problems.length > 0 && applied.problems.every(isOfNotifications);

/** Plans the rest, and applies it only where it holds nothing that was not approved. */
const retry = (
  approved: Plan,
  target: Target,
  flags: readonly string[],
  context: Context,
): Promise<Applied> => {
  const keysOf = ({ changes }: Plan): readonly string[] =>
    changes.flatMap((change) =>
      verbOf(change) === undefined ? [] : [`${change.address} ${change.change.actions.join()}`],
    );
  const known = new Set(keysOf(approved));
  return withPlan(target, flags, context, async (rest) => {
    const more = keysOf(rest).filter((key) => !known.has(key));
    if (more.length === 0) return run(rest, target, context);
    throw new Failure(
      `a notification setting of a vault could not be made, and a second plan differs from the one that was approved (${more.join("; ")}); run \`${commandLineOf("deploy", target)}\` again`,
    );
  });
};

/**
 * Applies an approved plan; once more where only the notification settings of vaults failed.
 * @throws Failure with Terraform's errors.
 */
export const applyPlan = async (
  plan: Plan,
  target: Target,
  flags: readonly string[],
  context: Context,
): Promise<void> => {
  let applied = await run(plan, target, context);
  if (canRetry(applied)) {
    context.terminal.warn("AWS Backup did not take a vault's notification setting; trying once more.");
    applied = await retry(plan, target, flags, context);
  }
  if (applied.kind === "applied") return;
  const { problems, text } = applied;
  const locked = problems.map(({ summary, detail }) => lockProblemIn(`${summary}\n${detail}`, target));
  throw new Failure(
    locked.find((problem) => problem !== undefined) ??
      `Terraform could not deploy stage ${target.stage}:\n${problems.length > 0 ? problems.map((problem) => `  - ${sentenceOf(problem)}`).join("\n") : text}\nFix it and run \`${commandLineOf("deploy", target)}\` again`,
  );
};
