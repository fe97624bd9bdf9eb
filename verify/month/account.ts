import type { Scheduler } from "../../local/clock/scheduler";
import { anyBelow, type Random } from "../../local/clock/seeded-random";
import { arnOf, type Plan, type Point, plans, type Resource, type ResourceType, type Rule } from "./fleet";
import { accountId, keyArn, region, roleArn, topicArn, vaultArn, vaultName } from "./names";
import { dayMilliseconds, hourMilliseconds, minuteMilliseconds, momentsOf } from "./wall-time";

/** What becomes of a resource's next run instead of a good backup. */
export type Fate =
  | {
      readonly is:
        | "missed"
        | "failed"
        | "expired"
        | "partial"
        | "stuck"
        | "other-plan"
        | "not-copied"
        | "copy-failed";
    }
  /** A good backup that is so many times as large, or takes so many times as long. */
  | { readonly is: "good"; readonly sizeTimes?: number; readonly takesMinutes?: number };

/** A job, with its fields as AWS lists them. */
export type Job = {
  readonly kind: "backup" | "copy";
  readonly id: string;
  readonly resourceArn: string;
  readonly createdAt: number;
  endedAt?: number;
  readonly fields: Record<string, unknown>;
};

/** A plan as the account has it. */
export type LivePlan = {
  readonly plan: Plan;
  readonly id: string;
  readonly version: string;
  readonly createdAt: number;
  selection: { readonly id: string; readonly createdAt: number } | undefined;
};

/** A recovery point of another kind than plans make: expired, or kept forever. */
export type OddPoint = { readonly fields: Record<string, unknown> };

export type Account = ReturnType<typeof createAccount>;

type Options = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly resourceCount: number;
  readonly startAt: number;
  /** A job ended: what AWS Backup says to the vault's subscribers. */
  readonly onEnd: (job: Job) => void;
};

const seconds = (milliseconds: number): number => milliseconds / 1000;
const usualTypes = ["DynamoDB", "EC2", "EBS", "EFS", "S3", "RDS"] as const;

/** Plans skip what restore tests made. */
const isOfRestoreTest = ({ tags }: Resource): boolean =>
  Object.keys(tags).some((key) => key.startsWith("awsbackup-restore-test"));

/** A simulated account: resources, plans, and AWS Backup that runs them on a virtual clock. */
export const createAccount = ({ scheduler, random, resourceCount, startAt, onEnd }: Options) => {
  const now = (): number => scheduler.now().getTime();
  const resources = new Map<string, Resource>();
  const livePlans: LivePlan[] = [];
  const jobs: Job[] = [];
  const jobsById = new Map<string, Job>();
  const jobsByResource = new Map<string, Job[]>();
  const fates = new Map<string, Fate>();
  const oddPoints: OddPoint[] = [];
  const optIns: Record<string, boolean> = Object.fromEntries(
    [...usualTypes, "FSx", "Aurora", "DocumentDB", "Neptune", "Redshift"].map((type) => [type, true]),
  );
  const settings = {
    topicArn: topicArn as string | undefined,
    lock: { least: 7, most: 60 } as { readonly least: number; readonly most: number } | undefined,
    policySids: ["keep"] as readonly string[],
    keyState: "Enabled",
    isRoleAssumable: true,
  };
  let [lastName, lastId, inventoryVersion] = [0, 0, 0];

  const newId = (): string => {
    lastId += 1;
    return `${lastId.toString(16).padStart(8, "0")}-0000-4000-8000-${anyBelow(random, 2 ** 31)
      .toString(16)
      .padStart(12, "0")}`;
  };

  const add = (plan: Plan | undefined, tags: Record<string, string> = {}, given?: ResourceType): Resource => {
    const types = plan?.types ?? usualTypes;
    const type = given ?? types[anyBelow(random, types.length)] ?? "EC2";
    lastName += 1;
    inventoryVersion += 1;
    const name = lastName.toString(16).padStart(8, "0");
    const resource: Resource = {
      arn: arnOf(type, name),
      name,
      type,
      tags: { ...(plan === undefined ? {} : { backup: plan.name }), ...tags },
      bytes: 1_000_000_000 + anyBelow(random, 1_000_000_000),
      exists: true,
      points: [],
    };
    resources.set(resource.arn, resource);
    return resource;
  };

  /** What a plan's selection takes, by how it was made: its tag. */
  const membersOf = ({ plan, selection }: LivePlan): readonly Resource[] =>
    selection === undefined
      ? []
      : [...resources.values()].filter(
          (one) =>
            one.exists && one.tags["backup"] === plan.name && optIns[one.type] && !isOfRestoreTest(one),
        );

  const keepJob = (job: Job): void => {
    jobs.push(job);
    jobsById.set(job.id, job);
    const own = jobsByResource.get(job.resourceArn);
    if (own) own.push(job);
    else jobsByResource.set(job.resourceArn, [job]);
  };

  const end = (job: Job, state: string, more: Record<string, unknown> = {}): void => {
    job.endedAt = now();
    Object.assign(job.fields, {
      State: state,
      CompletionDate: seconds(now()),
      PercentDone: "100.0",
      ...more,
    });
    onEnd(job);
  };

  const startCopy = (resource: Resource, { copyTo }: Rule, source: string): void => {
    const fate = fates.get(resource.arn)?.is;
    if (fate === "not-copied" || fate === "copy-failed") fates.delete(resource.arn);
    if (copyTo === undefined || fate === "not-copied") return;
    const job: Job = {
      kind: "copy",
      id: newId(),
      resourceArn: resource.arn,
      createdAt: now(),
      fields: {
        AccountId: accountId,
        SourceBackupVaultArn: vaultArn,
        SourceRecoveryPointArn: source,
        DestinationBackupVaultArn: copyTo,
        ResourceArn: resource.arn,
        ResourceType: resource.type,
        ResourceName: resource.name,
        BackupSizeInBytes: resource.bytes,
        IamRoleArn: roleArn,
        CreationDate: seconds(now()),
        State: "RUNNING",
      },
    };
    job.fields["CopyJobId"] = job.id;
    keepJob(job);
    scheduler.after((20 + anyBelow(random, 30)) * minuteMilliseconds, () => {
      if (fate === "copy-failed")
        end(job, "FAILED", {
          StatusMessage: "Copy job failed. Internal error.",
          MessageCategory: "FATAL_ERROR",
        });
      else
        end(job, "COMPLETED", { MessageCategory: "SUCCESS", DestinationRecoveryPointArn: `${source}-copy` });
    });
  };

  const keepPoint = (resource: Resource, rule: Rule, createdAt: number, status: string): string => {
    const [first] = resource.points;
    resource.lastBackupAt = createdAt;
    if (rule.isContinuous && first) return first.arn; // One point, which each run updates.
    const arn = `arn:aws:backup:${region}:${accountId}:recovery-point:${rule.isContinuous ? "continuous:" : ""}${newId()}`;
    const point: Point = { arn, createdAt, status: rule.isContinuous ? "AVAILABLE" : status };
    resource.points = [...resource.points, point].slice(-5);
    return arn;
  };

  /** A job of one resource in a run. */
  const startJob = (live: LivePlan, rule: Rule, resource: Resource, scheduledAt: number): void => {
    const fate: Fate = fates.get(resource.arn) ?? { is: "good" };
    const isOfCopy = fate.is === "not-copied" || fate.is === "copy-failed";
    if (!isOfCopy) fates.delete(resource.arn);
    if (fate.is === "missed") return;
    const job: Job = {
      kind: "backup",
      id: newId(),
      resourceArn: resource.arn,
      createdAt: now(),
      fields: {
        AccountId: accountId,
        BackupVaultName: vaultName,
        BackupVaultArn: vaultArn,
        ResourceArn: resource.arn,
        ResourceType: resource.type,
        ResourceName: resource.name,
        IamRoleArn: roleArn,
        State: "CREATED",
        PercentDone: "0.0",
        CreationDate: seconds(now()),
        StartBy: seconds(scheduledAt + rule.startWindowMinutes * minuteMilliseconds),
        CreatedBy: {
          BackupPlanId: live.id,
          BackupPlanName: live.plan.name,
          BackupPlanVersion: live.version,
          BackupRuleId: `${live.id}-${rule.name}`,
          BackupRuleName: rule.name,
          BackupRuleCron: rule.cron,
          BackupRuleTimezone: rule.timeZone,
        },
      },
    };
    job.fields["BackupJobId"] = job.id;
    keepJob(job);
    if (fate.is === "expired" || fate.is === "other-plan") {
      scheduler.after(scheduledAt + rule.startWindowMinutes * minuteMilliseconds - now(), () =>
        end(job, "EXPIRED", {
          StatusMessage: "Backup job expired before completion.",
          MessageCategory: fate.is === "expired" ? "JOB_EXPIRED" : "CONCURRENT_JOB",
        }),
      );
      return;
    }
    Object.assign(job.fields, { State: "RUNNING", StartDate: seconds(now()) });
    if (fate.is === "stuck") {
      // It ends a day late.
      scheduler.after(22 * hourMilliseconds, () =>
        end(job, "ABORTED", { StatusMessage: "Backup job was stopped." }),
      );
      return;
    }
    // Most take minutes; one in fifty nearly all the time that it may.
    const isSlow = random() < 0.02;
    const usual = isSlow ? rule.completionWindowMinutes - 15 : 5 + anyBelow(random, 40);
    const minutes = (fate.is === "good" ? fate.takesMinutes : undefined) ?? usual;
    const { createdAt } = job;
    scheduler.after(minutes * minuteMilliseconds, () => {
      if (fate.is === "failed") {
        end(job, "FAILED", {
          StatusMessage: "Access Denied trying to call AWS Backup service",
          MessageCategory: "ACCESS_DENIED",
        });
        return;
      }
      const isPartial = fate.is === "partial";
      const arn = keepPoint(resource, rule, createdAt, isPartial ? "PARTIAL" : "COMPLETED");
      const times = (fate.is === "good" ? fate.sizeTimes : undefined) ?? 0.98 + random() * 0.04;
      end(job, isPartial ? "PARTIAL" : "COMPLETED", {
        RecoveryPointArn: arn,
        BackupSizeInBytes: Math.round(resource.bytes * times),
        MessageCategory: isPartial ? "MISCELLANEOUS" : "SUCCESS",
      });
      if (!isPartial && rule.copyTo !== undefined)
        scheduler.after(5 * minuteMilliseconds, () => startCopy(resource, rule, arn));
    });
  };

  const startRun = (live: LivePlan, rule: Rule): void => {
    if (!livePlans.includes(live)) return;
    // Without a role that AWS Backup can assume, no job exists.
    if (live.plan.isOwn && !settings.isRoleAssumable) return;
    const scheduledAt = now();
    for (const resource of membersOf(live)) {
      // Within the start window, most of them soon.
      const latest = random() < 0.05 ? rule.startWindowMinutes - 5 : 12;
      scheduler.after(anyBelow(random, latest) * minuteMilliseconds, () =>
        startJob(live, rule, resource, scheduledAt),
      );
    }
  };

  const scheduleDay = (from: number): void => {
    for (const live of livePlans) schedulePlan(live, from, from + dayMilliseconds);
  };

  const schedulePlan = (live: LivePlan, from: number, to: number): void => {
    for (const rule of live.plan.rules) {
      for (const at of rule.runs ? momentsOf(rule.runs, from, to) : [])
        if (at >= now()) scheduler.after(at - now(), () => startRun(live, rule));
    }
  };

  const addPlan = (plan: Plan, createdAt: number): LivePlan => {
    lastId += 1;
    const id = `plan-${lastId}-${plan.name}`;
    const live: LivePlan = {
      plan,
      id,
      version: `v-${lastId}`,
      createdAt,
      selection: { id: `selection-${lastId}`, createdAt },
    };
    livePlans.push(live);
    return live;
  };

  for (const plan of plans) addPlan(plan, startAt - 100 * dayMilliseconds);
  const shares = plans.reduce((sum, { share }) => sum + share, 0);
  for (const plan of plans) {
    const count = Math.max(
      plan.name.startsWith("weekly") ? 1 : 6,
      Math.round((resourceCount * plan.share) / shares),
    );
    for (let index = 0; index < count; index++) add(plan);
  }

  return {
    resources,
    plans: livePlans,
    jobs,
    jobsById,
    jobsByResource,
    fates,
    oddPoints,
    optIns,
    settings,
    keyArn,
    add,
    addPlan,
    schedulePlan,
    scheduleDay,
    membersOf,
    newId,
    /** To be called where tags or resources changed. */
    touch: (): void => {
      inventoryVersion += 1;
    },
    inventoryVersion: (): number => inventoryVersion,
    livePlanOf: (name: string): LivePlan | undefined => livePlans.find(({ plan }) => plan.name === name),
    removePlan: (live: LivePlan): void => void livePlans.splice(livePlans.indexOf(live), 1),
    select: (live: LivePlan): void => {
      lastId += 1;
      live.selection = { id: `selection-${lastId}`, createdAt: now() };
    },
  };
};
