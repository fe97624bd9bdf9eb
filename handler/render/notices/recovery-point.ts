import { byState, ifNotYours } from "../notice-words";

const deletedManually = {
  emoji: "lock",
  means: "Somebody deleted this backup before the end of its retention. It cannot be brought back.",
  next: ifNotYours("DeleteRecoveryPoint"),
};

/** (AWS Backup Developer Guide, RecoveryPoint states; deleting recovery points) */
export const recoveryPointWords = byState("Recovery point", "recovery points", {
  "deleted manually": deletedManually,
  "deleting manually": deletedManually,
  modified: {
    emoji: "lock",
    means: "Its retention or its storage class was changed: it may be deleted earlier than planned.",
    next: ifNotYours("UpdateRecoveryPointLifecycle"),
  },
  expired: {
    emoji: "hourglass",
    means: "Its retention is over, but AWS Backup could not delete it: it is still stored and billed.",
    next: "Check what the role that made it may do, then delete it manually.",
  },
  partial: {
    title: "Recovery point incomplete",
    groupTitle: "recovery points incomplete",
    means: "Some of its nested recovery points are missing. Open it to see which.",
  },
  stopped: {
    title: "Continuous recovery point stopped",
    groupTitle: "continuous recovery points stopped",
    means: "It no longer follows the resource: later points in time cannot be restored from it.",
    next: ifNotYours("DisassociateRecoveryPoint"),
  },
});
