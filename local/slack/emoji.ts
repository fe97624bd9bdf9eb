import { get } from "node-emoji";

/** Where Slack's name differs from the usual one. */
const slackNames: Readonly<Record<string, string>> = { octagonal_sign: "🛑" };

/** The emoji of a Slack name; the name itself where there is none. */
export const emojiOf = (name: string): string => slackNames[name] ?? get(name) ?? `:${name}:`;
