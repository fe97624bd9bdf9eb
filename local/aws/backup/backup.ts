import { cancellable, type Scheduler, systemScheduler } from "../../clock/scheduler";
import { createFaults, type Faults } from "../fault";
import { type PlanRun, runPlanRule, type StartBackupJob, startBackupJob } from "./backup-jobs";
import { indexEvent } from "./change-events";
import { type StartCopyJob, startCopyJob } from "./copy-jobs";
import type { EventBridgeEvent } from "./eventbridge";
import type { BackupJob, CopyJob, JobKind, Outcome, RestoreJob } from "./job";
import type { Lifecycle } from "./lifecycle";
import { type OtherEvent, otherEventNotification } from "./other-event";
import { addPastBackupJob, type PastBackupJob } from "./past-job";
import { type Dropped, newPublisher, type Published, type PublisherOptions } from "./publisher";
import { addRecoveryPoint } from "./recovery-points";
import { resourceKindOf, resourceTypes } from "./resource";
import { type StartRestoreJob, startRestoreJob } from "./restore-jobs";
import { backupJobRoutes } from "./routes/backup-jobs";
import { copyJobRoutes } from "./routes/copy-jobs";
import { planRoutes } from "./routes/plans";
import { recoveryPointRoutes } from "./routes/recovery-points";
import { regionSettingsRoutes } from "./routes/region-settings";
import { restoreJobRoutes } from "./routes/restore-jobs";
import { tagRoutes } from "./routes/tags";
import { vaultRoutes } from "./routes/vaults";
import { eventContextOf, outcomeKey, type Service, type Timeline, vaultOf } from "./service";
import { newStore } from "./store";
import type { RecoveryPoint, RecoveryPointStatus, Vault } from "./vault";
import { createVault, putNotifications } from "./vaults";
import { type ServerOptions, startServer } from "./wire/server";

export type BackupOptions = PublisherOptions &
  ServerOptions & {
    readonly accountId: string;
    readonly region: string;
    readonly timeline?: Partial<Timeline>;
    /** How long every answer takes. */
    readonly latencyMilliseconds?: number;
    /** The clock behind everything that takes time; the machine's where absent. */
    readonly scheduler?: Scheduler;
  };

export type SeedVault = {
  readonly name: string;
  readonly notifications?: { readonly topicArn: string; readonly events: readonly string[] };
  readonly tags?: Readonly<Record<string, string>>;
};

export type SeedRecoveryPoint = {
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly arn?: string;
  readonly createdAt?: Date;
  readonly sizeBytes?: number;
  readonly lifecycle?: Lifecycle;
  readonly status?: RecoveryPointStatus;
};

/** AWS Backup in one Region of one account: its REST API, and control over what its jobs do. */
export type LocalBackup = Pick<Faults, "inject"> & {
  /** For AWS_ENDPOINT_URL_BACKUP. */
  readonly url: string;
  /** Every publication that was sent, in order. */
  readonly published: readonly Published[];
  /** Every publication that was refused or failed, and why. */
  readonly dropped: readonly Dropped[];
  readonly emitted: readonly EventBridgeEvent[];
  vaults(): readonly Vault[];
  backupJobs(): readonly BackupJob[];
  copyJobs(): readonly CopyJob[];
  restoreJobs(): readonly RestoreJob[];
  recoveryPoints(): readonly RecoveryPoint[];
  /** Plans how the next job of a kind on a resource ends. Several plans apply in turn. */
  willEnd(resourceArn: string, outcome: Outcome, kind?: JobKind): void;
  /** Forbids AWS Backup's role to delete a recovery point: deleting it ends in EXPIRED. */
  willNotDelete(recoveryPointArn: string): void;
  seedVault(vault: SeedVault): Vault;
  seedRecoveryPoint(point: SeedRecoveryPoint): RecoveryPoint;
  /** Adds a backup job of the past. Sends no event. */
  seedBackupJob(job: PastBackupJob): BackupJob;
  startBackupJob(input: StartBackupJob): BackupJob;
  /** Starts the job that a plan's rule would start on its schedule, with the rule's copies after it. */
  runPlanRule(run: PlanRun): BackupJob;
  startCopyJob(input: StartCopyJob): CopyJob;
  startRestoreJob(input: StartRestoreJob): RestoreJob;
  /** Sends an event besides those of jobs to a vault's topic, if the vault subscribes to it. */
  sendOtherEvent(vaultName: string, event: OtherEvent): void;
  /** Resolves once everything queued so far is sent. */
  settled(): Promise<void>;
  /** Stops the server, the clock and what is not sent yet; call `settled` first to lose nothing. A second call does nothing. */
  close(): Promise<void>;
};

const defaultTimeline: Timeline = {
  createdMs: 1000,
  runningMs: 3000,
  abortingMs: 1000,
  deletingMs: 1000,
  retryMs: 600_000,
};

const routes = [
  ...vaultRoutes,
  ...recoveryPointRoutes,
  ...planRoutes,
  ...tagRoutes,
  ...regionSettingsRoutes,
  ...backupJobRoutes,
  ...copyJobRoutes,
  ...restoreJobRoutes,
];

const seedVault = (service: Service, { name, notifications, tags = {} }: SeedVault): Vault => {
  const vault = createVault(service, name, { BackupVaultTags: tags });
  if (notifications) {
    const { topicArn, events } = notifications;
    putNotifications(service, name, { SNSTopicArn: topicArn, BackupVaultEvents: [...events] });
  }
  return vault;
};

const seedRecoveryPoint = (service: Service, seed: SeedRecoveryPoint): RecoveryPoint => {
  const { status = "COMPLETED", ...rest } = seed;
  return addRecoveryPoint(
    service,
    {
      iamRoleArn: `arn:aws:iam::${service.accountId}:role/service-role/AWSBackupDefaultServiceRole`,
      createdAt: service.clock.now(),
      sizeBytes: resourceKindOf(seed.resourceArn)?.sizeBytes ?? 0,
      lifecycle: undefined,
      createdBy: undefined,
      ...rest,
    },
    status,
  );
};

const sendOtherEvent = (service: Service, vaultName: string, event: OtherEvent): void => {
  const { publisher, store, accountId } = service;
  publisher.toTopic(vaultOf(service, vaultName), otherEventNotification(event, accountId));
  if (event.kind !== "index") return;
  const point = store.recoveryPoints.get(event.recoveryPointArn);
  publisher.toEventBridge(indexEvent(event, point, eventContextOf(service)));
};

const willEnd = ({ store }: Service, resourceArn: string, outcome: Outcome, kind: JobKind): void => {
  const key = outcomeKey(kind, resourceArn);
  store.outcomes.set(key, [...(store.outcomes.get(key) ?? []), outcome]);
};

/** Starts the service on loopback. */
export const startBackup = async (options: BackupOptions): Promise<LocalBackup> => {
  const { accountId, region, timeline, scheduler = systemScheduler() } = options;
  const clock = cancellable(scheduler);
  const store = newStore(resourceTypes);
  const publisher = newPublisher(options);
  const service: Service = {
    accountId,
    region,
    store,
    clock,
    timeline: { ...defaultTimeline, ...timeline },
    publisher,
  };
  const faults = createFaults({ scheduler: clock, latencyMilliseconds: options.latencyMilliseconds });
  const server = await startServer(service, routes, { ...options, faults });
  return {
    url: server.url,
    inject: faults.inject,
    published: publisher.published,
    dropped: publisher.dropped,
    emitted: publisher.emitted,
    vaults: () => [...store.vaults.values()],
    backupJobs: () => [...store.backupJobs.values()],
    copyJobs: () => [...store.copyJobs.values()],
    restoreJobs: () => [...store.restoreJobs.values()],
    recoveryPoints: () => [...store.recoveryPoints.values()],
    willEnd: (resourceArn, outcome, kind = "backup") => willEnd(service, resourceArn, outcome, kind),
    willNotDelete: (recoveryPointArn) => void store.undeletable.add(recoveryPointArn),
    seedVault: (vault) => seedVault(service, vault),
    seedRecoveryPoint: (point) => seedRecoveryPoint(service, point),
    seedBackupJob: (job) => addPastBackupJob(service, job),
    startBackupJob: (input) => startBackupJob(service, input),
    runPlanRule: (run) => runPlanRule(service, run),
    startCopyJob: (input) => startCopyJob(service, input),
    startRestoreJob: (input) => startRestoreJob(service, input),
    sendOtherEvent: (vaultName, event) => sendOtherEvent(service, vaultName, event),
    settled: publisher.settled,
    close: async () => {
      clock.cancelAll();
      publisher.stop();
      await server.close();
    },
  };
};
