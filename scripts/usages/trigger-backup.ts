import type { Flags, Usage } from "../program/usage";

/** How `npm run trigger-backup` is typed. */
export const triggerBackupUsage = {
  name: "trigger-backup",
  summary: "Starts an on-demand backup in a deployed stage and follows it to its end.",
  details: [
    "Waits until the stage's test instance passes its status checks, then backs it up into the stage's vault.",
    "Shows state and progress until the job has ended, then says where the Slack message will appear.",
    "The recovery point is deleted by AWS Backup after one day.",
  ],
  flags: {
    resource: {
      type: "string",
      placeholder: "arn",
      description: "backs up this resource instead of the stage's test instance",
    },
    job: { type: "string", placeholder: "id", description: "starts nothing, follows this job to its end" },
    "no-wait": { type: "boolean", description: "ends once the job is started" },
  },
  examples: [
    "npm run trigger-backup",
    "npm run trigger-backup -- dev eu-west-1 --no-wait",
    "npm run trigger-backup -- prod --resource arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  ],
} as const satisfies Usage<Flags>;
