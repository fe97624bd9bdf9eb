import { z } from "zod";
import { invalidParameter, invalidRequest } from "./errors";
import type { Lifecycle } from "./lifecycle";
import { type Service, vaultOf } from "./service";
import type { Vault } from "./vault";

export const lockSchema = z.object({
  MinRetentionDays: z.int().min(1).max(36_500).optional(),
  MaxRetentionDays: z.int().min(1).max(36_500).optional(),
  ChangeableForDays: z.int().min(3).max(36_500).optional(),
});

const dayMs = 86_400_000;

const isImmutable = ({ lock }: Vault, now: Date): boolean =>
  lock?.lockDate !== undefined && lock.lockDate.getTime() <= now.getTime();

const checkChangeable = (service: Service, vault: Vault): void => {
  if (isImmutable(vault, service.clock.now())) {
    throw invalidRequest(`Backup vault lock of ${vault.name} has been immutable since its lock date.`); // Inferred.
  }
};

/** Locks a vault. With ChangeableForDays it becomes immutable after those days (compliance mode), without it never. */
export const putLock = (service: Service, vaultName: string, body: z.infer<typeof lockSchema>): void => {
  const vault = vaultOf(service, vaultName);
  checkChangeable(service, vault);
  const { MinRetentionDays: min, MaxRetentionDays: max, ChangeableForDays: days } = body;
  if (min !== undefined && max !== undefined && min > max) {
    throw invalidParameter("MinRetentionDays cannot be greater than MaxRetentionDays.");
  }
  const lockDate = days === undefined ? undefined : new Date(service.clock.now().getTime() + days * dayMs);
  vault.lock = { minRetentionDays: min, maxRetentionDays: max, lockDate };
};

export const deleteLock = (service: Service, vaultName: string): void => {
  const vault = vaultOf(service, vaultName);
  checkChangeable(service, vault);
  vault.lock = undefined;
};

/** Why a locked vault refuses a recovery point with this retention; `undefined` where it accepts it. */
export const lockProblem = ({ lock }: Vault, lifecycle: Lifecycle | undefined): string | undefined => {
  if (lock === undefined) return undefined;
  const days = lifecycle?.DeleteAfterDays ?? -1;
  const retentionDays = days === -1 ? Number.POSITIVE_INFINITY : days;
  const { minRetentionDays: min = 1, maxRetentionDays: max = Number.POSITIVE_INFINITY } = lock;
  if (retentionDays >= min && retentionDays <= max) return undefined;
  const given = days === -1 ? "forever" : `${days} days`;
  // "not within the range" is AWS's; the rest is inferred.
  return `Retention period of ${given} is not within the range that the vault lock allows: ${min} to ${max === Number.POSITIVE_INFINITY ? "unlimited" : max} days.`;
};
