import { main } from "./program/run";
import { doctorUsage } from "./usages/doctor";

void main({
  usage: doctorUsage,
  run: async (request, context) => (await import("./commands/doctor")).doctor(request, context),
});
