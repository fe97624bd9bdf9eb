import { hinted } from "./field";
import { shown } from "./problem";

/** As written in a stage file, not checked yet. */
type Given = { readonly channels?: unknown; readonly routes?: unknown; readonly bot?: unknown };

type ChannelProblem = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What routes call the channel that every stage has. */
const mainChannel = "main";

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The names of a bot's further channels. */
const botNamesOf = (bot: unknown): readonly string[] =>
  typeof bot === "object" && bot !== null && "channels" in bot ? Object.keys(Object(bot.channels)) : [];

const channelOf = (route: unknown): unknown =>
  typeof route === "object" && route !== null && "channel" in route ? route.channel : undefined;

/** Problems with the channels of a stage and the channels that its routes refer to. */
export const channelProblemsOf = ({ channels, routes, bot }: Given): readonly ChannelProblem[] => {
  const names = listOf(channels).filter((name) => typeof name === "string");
  const botNames = botNamesOf(bot);
  const problems: ChannelProblem[] = [];
  if (names.includes(mainChannel)) {
    const message = `${shown(mainChannel)} is the channel that every stage has; list only further ones`;
    problems.push({ path: ["channels", names.indexOf(mainChannel)], message });
  }
  if (botNames.includes(mainChannel)) {
    const message = `${shown(mainChannel)} is bot.channel, which every bot has; list only further ones`;
    problems.push({ path: ["bot", "channels", mainChannel], message });
  }
  if (names.length > 0 && bot !== undefined) {
    const message = `got ${shown(channels)}, but these use webhooks, and the stage has a bot; list its further channels with their ids in bot.channels; example: {"payments":"C0456EFGH"}`;
    problems.push({ path: ["channels"], message });
  }
  const known = [...names, ...botNames, mainChannel];
  for (const [index, route] of listOf(routes).entries()) {
    const channel = channelOf(route);
    if (typeof channel !== "string" || known.includes(channel)) continue;
    const message = hinted(channel, known, "one of this stage's channels, or main");
    problems.push({ path: ["routes", index, "channel"], message });
  }
  return problems;
};
