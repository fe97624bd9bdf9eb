import { z } from "zod";
import { expected, shown } from "./problem";
import { channelName } from "./route";

const exampleChannel = "C0123ABCD";

/** An id as Slack shows it. Names may change, and the Web API edits by id only. (Slack developer docs, chat.update) */
const channelId = z
  .string({ error: expected("the id of a Slack channel", exampleChannel) })
  .regex(/^[CG][A-Z0-9]{6,20}$/, {
    error: ({ input }) =>
      `expected the id of a Slack channel, not its name, got ${shown(input)}; the id stands at the bottom of the channel's details in Slack (click the channel's name); example: "${exampleChannel}"`,
  });

const exampleChannels = { payments: "C0456EFGH" };

/** As with the webhooks' further channels, a route names them; the name is shown to operators. */
const furtherChannels = z
  .record(channelName, channelId, {
    error: (issue) =>
      issue.code === "invalid_key"
        ? 'expected a name of 1 to 31 lower-case letters, digits and -; example: "payments"'
        : expected("ids of channels by names for routes", exampleChannels)(issue),
  })
  .readonly();

const exampleApi = "https://slack.com/api/";
const slackApis = [exampleApi, "https://slack-gov.com/api/"];

const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1"].includes(host);

/**
 * What is wrong with the address of a Web API. The bot token goes there: it must be Slack, or a host that the stage
 * allows; without TLS on this machine only.
 */
export const apiUrlProblem = (apiUrl: unknown, slackHosts: unknown): string | undefined => {
  if (typeof apiUrl !== "string" || slackApis.includes(apiUrl)) return undefined;
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  const isPlain = url?.protocol === "http:" && isLoopback(url.hostname);
  const isAllowed =
    url !== undefined &&
    url.pathname === "/api/" &&
    `${url.origin}/api/` === apiUrl &&
    Array.isArray(slackHosts) &&
    slackHosts.includes(url.hostname) &&
    (url.protocol === "https:" || isPlain);
  return isAllowed
    ? undefined
    : `expected ${slackApis.join(" or ")}, or https:// with a host of slackHosts and /api/, got ${shown(apiUrl)}; example: "${exampleApi}"`;
};

/** The fields of `bot` in a stage file. */
export const bot = z.strictObject(
  {
    channel: channelId,
    channels: furtherChannels.default({}),
    apiUrl: z.string({ error: expected("the address of Slack's Web API", exampleApi) }).default(exampleApi),
  },
  {
    error: (issue) =>
      issue.code === "invalid_type" ? expected("an object", { channel: exampleChannel })(issue) : undefined,
  },
);
