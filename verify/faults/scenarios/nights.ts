import { failedFor, hour, minute, type Outcomes } from "../jobs";
import type { Lab } from "../lab";
import { atMost, exactly, type Scenario } from "../scenario";

/** Messages in the channel itself: replies in a thread are not, unless they are also sent to it. */
const inChannel = ({ slack }: Lab): number =>
  slack.messages.filter(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast).length;

const good: Outcomes = [[1, { state: "COMPLETED" }]];
const bad: Outcomes = [
  [0.95, { state: "COMPLETED" }],
  [0.05, failedFor(2)],
];

/** What a night may take: messages in the channel, and calls to Slack. */
type Limits = { readonly messages: number; readonly calls: number };

/** Three plan runs, half an hour apart. Each starts a third of the backups within five minutes; they take up to twenty. */
const night = (
  name: string,
  about: string,
  outcomes: Outcomes,
  limits: Limits,
  conditions: Pick<Scenario, "bot" | "routes" | "mutes">,
): Scenario => ({
  name,
  about: `500 resources in three plan runs: ${about}`,
  share: 1 / 3,
  ...conditions,
  run: async ({ jobs, wait }, events) => {
    for (const [index, plan] of ["nightly", "databases", "files"].entries()) {
      const count = Math.round((events * (index + 1)) / 3) - Math.round((events * index) / 3);
      jobs.planRun(plan, count, 5 * minute, { outcomes, longestRunMilliseconds: 20 * minute });
      await wait(30 * minute);
    }
    await wait(3 * hour);
  },
  expect: ({ lab, readable }) => [
    atMost("messages in the channel", inChannel(lab), limits.messages),
    atMost("calls to Slack", lab.slack.callCount(), limits.calls),
    exactly("failures without their reason", readable.withoutReason.length, 0),
    exactly("reasons that stand in no message", readable.hiddenReasons.length, 0),
  ],
});

/** As `prod` has it: nothing is asked for. */
const webhook = { routes: [], mutes: (_: unknown, state: string) => state === "RUNNING" } as const;
const bot = { bot: true, routes: [{ kinds: ["*.started"], post: true }] } as const;

export const nightScenarios: readonly Scenario[] = [
  night("night-500", "all are good, with a webhook", good, { messages: 10, calls: 10 }, webhook),
  night(
    "night-500-failures",
    "one in twenty fails, with a webhook",
    bad,
    { messages: 20, calls: 20 },
    webhook,
  ),
  night("night-500-bot", "all are good, with a bot", good, { messages: 10, calls: 600 }, bot),
  night("night-500-bot-failures", "one in twenty fails, with a bot", bad, { messages: 20, calls: 600 }, bot),
];
