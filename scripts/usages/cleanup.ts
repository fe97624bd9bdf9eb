import type { Flags, Usage } from "../program/usage";

/** How `npm run cleanup` is typed. */
export const cleanupUsage = {
  name: "cleanup",
  summary: "Takes a stage away: jobs, recovery points, the stored Slack secret, and the stack.",
  details: [
    "Says what it will delete, and asks. A stage whose vault is not force-destroyed asks for the stage's name.",
    "Stops the jobs of the stage's own vault only, deletes its recovery points and waits until they are gone,",
    "deletes the stored webhook URLs or bot token, then runs `cdktf destroy`.",
    "Existing vaults that the stage only names keep everything; only their notifications end.",
    "Can be run again after any failure. Where nothing is deployed, it deletes nothing.",
  ],
  flags: {
    yes: {
      type: "boolean",
      description:
        "asks nothing; for a vault that is not force-destroyed the stage must be typed as an argument",
    },
    "keep-stack": { type: "boolean", description: "empties the vault only: Slack secret and stack stay" },
  },
  passesOn: "flags for cdktf destroy, such as --skip-provider-lock on a closed network",
  examples: [
    "npm run cleanup",
    "npm run cleanup -- dev eu-west-1 --yes",
    "npm run cleanup -- dev --yes -- --skip-provider-lock",
  ],
} as const satisfies Usage<Flags>;
