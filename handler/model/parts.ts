/** The jobs of a composite backup's parts. */
export type Parts = {
  readonly count?: number;
  /** How many are in each of AWS's states. */
  readonly byState: Readonly<Record<string, number>>;
  /** Those that did not end well, with AWS's reason where there is one; absent where not known. */
  readonly failed?: readonly { readonly name: string; readonly reason?: string }[];
};

/** States of jobs that did not end well. (AWS Backup API Reference, BackupJobState) */
const badStates = ["FAILED", "EXPIRED", "ABORTED", "PARTIAL"];

/** How many parts of a composite did not end well, as far as AWS counts them. */
export const failedCountOf = ({ byState }: Parts = { byState: {} }): number =>
  badStates.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
