/** AWS Backup's defaults. (AWS Backup API Reference, BackupRule) */
export const defaultStartWindowMinutes = 480;
export const defaultCompleteWindowMinutes = 10_080;

/** What is wrong with the windows of a job or a rule; `undefined` for valid ones. The messages are inferred. */
export const windowProblem = (startMinutes?: number, completeMinutes?: number): string | undefined => {
  const start = startMinutes ?? defaultStartWindowMinutes;
  const complete = completeMinutes ?? defaultCompleteWindowMinutes;
  if (start < 60) return `Invalid start window ${start}. It must be at least 60 minutes`;
  if (complete < 60) return `Invalid completion window ${complete}. It must be at least 60 minutes`;
  if (complete <= start) {
    return `Invalid completion window ${complete}. It must be greater than the start window of ${start} minutes`;
  }
  return undefined;
};
