import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../scripts/program/failure";
import { outputsSchema, type StackOutputs, statePathOf } from "../src/outputs";

/** The sandbox's stage. */
export const stage = "dev";

const stateSchema = z.looseObject({ outputs: z.record(z.string(), z.looseObject({ value: z.unknown() })) });

/**
 * The outputs of the stage, as it is deployed now: read from its state file, which takes no time.
 * @throws Failure where it is not deployed.
 */
export const readOutputs = async (project: string): Promise<StackOutputs> => {
  const state = await readFile(join(project, statePathOf(stage)), "utf8").catch(() => '{"outputs":{}}');
  const { outputs } = stateSchema.parse(JSON.parse(state));
  const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
  const read = outputsSchema.safeParse(Object.fromEntries(values));
  if (read.success) return read.data;
  throw new Failure(`stage ${stage} is not deployed; deploy it with \`npm run deploy\`, then \`restore\``);
};
