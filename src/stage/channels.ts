import { hinted } from "./field";
import { shown } from "./problem";

/** As a stage file has it, which may still be wrong in any way. */
type Given = { readonly channels?: unknown; readonly routes?: unknown; readonly bot?: unknown };

type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

/** The name by which routes speak of the channel that every stage has. */
const mainChannel = "main";

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The names of a bot's further channels. */
const botNamesOf = (bot: unknown): readonly string[] =>
  typeof bot === "object" && bot !== null && "channels" in bot ? Object.keys(Object(bot.channels)) : [];

const channelOf = (route: unknown): unknown =>
  typeof route === "object" && route !== null && "channel" in route ? route.channel : undefined;

/** What is wrong between the channels that a stage has and those that its routes name. */
export const channelProblemsOf = ({ channels, routes, bot }: Given): readonly Problem[] => {
  const names = listOf(channels).filter((name) => typeof name === "string");
  const botNames = botNamesOf(bot);
  const problems: Problem[] = [];
  if (names.includes(mainChannel)) {
    const message = `${shown(mainChannel)} is the channel that every stage has; name only further ones`;
    problems.push({ path: ["channels", names.indexOf(mainChannel)], message });
  }
  if (botNames.includes(mainChannel)) {
    const message = `${shown(mainChannel)} is bot.channel, the one that every bot has; name only further ones`;
    problems.push({ path: ["bot", "channels", mainChannel], message });
  }
  if (names.length > 0 && bot !== undefined) {
    const message = `got ${shown(channels)}, but these are behind webhooks, and the stage has a bot; name its further channels with their ids in bot.channels; example: {"payments":"C0456EFGH"}`;
    problems.push({ path: ["channels"], message });
  }
  const known = [...names, ...botNames, mainChannel];
  for (const [index, route] of listOf(routes).entries()) {
    const channel = channelOf(route);
    if (typeof channel !== "string" || known.includes(channel)) continue;
    const message = hinted(channel, known, "a channel of this stage's channels, or main");
    problems.push({ path: ["routes", index, "channel"], message });
  }
  return problems;
};
