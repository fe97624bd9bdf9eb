import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { outputsSchema, type StackOutputs, stackIdOf } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { cdktf, type Target } from "./commands";

/** cdktf's outputs file: empty where the plan was not approved, although cdktf then exits with 0, too. */
const outputsFileSchema = z.record(z.string(), outputsSchema);

/**
 * Runs `cdktf deploy` in this terminal.
 * @returns the outputs of the deployed stack.
 * @throws Failure where cdktf fails, or the plan was not approved.
 */
export const deployStack = async (
  target: Target,
  flags: readonly string[],
  retry: string,
  context: Context,
): Promise<StackOutputs> => {
  const stackId = stackIdOf(target.stage);
  const directory = await mkdtemp(join(tmpdir(), "backup-notifications-"));
  const file = join(directory, "outputs.json");
  try {
    const exitCode = await cdktf(["deploy", stackId, ...flags, "--outputs-file", file], target, context);
    if (exitCode !== 0) {
      throw new Failure(
        `cdktf could not deploy stage ${target.stage}; its output above shows why; fix it and run \`${retry}\` again`,
      );
    }
    const outputs = outputsFileSchema.parse(JSON.parse(await readFile(file, "utf8")))[stackId];
    if (outputs !== undefined) return outputs;
    throw new Failure(`the plan was not approved, so nothing was changed; to try again: ${retry}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
