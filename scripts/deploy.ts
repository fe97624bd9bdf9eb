import { main } from "./program/run";
import { deployUsage } from "./usages/deploy";

void main({
  usage: deployUsage,
  run: async (request, context) => (await import("./commands/deploy")).deploy(request, context),
});
