import { byState } from "../notice-words";

/** (AWS Backup Developer Guide, continuous backups and point-in-time restore) */
export const continuousBackupWords = byState("Continuous backup", "continuous backups", {
  interrupted: {
    means: "Until it runs again, later points in time cannot be restored.",
    next: "Check that the resource still exists and that AWS Backup's role may read it. A bucket needs versioning and its EventBridge notifications.",
  },
});
