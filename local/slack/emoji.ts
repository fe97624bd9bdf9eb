import { get } from "node-emoji";

/** Slack's name where the emoji's usual one differs. */
const slackNames: Readonly<Record<string, string>> = { octagonal_sign: "🛑" };

/** The emoji that Slack calls by this name; the name itself where there is none. */
export const emojiOf = (name: string): string => slackNames[name] ?? get(name) ?? `:${name}:`;
