import type { Flags, Usage } from "../program/usage";

/** How `npm run redrive` is typed. */
export const redriveUsage = {
  name: "redrive",
  summary: "Sends the events of the dead-letter queue back on their way to Slack, after a repair.",
  details: [
    "Says how many there are and why they were parked, and asks. Warns where the webhook still does not answer.",
    "An event leaves the dead-letter queue only once it is safe where it goes: the queue, or without one Slack.",
    "Takes no more events than there were at its start. Can be run again after any failure.",
  ],
  flags: {
    yes: { type: "boolean", description: "asks nothing; needed in CI, where nobody can be asked" },
  },
  examples: ["npm run redrive", "npm run redrive -- prod eu-west-1 --yes"],
} as const satisfies Usage<Flags>;
