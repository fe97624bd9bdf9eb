import type { Usage } from "../program/usage";

/** How `npm run doctor` is typed. */
export const doctorUsage = {
  name: "doctor",
  summary: "Looks at a deployed stage from the vaults to Slack, and says what is wrong and what to do.",
  details: [
    "Changes nothing, and posts nothing: a webhook is asked with an empty message, which Slack refuses,",
    "about a bot token by auth.test.",
    "Each line begins with ok, warning, problem or unknown. `unknown` is what could not be looked at, such as",
    "for want of a permission, which is named. Ends with 1 where there is a problem; warnings and unknowns are none.",
  ],
  flags: {},
  examples: ["npm run doctor", "npm run doctor -- prod eu-west-1"],
} as const satisfies Usage<Record<never, never>>;
