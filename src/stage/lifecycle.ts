import type { Report } from "./field";

/** When a recovery point moves to cold storage, and when it is deleted. */
export type Lifecycle = {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays?: number | "never" | undefined;
};

/** AWS bills at least 90 days of cold storage (AWS Backup API reference, Lifecycle). */
export const checkLifecycle = (
  { moveToColdStorageAfterDays: cold, deleteAfterDays: end }: Lifecycle,
  report: Report,
): void => {
  if (typeof cold !== "number" || typeof end !== "number" || end >= cold + 90) return;
  report(
    ["deleteAfterDays"],
    `expected at least ${cold + 90} days, 90 more than moveToColdStorageAfterDays (${cold}), got ${end}; example: ${cold + 90}`,
  );
};
