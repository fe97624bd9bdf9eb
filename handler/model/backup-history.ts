import type { JobPhase } from "./job-phase";

/** The newest job of a resource that succeeded, besides the reported one. Dates are when the job was created. */
export type LastJob =
  /** `since`: it began after the reported job. */
  | { readonly found: "before" | "since"; readonly at: Date }
  /** At least this one: AWS's list was truncated, so there may be a newer one. */
  | { readonly found: "not-older-than"; readonly at: Date }
  /** None in so many days. */
  | { readonly found: "none"; readonly days: number };
/**
 * What is known of a resource's last good backup besides that of the reported job. Only a recovery point proves that
 * there is one: a job that succeeded may have one that was deleted since.
 */
export type LastGood =
  | {
      readonly known: "recovery-point";
      /** `unchecked`: AWS lists it as complete, but its job, which may have had issues, is not known. */
      readonly found: "before" | "since" | "not-older-than" | "unchecked";
      /** When AWS Backup created it. */
      readonly at: Date;
      /** When its lifecycle deletes it; absent where that is not known, or never. */
      readonly deletedAt?: Date;
    }
  /** Nothing is left to restore, but for what the reported job itself may have left with issues. */
  | { readonly known: "none-left"; readonly butItsOwn: boolean }
  /** Recovery points are left, each of them partial or of a job with issues. */
  | { readonly known: "none-without-issues" }
  /** The recovery points are not known, or say nothing. */
  | { readonly known: "last-job"; readonly job: LastJob }
  /** Too many failures at once to ask about each resource. */
  | { readonly known: "not-checked" }
  /** Neither recovery points nor jobs are known. */
  | { readonly known: "not-answered" };

/** How a finished backup compares to the resource's earlier ones. What is not certain is said to be so, or absent. */
export type BackupHistory =
  | {
      readonly of: "failure";
      readonly lastGood: LastGood;
      /** How the failed backups right before this one ended; empty where the first of them is not known. */
      readonly failuresInARow: readonly JobPhase[];
      /** When AWS Backup was asked: ages count from here. */
      readonly asOf: Date;
    }
  | {
      readonly of: "success";
      /** How the failed backups right before this one ended, newest first. */
      readonly failuresInARow: readonly JobPhase[];
      /** Whether a good one is known before them. */
      readonly goodBefore: boolean;
      /** Sizes of the last good backups before this one, oldest first. */
      readonly earlierSizesBytes: readonly number[];
      /** The resource's first: AWS Backup has no other job of a month, and no other recovery point of any age. */
      readonly isFirst?: true;
    };
