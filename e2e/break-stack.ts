/** Puts a stack mistake into the stacks that were just synthesized; part of the `app` of a workspace with a mistake. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { breakages } from "./breakages";
import { changedStackJson } from "./stack-change";

const [name] = process.argv.slice(2);
const mistake = breakages.find((breakage) => breakage.name === name)?.mistake;
if (mistake?.kind !== "stack") throw new Error(`"${name}" is no mistake in a stack`);

const stacks = join(process.env["CDKTF_OUTDIR"] ?? "cdktf.out", "stacks");
for (const stack of readdirSync(stacks)) {
  const file = join(stacks, stack, "cdk.tf.json");
  writeFileSync(file, changedStackJson(readFileSync(file, "utf8"), mistake.change));
}
