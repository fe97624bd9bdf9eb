import { z } from "zod";
import { invalidParameter, invalidRequest } from "./errors";
import type { Lifecycle } from "./lifecycle";
import { type Service, vaultOf } from "./service";
import type { Vault } from "./vault";
import { parseBody } from "./wire/body";
import { type Route, route } from "./wire/route";

const lockSchema = z.object({
  MinRetentionDays: z.int().min(1).max(36_500).optional(),
  MaxRetentionDays: z.int().min(1).max(36_500).optional(),
  ChangeableForDays: z.int().min(3).max(36_500).optional(),
});

const dayMs = 86_400_000;

/** The vault of that name, whose lock can still be changed. */
const changeableVaultOf = (service: Service, vaultName: string): Vault => {
  const vault = vaultOf(service, vaultName);
  const { lockDate } = vault.lock ?? {};
  if (lockDate !== undefined && lockDate <= service.clock.now()) {
    throw invalidRequest(`Backup vault lock of ${vaultName} has been immutable since its lock date.`); // Inferred.
  }
  return vault;
};

const lockPath = "/backup-vaults/{vault}/vault-lock";

/** With ChangeableForDays a lock becomes immutable after those days (compliance mode), without it never. */
export const vaultLockRoutes: readonly Route[] = [
  route("PutBackupVaultLockConfiguration", `PUT ${lockPath}`, (service, { params, body }) => {
    const lock = parseBody(lockSchema, body);
    const vault = changeableVaultOf(service, params.vault);
    const { MinRetentionDays: min, MaxRetentionDays: max, ChangeableForDays: days } = lock;
    if (min !== undefined && max !== undefined && min > max) {
      throw invalidParameter("MinRetentionDays cannot be greater than MaxRetentionDays.");
    }
    const lockDate = days === undefined ? undefined : new Date(service.clock.now().getTime() + days * dayMs);
    vault.lock = { minRetentionDays: min, maxRetentionDays: max, lockDate };
  }),
  route("DeleteBackupVaultLockConfiguration", `DELETE ${lockPath}`, (service, { params }) => {
    changeableVaultOf(service, params.vault).lock = undefined;
  }),
];

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
