import type { Usage } from "../program/usage";

/** How `npm run cost` is typed. */
export const costUsage = {
  name: "cost",
  summary: "Shows what a stage costs a month while nothing happens, from its synthesized stack.",
  details: [
    "Calls neither AWS nor Terraform. The prices are list prices of us-east-1; AWS's price list has those of other Regions.",
  ],
  flags: {},
  examples: ["npm run cost", "npm run cost -- prod us-east-1"],
} as const satisfies Usage<Record<never, never>>;
