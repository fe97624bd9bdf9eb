import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What distinguishes one state from another. (Terraform, state format version 4) */
const stateSchema = z.object({
  lineage: z.string(),
  serial: z.number(),
  resources: z.array(z.object({ mode: z.string() })),
  outputs: z.object({ account_id: z.object({ value: z.string() }).optional() }).optional(),
});

/** A state of Terraform: whose it is, how new it is, and how much it knows. */
export type State = {
  readonly lineage: string;
  readonly serial: number;
  readonly resourceCount: number;
  /** Absent in the state of a deployment that stopped halfway. */
  readonly accountId?: string;
};

/** Reads a state's JSON; absent where it is none. */
export const readState = (json: string): State | undefined => {
  try {
    const { lineage, serial, resources, outputs } = stateSchema.parse(JSON.parse(json));
    const accountId = outputs?.account_id?.value;
    return {
      lineage,
      serial,
      resourceCount: resources.filter(({ mode }) => mode === "managed").length,
      ...(accountId !== undefined && { accountId }),
    };
  } catch {
    return undefined;
  }
};

/** The state in a file; `absent` without a file, `unreadable` where it is no state. */
export const readStateFile = (file: string): State | "absent" | "unreadable" =>
  existsSync(file) ? (readState(readFileSync(file, "utf8")) ?? "unreadable") : "absent";
