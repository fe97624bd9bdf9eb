import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What tells one state from another. (Terraform, state format version 4) */
const stateSchema = z.object({
  lineage: z.string(),
  serial: z.number(),
  resources: z.array(z.object({ mode: z.string() })),
});

/** A state of Terraform: whose it is, how new it is, and how much it knows. */
export type State = { readonly lineage: string; readonly serial: number; readonly resourceCount: number };

/** Reads a state's JSON; absent where it is none. */
export const readState = (json: string): State | undefined => {
  try {
    const { lineage, serial, resources } = stateSchema.parse(JSON.parse(json));
    return { lineage, serial, resourceCount: resources.filter(({ mode }) => mode === "managed").length };
  } catch {
    return undefined;
  }
};

/** The state in a file; `absent` without a file, `unreadable` where it is no state. */
export const readStateFile = (file: string): State | "absent" | "unreadable" =>
  existsSync(file) ? (readState(readFileSync(file, "utf8")) ?? "unreadable") : "absent";
