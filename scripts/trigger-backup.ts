import { main } from "./program/run";
import { triggerBackupUsage } from "./usages/trigger-backup";

void main({
  usage: triggerBackupUsage,
  run: async (request, context) =>
    (await import("./commands/trigger-backup")).triggerBackup(request, context),
});
