import { resolve } from "node:path";
import type { Context } from "../../scripts/program/context";
import { quoted } from "../../scripts/program/credential";
import { wrongUsage } from "../../scripts/program/failure";
import { stageNames } from "../../src/stage/load";
import { runScan } from "./scan";

const defaultStages = ["dev", "prod"] as const;

/**
 * The stages to scan, each once.
 * @throws Failure (exit code 2) where one does not exist.
 */
const stagesOf = (asked: readonly string[], { projectDir, env }: Context): readonly string[] => {
  const known = stageNames(resolve(projectDir, env["STAGES_DIR"] || "stages"));
  const stages = [...new Set(asked.length > 0 ? asked : defaultStages)];
  const unknown = stages.find((stage) => !known.includes(stage));
  if (unknown === undefined) return stages;
  throw wrongUsage(`there is no stage ${quoted(unknown)}; the stages are ${known.join(", ") || "none"}`);
};

/** Scans the stages, and removes everything it started, even after Ctrl-C. */
export const scan = (asked: readonly string[], context: Context): Promise<void> =>
  runScan({ stages: stagesOf(asked, context) }, context);
