import { byState } from "../notice-words";

/** (AWS Backup Developer Guide, backup search and indexes) */
export const recoveryPointIndexWords = byState("Backup index", "backup indexes", {
  completed: { means: "The items in this backup can be searched now." },
  failed: { means: "The backup itself is fine; its items cannot be searched." },
  deleted: { means: "The backup remains; its items can no longer be searched." },
});
