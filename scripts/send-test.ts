import { main } from "./program/run";
import { sendTestUsage } from "./usages/send-test";

void main({
  usage: sendTestUsage,
  run: async (request, context) => (await import("./commands/send-test")).sendTest(request, context),
});
