import { main } from "./program/run";
import { redriveUsage } from "./usages/redrive";

void main({
  usage: redriveUsage,
  run: async (request, context) => (await import("./commands/redrive")).redrive(request, context),
});
