import { z } from "zod";
import { list } from "./field";
import { expected, shown } from "./problem";

const allowed = "a vault name: 2 to 50 letters, digits, - and _";

/** Only AWS makes such vaults, and they notify no one's topic. (Amazon EFS User Guide, automatic backups) */
const isAwsOwn = (input: unknown): boolean => typeof input === "string" && input.startsWith("aws/");

const nameProblem = ({ input }: { readonly input?: unknown }): string =>
  isAwsOwn(input)
    ? `${shown(input)} is a vault of AWS's own, which cannot notify a topic; remove it, and set jobs: "all-vaults" to hear its jobs`
    : expected(allowed, "Default")({ input });

const existingVault = z.string({ error: nameProblem }).regex(/^[0-9A-Za-z_-]{2,50}$/, { error: nameProblem });

/** Vaults that exist already. */
export const existingVaults = list(existingVault, "names of vaults", ["Default"]);
