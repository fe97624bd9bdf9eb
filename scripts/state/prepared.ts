import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SynthesizedStack } from "../stack/synthesized-stack";

/** What `terraform init` recorded in a folder: where its state is. (Terraform 1.5 to 1.11, and OpenTofu) */
const recordSchema = z.object({
  backend: z.discriminatedUnion("type", [
    z.object({ type: z.literal("local") }),
    z.object({ type: z.literal("s3"), config: z.object({ bucket: z.string(), key: z.string() }) }),
  ]),
});

/** Where the state is that Terraform was last prepared for in a folder. */
export type PreparedFor =
  /** It was not, or says it in another form. */
  | { readonly kind: "nothing" }
  | { readonly kind: "file" }
  | { readonly kind: "bucket"; readonly bucket: string; readonly key: string };

/** Reads what a stack's folder was prepared for. */
export const preparedFor = (stackDir: string): PreparedFor => {
  const file = join(stackDir, ".terraform", "terraform.tfstate");
  if (!existsSync(file)) return { kind: "nothing" };
  try {
    const { backend } = recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return backend.type === "local" ? { kind: "file" } : { kind: "bucket", ...backend.config };
  } catch {
    return { kind: "nothing" };
  }
};

type Wanted = Pick<SynthesizedStack, "state">;

/** Whether a folder is prepared for the state of a stack, as far as its record says. */
export const isPreparedFor = (prepared: PreparedFor, { state }: Wanted): boolean => {
  if (prepared.kind === "nothing") return true;
  if (prepared.kind === "file" || state === undefined)
    return (prepared.kind === "file") === (state === undefined);
  return prepared.bucket === state.bucket && prepared.key === state.key;
};

/** A key without its account and Region: `team/backup-notifications-prod.tfstate`. */
const withoutPlace = (key: string): string => key.split("/").toSpliced(-3, 2).join("/");

/**
 * Whether a stack's state is another one of the same stage in the same bucket, or the same one with other settings. Each Region and
 * account has its own object there, so Terraform can turn to it, and nothing has to move.
 */
export const isBeside = (prepared: PreparedFor, { state }: Wanted): boolean =>
  prepared.kind === "bucket" &&
  prepared.bucket === state?.bucket &&
  withoutPlace(prepared.key) === withoutPlace(state.key);
