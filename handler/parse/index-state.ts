/**
 * The state of a recovery point's index, in the same words for both sources: SNS names the vault event (`COMPLETED`),
 * EventBridge the status (`ACTIVE`). (AWS Backup Developer Guide, notification options; monitoring events
 * using EventBridge)
 */
export const indexStateOf = (word: string | undefined): string =>
  word === "ACTIVE" ? "completed" : (word ?? "changed").toLowerCase().replaceAll("_", " ");
