import { main } from "./program/run";
import { setBotTokenUsage } from "./usages/set-bot-token";

void main({
  usage: setBotTokenUsage,
  run: async (request, context) => (await import("./commands/set-bot-token")).setBotToken(request, context),
});
