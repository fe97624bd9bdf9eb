import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const stateSchema = z.object({ outputs: z.object({ region: z.object({ value: z.string() }) }) });

/** The Region in which a local state file says that its stage is deployed; absent where it does not say. */
export const deployedRegionOf = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data?.outputs.region.value;
  } catch {
    // Terraform says better what is wrong with its file.
    return undefined;
  }
};
