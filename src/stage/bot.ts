import { z } from "zod";
import { object } from "./field";
import { expected, shown } from "./problem";
import { channelName } from "./route";

const exampleChannel = "C0123ABCD";

/** An id as Slack shows it. Names can change, and the Web API edits messages by id only. (Slack developer docs, chat.update) */
const channelId = z
  .string({ error: expected("the id of a Slack channel", exampleChannel) })
  .regex(/^[CG][A-Z0-9]{6,20}$/, {
    error: ({ input }) =>
      `expected the id of a Slack channel, not its name, got ${shown(input)}; Slack shows the id at the bottom of the channel's details (click the channel's name); example: "${exampleChannel}"`,
  });

const exampleChannels = { payments: "C0456EFGH" };

/** Like further channels with webhooks, routes refer to them by name; operators see the name. */
const furtherChannels = z
  .record(channelName, channelId, {
    error: (issue) =>
      issue.code === "invalid_key"
        ? 'expected a name of 1 to 31 lowercase letters, digits and -; example: "payments"'
        : expected("channel ids by the names that routes use", exampleChannels)(issue),
  })
  .readonly();

const exampleApi = "https://slack.com/api/";
const slackApis = [exampleApi, "https://slack-gov.com/api/"];

const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1"].includes(host);

/**
 * What is wrong with the URL of a Web API. It receives the bot token, so it must be Slack's or on a host that the stage
 * allows; without TLS only on this machine.
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
export const bot = object(
  {
    /** Id of the channel, `C0123ABCD`, shown at the bottom of the channel's details in Slack. Names change, ids do not. */
    channel: channelId,
    /**
     * Further channels for `routes`: their ids by the names that routes use, `{ payments: "C0456EFGH" }`. The app must be
     * a member of each. Default: only the main channel.
     */
    channels: furtherChannels.default({}),
    /** Slack's Web API. Default: `https://slack.com/api/`; `https://slack-gov.com/api/` for GovSlack. */
    apiUrl: z.string({ error: expected("the URL of Slack's Web API", exampleApi) }).default(exampleApi),
  },
  { channel: exampleChannel },
);
