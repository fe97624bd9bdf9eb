import type { Flags, Usage } from "../program/usage";

/** How `npm run deploy` is typed. */
export const deployUsage = {
  name: "deploy",
  summary: "Deploys a stage to AWS, connects it to Slack, and proves that messages arrive.",
  details: [
    "Checks Node.js, Terraform, the stage file and the AWS credentials before anything is changed.",
    "Then runs `cdktf deploy`, which shows the plan and asks. Asks for the Slack webhook or bot token if none is stored,",
    "sends a test message through the deployed path, and says what was made and what to do next.",
    "Can be run again at any time: a second run changes only what differs.",
  ],
  flags: {
    yes: { type: "boolean", description: "approves the plan; needed in CI, where nobody can be asked" },
  },
  passesOn: "flags for cdktf deploy, such as --skip-provider-lock on a closed network",
  environment: {
    AWS_PROVIDER_VERSION: "another version of the AWS provider, for machines with a mirror",
    ARCHIVE_PROVIDER_VERSION: "another version of the archive provider",
  },
  examples: [
    "npm run deploy",
    "npm run deploy -- prod eu-west-1",
    "npm run deploy -- dev --yes -- --skip-provider-lock",
  ],
} as const satisfies Usage<Flags>;
