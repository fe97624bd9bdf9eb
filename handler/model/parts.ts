import type { Parts } from "./event";

/** States of jobs that did not end well. (AWS Backup API Reference, BackupJobState) */
const badStates = ["FAILED", "EXPIRED", "ABORTED", "PARTIAL"];

/** How many parts of a composite did not end well, as far as AWS counts them. */
export const failedCountOf = ({ byState }: Parts = { byState: {} }): number =>
  badStates.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
