import { main } from "./program/run";
import { setWebhookUsage } from "./usages/set-webhook";

void main({
  usage: setWebhookUsage,
  run: async (request, context) => (await import("./commands/set-webhook")).setWebhook(request, context),
});
