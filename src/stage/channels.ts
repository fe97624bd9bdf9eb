import { mainChannel } from "../../handler/model/channel-name";
import { hinted, type Report } from "./field";
import { shown } from "./problem";

/** As written in a stage file, not checked yet. */
type Given = { readonly channels?: unknown; readonly routes?: unknown; readonly bot?: unknown };

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The names of a bot's further channels. */
const botNamesOf = (bot: unknown): readonly string[] =>
  typeof bot === "object" && bot !== null && "channels" in bot ? Object.keys(Object(bot.channels)) : [];

const channelOf = (route: unknown): unknown =>
  typeof route === "object" && route !== null && "channel" in route ? route.channel : undefined;

/** Checks the channels of a stage, and those that its routes refer to. */
export const checkChannels = ({ channels, routes, bot }: Given, report: Report): void => {
  const names = listOf(channels).filter((name) => typeof name === "string");
  const botNames = botNamesOf(bot);
  const main = shown(mainChannel);
  if (names.includes(mainChannel)) {
    const path = ["channels", names.indexOf(mainChannel)];
    report(path, `${main} is the channel that every stage has; list only further ones`);
  }
  if (botNames.includes(mainChannel)) {
    const path = ["bot", "channels", mainChannel];
    report(path, `${main} is bot.channel, which every bot has; list only further ones`);
  }
  if (names.length > 0 && bot !== undefined) {
    report(
      ["channels"],
      `got ${shown(channels)}, but these use webhooks, and the stage has a bot; list its further channels with their ids in bot.channels; example: {"payments":"C0456EFGH"}`,
    );
  }
  const known = [...names, ...botNames, mainChannel];
  for (const [index, route] of listOf(routes).entries()) {
    const channel = channelOf(route);
    if (typeof channel !== "string" || known.includes(channel)) continue;
    report(["routes", index, "channel"], hinted(channel, known, "one of this stage's channels, or main"));
  }
};
