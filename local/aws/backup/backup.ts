import { cancellable, type Scheduler, systemScheduler } from "../../clock/scheduler";
import { createRateLimit } from "../../slack/rate-limit";
import { createFaults, type Faults } from "../fault";
import { accessPolicyRoutes } from "./access-policy";
import {
  backupJobRoutes,
  type PlanRun,
  runPlanRule,
  runScheduled,
  type ScheduledRun,
  type StartBackupJob,
  startBackupJob,
} from "./backup-jobs";
import { copyJobRoutes, type StartCopyJob, startCopyJob } from "./copy-jobs";
import type { BackupJob, CopyJob, JobKind, Outcome, RestoreJob } from "./job";
import { announceJob, jobOf, planOutcome } from "./jobs";
import type { LegalHold } from "./legal-hold";
import { legalHoldRoutes, seedLegalHold } from "./legal-holds";
import type { Lifecycle } from "./lifecycle";
import { type OtherEvent, otherEventNotification } from "./other-event";
import { addPastBackupJob, type PastBackupJob } from "./past-job";
import { planRoutes, seedPlan } from "./plans";
import { protectedResourceRoutes } from "./protected-resources";
import { type Dropped, newPublisher, type PublisherOptions } from "./publisher";
import { addRecoveryPoint, recoveryPointRoutes } from "./recovery-points";
import { regionSettingsRoutes } from "./region-settings";
import { resourceKindOf, resourceTypes } from "./resource";
import { restoreJobRoutes, type StartRestoreJob, startRestoreJob } from "./restore-jobs";
import { restoreTestingRoutes } from "./restore-testing";
import { restoreTestRoutes, runRestoreTest } from "./restore-tests";
import { selectionRoutes } from "./selections";
import { defaultRoleArn, type OrganizationOf, type Service, type Timeline, vaultOf } from "./service";
import { newStore } from "./store";
import { tagRoutes } from "./tagging";
import type { RecoveryPoint, RecoveryPointStatus, Vault } from "./vault";
import { vaultLockRoutes } from "./vault-lock";
import { createVault, putNotifications, vaultRoutes } from "./vaults";
import { type ServerOptions, startServer } from "./wire/server";

export type BackupOptions = PublisherOptions &
  ServerOptions & {
    readonly accountId: string;
    readonly region: string;
    /** Further Regions of the account, to copy to. They send no events. */
    readonly otherRegions?: readonly string[];
    /** Further accounts, with the same Regions, to copy to. */
    readonly otherAccounts?: readonly string[];
    /** Accounts of one organization can copy to each other. Without it there are no organizations. */
    readonly organizationOf?: OrganizationOf;
    readonly timeline?: Partial<Timeline>;
    /** How long every answer takes. */
    readonly latencyMilliseconds?: number;
    /** Throttles all callers together beyond so many calls a second, with as many at once; no limit where absent. */
    readonly callsPerSecond?: number | undefined;
    /** The clock behind everything that takes time; the machine's where absent. */
    readonly scheduler?: Scheduler;
  };

type SeedVault = {
  readonly name: string;
  readonly notifications?: { readonly topicArn: string; readonly events: readonly string[] };
  readonly tags?: Readonly<Record<string, string>>;
};

type SeedRecoveryPoint = {
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly arn?: string;
  readonly createdAt?: Date;
  readonly sizeBytes?: number;
  readonly lifecycle?: Lifecycle;
  readonly status?: RecoveryPointStatus;
  /** The vault that it was copied from. */
  readonly sourceVaultArn?: string;
};

/** What an account has in one Region. */
export type LocalContents = Pick<
  LocalBackup,
  | "vaults"
  | "backupJobs"
  | "copyJobs"
  | "recoveryPoints"
  | "willNotDelete"
  | "seedVault"
  | "seedRecoveryPoint"
  | "startBackupJob"
  | "startCopyJob"
  | "startRestoreJob"
>;

/** AWS Backup in one Region of one account: its REST API, and control over what its jobs do. */
export type LocalBackup = Pick<Faults, "inject"> & {
  /** For AWS_ENDPOINT_URL_BACKUP. */
  readonly url: string;
  /** Every publication that was refused or failed, and why. */
  readonly dropped: readonly Dropped[];
  vaults(): readonly Vault[];
  backupJobs(): readonly BackupJob[];
  copyJobs(): readonly CopyJob[];
  recoveryPoints(): readonly RecoveryPoint[];
  /** Plans how the next job of a kind on a resource ends. Several plans apply in turn. */
  willEnd(resourceArn: string, outcome: Outcome, kind?: JobKind): void;
  /** Forbids AWS Backup's role to delete a recovery point: deleting it ends in EXPIRED. */
  willNotDelete(recoveryPointArn: string): void;
  seedVault(vault: SeedVault): Vault;
  seedRecoveryPoint(point: SeedRecoveryPoint): RecoveryPoint;
  seedLegalHold(hold: Pick<LegalHold, "title" | "recoveryPointArns">): void;
  /** Adds a backup job of the past. Sends no event. */
  seedBackupJob(job: PastBackupJob): BackupJob;
  /** Sends the event of a backup job's state, once more or late. */
  announceBackupJob(jobId: string): void;
  startBackupJob(input: StartBackupJob): BackupJob;
  /** Stores a plan. Returns its id. */
  seedPlan(plan: Parameters<typeof seedPlan>[1]): string;
  /** Starts the job that a plan's rule would start on its schedule, with the rule's copies after it. */
  runPlanRule(run: PlanRun): BackupJob;
  /** Starts a rule as its schedule does, for the resources that the plan's selections take. */
  runScheduled(run: ScheduledRun): readonly BackupJob[];
  startCopyJob(input: StartCopyJob): CopyJob;
  startRestoreJob(input: StartRestoreJob): RestoreJob;
  restoreJobs(): readonly RestoreJob[];
  /** Runs a restore testing plan as its schedule does. */
  runRestoreTest(planName: string): readonly RestoreJob[];
  /** Forbids AWS Backup to delete what tests restore of a resource. */
  willNotDeleteRestored(resourceArn: string): void;
  /** Sends an event besides those of jobs to a vault's topic, if the vault subscribes to it. */
  sendOtherEvent(vaultName: string, event: OtherEvent): void;
  /** What another Region holds. */
  inRegion(region: string): LocalContents;
  /** What another account holds in this Region. */
  inAccount(accountId: string): LocalContents;
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
  ...vaultLockRoutes,
  ...accessPolicyRoutes,
  ...recoveryPointRoutes,
  ...protectedResourceRoutes,
  ...legalHoldRoutes,
  ...planRoutes,
  ...selectionRoutes,
  ...tagRoutes,
  ...regionSettingsRoutes,
  ...backupJobRoutes,
  ...copyJobRoutes,
  ...restoreJobRoutes,
  ...restoreTestingRoutes,
  ...restoreTestRoutes,
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
      iamRoleArn: defaultRoleArn(service),
      createdAt: service.clock.now(),
      sizeBytes: resourceKindOf(seed.resourceArn)?.sizeBytes ?? 0,
      lifecycle: undefined,
      createdBy: undefined,
      ...rest,
    },
    status,
  );
};

/** Starts the service on loopback. */
export const startBackup = async (options: BackupOptions): Promise<LocalBackup> => {
  const {
    accountId,
    region,
    otherRegions = [],
    otherAccounts = [],
    organizationOf = () => undefined,
    timeline,
    callsPerSecond,
    scheduler = systemScheduler(),
  } = options;
  const clock = cancellable(scheduler);
  const publisher = newPublisher(options);
  const silent = newPublisher({ publish: async () => {} });
  const accounts = new Map<string, ReadonlyMap<string, Service>>();
  const serviceIn = (id: string, name: string, regions: Map<string, Service>): Service => {
    const one: Service = {
      accountId: id,
      region: name,
      store: newStore(resourceTypes),
      clock,
      timeline: { ...defaultTimeline, ...timeline },
      publisher: name === region ? publisher : silent,
      regions,
      accounts,
      organizationOf,
    };
    regions.set(name, one);
    return one;
  };
  const accountOf = (id: string): Service => {
    const regions = new Map<string, Service>();
    accounts.set(id, regions);
    for (const name of otherRegions) serviceIn(id, name, regions);
    return serviceIn(id, region, regions);
  };
  const service = accountOf(accountId);
  for (const id of otherAccounts) accountOf(id);
  const contentsOf = (one: Service): LocalContents => ({
    vaults: () => [...one.store.vaults.values()],
    backupJobs: () => [...one.store.backupJobs.values()],
    copyJobs: () => [...one.store.copyJobs.values()],
    recoveryPoints: () => [...one.store.recoveryPoints.values()],
    willNotDelete: (arn: string) => void one.store.undeletable.add(arn),
    seedVault: (vault: SeedVault) => seedVault(one, vault),
    seedRecoveryPoint: (point: SeedRecoveryPoint) => seedRecoveryPoint(one, point),
    startBackupJob: (input) => startBackupJob(one, input),
    startCopyJob: (input) => startCopyJob(one, input),
    startRestoreJob: (input) => startRestoreJob(one, input),
  });
  const found = (one: Service | undefined, what: string): Service => {
    if (one === undefined) throw new Error(`the local AWS Backup has no ${what}`);
    return one;
  };
  const faults = createFaults({ scheduler: clock, latencyMilliseconds: options.latencyMilliseconds });
  const throttle =
    callsPerSecond === undefined
      ? undefined
      : createRateLimit({ burst: callsPerSecond, intervalMilliseconds: 1000 / callsPerSecond }, () =>
          clock.now().getTime(),
        );
  const server = await startServer(service, routes, { ...options, faults, throttle });
  return {
    url: server.url,
    inject: faults.inject,
    dropped: publisher.dropped,
    ...contentsOf(service),
    inRegion: (name) => contentsOf(found(service.regions.get(name), `Region ${name}`)),
    inAccount: (id) => contentsOf(found(accounts.get(id)?.get(region), `account ${id}`)),
    willEnd: (resourceArn, outcome, kind = "backup") => planOutcome(service, kind, resourceArn, outcome),
    seedLegalHold: (hold) => seedLegalHold(service, hold),
    seedBackupJob: (job) => addPastBackupJob(service, job),
    announceBackupJob: (jobId) => announceJob(service, jobOf("backup", service.store.backupJobs, jobId)),
    seedPlan: (plan) => seedPlan(service, plan).id,
    runPlanRule: (run) => runPlanRule(service, run),
    runScheduled: (run) => runScheduled(service, run),
    restoreJobs: () => [...service.store.restoreJobs.values()],
    runRestoreTest: (planName) => runRestoreTest(service, planName),
    willNotDeleteRestored: (arn) => void service.store.undeletableRestores.add(arn),
    sendOtherEvent: (vaultName, event) =>
      publisher.toTopic(vaultOf(service, vaultName), otherEventNotification(event, accountId)),
    settled: publisher.settled,
    close: async () => {
      clock.cancelAll();
      publisher.stop();
      await server.close();
    },
  };
};
