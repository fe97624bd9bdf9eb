import { z } from "zod";
import { invalidParameter } from "./errors";

/** When a recovery point moves to cold storage and when it is deleted. Days; -1 means never. */
export const lifecycleSchema = z.object({
  MoveToColdStorageAfterDays: z.int().optional(),
  DeleteAfterDays: z.int().optional(),
  OptInToArchiveForSupportedResources: z.boolean().optional(),
});

export type Lifecycle = z.infer<typeof lifecycleSchema> & {
  /** Of a temporary recovery point. Not valid as an input. (AWS Backup API Reference, Lifecycle) */
  readonly DeleteAfterEvent?: "DELETE_AFTER_COPY";
};

const dayMs = 86_400_000;
const maxDays = 36_500;
const coldStorageMinDays = 90;

/** What is wrong with a lifecycle, in AWS Backup's words; `undefined` for a valid one. */
export const lifecycleProblem = (lifecycle: Lifecycle | undefined): string | undefined => {
  const cold = lifecycle?.MoveToColdStorageAfterDays ?? -1;
  const until = lifecycle?.DeleteAfterDays ?? -1;
  if (until !== -1 && (until < 1 || until > maxDays)) {
    return `Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than ${maxDays} days`;
  }
  if (cold !== -1 && (cold < 1 || cold > maxDays)) {
    return `Invalid lifecycle. MoveToColdStorageAfterDays cannot be less than 1 or more than ${maxDays} days`;
  }
  if (cold !== -1 && until !== -1 && until < cold + coldStorageMinDays) {
    return `Invalid lifecycle. DeleteAfterDays cannot be less than ${coldStorageMinDays} days apart from MoveToColdStorageAfterDays`;
  }
  return undefined;
};

/** Refuses a lifecycle that AWS Backup refuses. */
export const checkLifecycle = (lifecycle: Lifecycle | undefined): void => {
  const problem = lifecycleProblem(lifecycle);
  if (problem !== undefined) throw invalidParameter(problem);
};

/** The dates that result from a lifecycle. (AWS Backup API Reference, CalculatedLifecycle) */
export const calculatedLifecycle = (
  lifecycle: Lifecycle | undefined,
  createdAt: Date,
): { MoveToColdStorageAt?: Date; DeleteAt?: Date } => {
  const at = (days: number | undefined): Date | undefined =>
    days === undefined || days === -1 ? undefined : new Date(createdAt.getTime() + days * dayMs);
  const cold = at(lifecycle?.MoveToColdStorageAfterDays);
  const until = at(lifecycle?.DeleteAfterDays);
  return { ...(cold && { MoveToColdStorageAt: cold }), ...(until && { DeleteAt: until }) };
};
