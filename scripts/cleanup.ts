import { main } from "./program/run";
import { cleanupUsage } from "./usages/cleanup";

void main({
  usage: cleanupUsage,
  run: async (request, context) => (await import("./commands/cleanup")).cleanup(request, context),
});
