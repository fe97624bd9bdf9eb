import { main } from "./program/run";
import { costUsage } from "./usages/cost";

void main({
  usage: costUsage,
  run: async (request, context) => (await import("./commands/cost")).cost(request, context),
});
