import type { Scheduler } from "../../clock/scheduler";
import { type AccountRegion, vaultArn } from "./arn";
import { found } from "./errors";
import type { Publisher } from "./publisher";
import type { Store } from "./store";
import type { Vault } from "./vault";

/** How long things take, in ms of the scheduler's clock. */
export type Timeline = {
  /** From a job's creation to its start. */
  readonly createdMs: number;
  /** Until a job whose resource is busy is retried; AWS documents at least every ten minutes. */
  readonly retryMs: number;
  /** From a job's start to its end. */
  readonly runningMs: number;
  /** From StopBackupJob to ABORTED. */
  readonly abortingMs: number;
  /** From DeleteRecoveryPoint to the actual deletion. */
  readonly deletingMs: number;
};

/** What every operation uses. */
export type Service = AccountRegion & {
  readonly store: Store;
  readonly clock: Scheduler;
  readonly timeline: Timeline;
  readonly publisher: Publisher;
  /** The same account in every Region that there is here, by name; this one, too. */
  readonly regions: ReadonlyMap<string, Service>;
  /** Every account that there is here, by id, in every Region; this one, too. */
  readonly accounts: ReadonlyMap<string, ReadonlyMap<string, Service>>;
  readonly organizationOf: OrganizationOf;
};

/** What AWS Organizations says of an account; `undefined` where it is in no organization. */
export type OrganizationOf = (accountId: string) =>
  | {
      readonly id: string;
      /** Whether its management account has turned on cross-account backup. */
      readonly hasCrossAccountBackup: boolean;
    }
  | undefined;

/** The vault of that name. AWS Backup often returns "access denied" instead; callers must treat both alike. */
export const vaultOf = (service: Service, vaultName: string): Vault =>
  found(
    service.store.vaults.get(vaultName),
    `Cannot find Backup vault with ARN ${vaultArn(service, vaultName)}`,
  );

/** AWS Backup's role where a caller names none. (AWS Backup Developer Guide, default service role) */
export const defaultRoleArn = ({ accountId }: AccountRegion): string =>
  `arn:aws:iam::${accountId}:role/service-role/AWSBackupDefaultServiceRole`;
