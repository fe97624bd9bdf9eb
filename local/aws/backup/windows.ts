import { z } from "zod";

/** How long a job can wait for its start, and take until its end. (AWS Backup API Reference, BackupRule) */
export const startWindowSchema = z.int().default(480);
export const completionWindowSchema = z.int().default(10_080);

/** What is wrong with the windows of a job or a rule, in minutes; `undefined` for valid ones. The messages are inferred. */
export const windowProblem = (start: number, complete: number): string | undefined => {
  if (start < 60) return `Invalid start window ${start}. It must be at least 60 minutes`;
  if (complete < 60) return `Invalid completion window ${complete}. It must be at least 60 minutes`;
  if (complete <= start) {
    return `Invalid completion window ${complete}. It must be greater than the start window of ${start} minutes`;
  }
  return undefined;
};
