import type { z } from "zod";
import type { stageSchema } from "./stage/schema";

/**
 * The content of a stage file. `vault`, `existingVaults` or `jobs: "all-vaults"` is required; everything else has a default.
 * `defineStage` types it; `loadStage` checks it and reports all problems at once.
 */
export type Stage = z.input<typeof stageSchema>;

/** Types a stage file: `export default defineStage({ ... })`. Checks nothing; `loadStage` does. */
export const defineStage = (stage: Stage): Stage => stage;
