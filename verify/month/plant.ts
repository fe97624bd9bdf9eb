import { anyBelow, type Random } from "../../local/clock/seeded-random";
import type { VirtualClock } from "../../local/clock/virtual-clock";
import type { Account, Fate, Job, LivePlan } from "./account";
import type { Calendar } from "./calendar";
import type { Expectations } from "./expectations";
import type { Resource } from "./fleet";
import type { Mood } from "./mood";
import { keyArn, roleArn, vaultArn, vaultName } from "./names";
import { dayMilliseconds, hourMilliseconds } from "./wall-time";

/** How many of each trouble begin on a troubled day. */
type Numbers = Readonly<Record<"fate" | "one", number>>;

type Parts = {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  readonly mood: Mood;
  readonly calendar: Calendar;
  readonly expectations: Expectations;
  readonly numbers: Numbers;
  /** The stage is deployed again: the watch's settings name this plan. */
  readonly onOwnPlan: (id: string) => void;
};

/** Plans of which each resource may be a victim: all of their runs end in the morning. */
const victimPlans: readonly string[] = ["utc-early", "utc-late", "berlin", "new-york"];

const fates: readonly Fate["is"][] = ["missed", "failed", "expired", "partial", "stuck", "other-plan"];

const rowOf: Readonly<Record<string, string>> = {
  missed: "overdue: run missed",
  failed: "overdue: failing",
  expired: "overdue: start window ended",
  partial: "overdue: partial",
  stuck: "overdue: still running",
  "other-plan": "overdue: other plan took the window",
};

/** The types whose sizes AWS Backup reports as they are. */
const sized: readonly string[] = ["DynamoDB", "S3"];

/** Plants what must be found, and what must not. It knows when a trouble begins by making it. */
export const startPlanting = (
  parts: Parts,
): { readonly isLost: (job: Job) => boolean; readonly isSlackDown: () => boolean } => {
  const { clock, random, account, mood, calendar, expectations, numbers } = parts;
  const { startAt } = calendar;
  const now = clock.nowMilliseconds;
  const used = new Set<string>();
  const at = (day: number, hour: number, task: () => void): void => {
    const moment = startAt + day * dayMilliseconds + hour * hourMilliseconds;
    clock.after(moment - now(), task);
  };
  const hours = (count: number): number => count * hourMilliseconds;

  const victims = (
    count: number,
    planNames: readonly string[],
    types?: readonly string[],
  ): readonly Resource[] => {
    const all = [...account.resources.values()].filter(
      ({ arn, exists, tags, type, points }) =>
        exists &&
        points.length > 1 &&
        planNames.includes(tags["backup"] ?? "") &&
        !used.has(arn) &&
        (types?.includes(type) ?? true),
    );
    const chosen: Resource[] = [];
    while (chosen.length < count && all.length > 0) {
      const [one] = all.splice(anyBelow(random, all.length), 1);
      if (one === undefined) break;
      used.add(one.arn);
      chosen.push(one);
    }
    return chosen;
  };

  const limitOf = ({ tags }: Resource): number =>
    account.livePlanOf(tags["backup"] ?? "")?.plan.limitMilliseconds ?? Number.NaN;

  /** What has no new backup becomes overdue a limit after its last good one, and is well again with the run of the day after. */
  const expectOverdue = (kind: string, resource: Resource): void => {
    const { arn, lastBackupAt = 0 } = resource;
    const dueAt = lastBackupAt + limitOf(resource);
    const until = lastBackupAt + hours(54);
    expectations.expect({
      kind,
      keys: [`overdue|${arn}`],
      from: dueAt,
      dueAt,
      latestAt: dueAt + hours(1),
      until,
    });
    expectations.occupy(now(), until + hours(2));
  };

  const expectSoon = (kind: string, keys: readonly string[], from: number, until: number): void =>
    expectations.expect({ kind, keys, from, dueAt: from, latestAt: from + hours(24), until });

  /** What nothing selects from now on, until it is repaired; its missed run may be noticed after that. */
  const expectUnprotected = (kind: string, { arn }: Resource, forHours: number): void => {
    expectSoon(kind, [`unprotected|${arn}`], now(), now() + hours(forHours + 1));
    expectations.allow(`overdue|${arn}`, now(), now() + hours(forHours + 36));
    expectations.occupy(now(), now() + hours(forHours + 30));
  };

  const plantDay = (day: number): void => {
    at(day, 0, () => {
      for (const fate of fates) {
        for (const resource of victims(numbers.fate, victimPlans)) {
          account.fates.set(resource.arn, { is: fate } as Fate);
          expectOverdue(rowOf[fate] ?? fate, resource);
        }
      }
      for (const [name, fate] of [
        ["smaller", { is: "good", sizeTimes: 0.2 }],
        ["larger", { is: "good", sizeTimes: 4 }],
        ["slower", { is: "good", takesMinutes: 170 }],
      ] as const) {
        for (const resource of victims(numbers.one, victimPlans, sized)) {
          account.fates.set(resource.arn, fate);
          // Its job ends at noon at the latest, and a digest comes every morning.
          const dueAt = now() + hours(12);
          const keys = [`${name}|${resource.arn}`];
          const kind = `unusual: ${name}`;
          expectations.expect({
            kind,
            keys,
            from: now(),
            dueAt,
            latestAt: dueAt + hours(24),
            until: now() + hours(60),
          });
        }
      }
      for (const fate of ["not-copied", "copy-failed"] as const) {
        for (const resource of victims(numbers.one, ["copied"])) {
          account.fates.set(resource.arn, { is: fate });
          const end = now() + hours(2.5 + 4);
          expectations.expect({
            kind: fate === "not-copied" ? "copy overdue: missed" : "copy overdue: failing",
            keys: [`copy-overdue|${resource.arn}`],
            from: now() + hours(2.5),
            dueAt: end,
            latestAt: end + hours(24),
            until: end + hours(48),
          });
          expectations.occupy(now(), now() + hours(56));
        }
      }
    });
    at(day, 12, () => {
      for (const resource of victims(numbers.one * 2, victimPlans)) {
        const tag = resource.tags["backup"] ?? "";
        delete resource.tags["backup"];
        resource.tags["team"] = "any";
        account.touch();
        expectUnprotected("unprotected: tag gone", resource, 24);
        clock.after(hours(24), () => {
          resource.tags["backup"] = tag;
          account.touch();
        });
      }
      for (let index = 0; index < numbers.one; index++) {
        const must = account.add(undefined, { must: "yes" });
        used.add(must.arn);
        expectUnprotected("unprotected: required, never selected", must, 24);
        clock.after(hours(24), () => {
          must.tags["backup"] = "utc-early";
          account.touch();
        });
        for (const status of ["EXPIRED", "COMPLETED"] as const) plantPoint(status);
      }
      const plan = account.livePlanOf("utc-early")?.plan;
      for (let index = 0; index < numbers.one * 2 && plan; index++) {
        const { arn } = account.add(plan);
        used.add(arn);
        account.fates.set(arn, { is: "missed" });
        // Its first run is at one o'clock and may end four hours later.
        const dueAt = now() + hours(13 + 4);
        const until = dueAt + hours(26);
        expectations.expect({
          kind: "never backed up",
          keys: [`never-backed-up|${arn}`],
          from: dueAt,
          dueAt,
          latestAt: dueAt + hours(24),
          until,
        });
        expectations.occupy(now(), until + hours(2));
      }
    });
  };

  const plantPoint = (status: "EXPIRED" | "COMPLETED"): void => {
    const arn = `arn:aws:backup:eu-west-1:111122223333:recovery-point:${account.newId()}`;
    const createdAt = now() / 1000 - 60 * 86_400;
    const point = {
      fields: {
        RecoveryPointArn: arn,
        ResourceArn: `arn:aws:dynamodb:eu-west-1:111122223333:table/old-${account.newId()}`,
        BackupVaultName: vaultName,
        CreationDate: createdAt,
        Status: status,
        ...(status === "EXPIRED" && {
          Lifecycle: { DeleteAfterDays: 35 },
          CalculatedLifecycle: { DeleteAt: createdAt + 35 * 86_400 },
        }),
      },
    };
    account.oddPoints.push(point);
    const name = status === "EXPIRED" ? "not-deleted" : "kept-forever";
    const row = status === "EXPIRED" ? "points: not deleted" : "points: kept forever";
    expectSoon(row, [`${name}|${point.fields.ResourceArn}`], now(), now() + hours(72));
    clock.after(hours(48), () => void account.oddPoints.splice(account.oddPoints.indexOf(point), 1));
  };

  /** Something of the stage is changed at ten, and as it was at eight in the evening. */
  const plantGuard = (day: number, cause: string, subject: () => string, change: () => () => void): void => {
    at(day, 10, () => {
      expectSoon(`guard: ${cause}`, [`guard|${cause}|${subject()}`], now(), now() + hours(11));
      expectations.occupy(now(), now() + hours(14));
      const undo = change();
      clock.after(hours(10), undo);
    });
  };

  const allowUnprotected = (live: LivePlan): void => {
    for (const { arn } of account.membersOf(live))
      expectations.allow(`unprotected|${arn}`, now(), now() + hours(12));
  };

  const own = (): LivePlan => account.livePlanOf("stage") as LivePlan;

  const guards: readonly ((day: number) => void)[] = [
    (day) =>
      plantGuard(
        day,
        "vault-notifications",
        () => vaultArn,
        () => {
          const { topicArn } = account.settings;
          account.settings.topicArn = undefined;
          return () => {
            account.settings.topicArn = topicArn;
          };
        },
      ),
    (day) =>
      plantGuard(
        day,
        "vault-lock",
        () => vaultArn,
        () => {
          const { lock } = account.settings;
          account.settings.lock = undefined;
          return () => {
            account.settings.lock = lock;
          };
        },
      ),
    (day) =>
      plantGuard(
        day,
        "vault-policy",
        () => vaultArn,
        () => {
          const { policySids } = account.settings;
          account.settings.policySids = [];
          return () => {
            account.settings.policySids = policySids;
          };
        },
      ),
    (day) =>
      plantGuard(
        day,
        "key",
        () => keyArn,
        () => {
          account.settings.keyState = "PendingDeletion";
          return () => {
            account.settings.keyState = "Enabled";
          };
        },
      ),
    (day) =>
      plantGuard(
        day,
        "selection",
        () => own().id,
        () => {
          const live = own();
          allowUnprotected(live);
          live.selection = undefined;
          return () => account.select(live);
        },
      ),
    (day) =>
      plantGuard(
        day,
        "plan",
        () => own().id,
        () => {
          const live = own();
          allowUnprotected(live);
          account.removePlan(live);
          return () => {
            const next = account.addPlan(live.plan, now());
            parts.onOwnPlan(next.id);
          };
        },
      ),
    (day) =>
      plantGuard(
        day,
        "vault-notifications",
        () => vaultArn,
        () => {
          const { topicArn } = account.settings;
          account.settings.topicArn = `${topicArn}-other`;
          return () => {
            account.settings.topicArn = topicArn;
          };
        },
      ),
  ];

  /** From the evening to the next morning, AWS Backup cannot assume the stage's role: a run is missed. */
  const plantRole = (day: number): void =>
    at(day, 22, () => {
      account.settings.isRoleAssumable = false;
      expectSoon("guard: role", [`guard|role|${roleArn}`], now(), now() + hours(13));
      for (const resource of account.membersOf(own())) expectOverdue("overdue: role not assumable", resource);
      clock.after(hours(12), () => {
        account.settings.isRoleAssumable = true;
      });
    });

  /** What a whole plan or type loses at ten in the morning, and has again a day later. */
  const plantLoss = (
    day: number,
    kind: string,
    planName: string,
    lose: (live: LivePlan) => () => void,
  ): void =>
    at(day, 10, () => {
      const live = account.livePlanOf(planName);
      if (live === undefined) return;
      for (const resource of account.membersOf(live)) expectUnprotected(kind, resource, 24);
      const undo = lose(live);
      clock.after(hours(24), undo);
    });

  const losses: readonly ((day: number) => void)[] = [
    (day) =>
      plantLoss(day, "unprotected: selection gone", "to-be-emptied", (live) => {
        live.selection = undefined;
        return () => account.select(live);
      }),
    (day) =>
      plantLoss(day, "unprotected: plan gone", "to-be-deleted", (live) => {
        account.removePlan(live);
        return () => {
          const next = account.addPlan(live.plan, now());
          account.schedulePlan(
            next,
            now(),
            startAt + Math.ceil((now() - startAt) / dayMilliseconds) * dayMilliseconds,
          );
        };
      }),
    (day) =>
      plantLoss(day, "unprotected: not opted in", "fsx", () => {
        account.optIns["FSx"] = false;
        return () => {
          account.optIns["FSx"] = true;
        };
      }),
  ];

  const blindEvening = (
    day: number,
    kind: string,
    keys: readonly string[],
    forHours: number,
    begin: () => () => void,
  ): void =>
    at(day, 18.25, () => {
      expectSoon(kind, keys, now(), now() + hours(forHours + 0.5));
      expectations.allow("blind", now(), now() + hours(forHours + 0.5));
      expectations.occupy(now(), now() + hours(forHours + 2));
      const end = begin();
      clock.after(hours(forHours), end);
    });

  const deny =
    (operation: string, ...to: readonly string[]) =>
    (day: number): void =>
      blindEvening(
        day,
        "blind: access denied",
        to.map((one) => `blind|${one}`),
        2,
        () => {
          mood.denied.add(operation);
          return () => mood.denied.delete(operation);
        },
      );

  const blinds: readonly ((day: number) => void)[] = [
    (day) =>
      blindEvening(
        day,
        "blind: throttled for an hour",
        ["blind|plans", "blind|protected-resources", "blind|jobs"],
        1,
        () => {
          mood.isThrottling = true;
          return () => {
            mood.isThrottling = false;
          };
        },
      ),
    deny("backup resources", "protected-resources"),
    deny("backup account-settings", "opt-ins"),
    deny("tagging GetResources", "resources"),
    deny("backup backup", "plans", "rules", "selections"),
    deny("sqs GetQueueAttributes", "queues"),
    deny("kms DescribeKey", "key"),
    deny("backup copy-jobs", "copies", "jobs"),
    deny("backup backup-jobs", "jobs"),
    deny("iam GetRole", "role"),
  ];

  // One job in fifty takes nearly all the time that it may: "slower than usual" is true of it.
  expectations.allow("slower", startAt, Number.POSITIVE_INFINITY);

  // What must not be found, on every day.
  const usual = (): void => {
    const some = [...account.resources.values()].filter(
      ({ exists, tags, arn }) => exists && tags["backup"]?.startsWith("weekly") && !used.has(arn),
    );
    for (let index = 0; index < 3; index++) {
      const one = some[anyBelow(random, some.length)];
      if (one && some.length > 20) one.exists = false;
    }
    for (let index = 0; index < 4; index++) {
      const live = account.plans[anyBelow(random, account.plans.length)];
      if (live && live.plan.limitMilliseconds !== undefined) account.add(live.plan);
    }
    const restored = [0, 1, 2].map(() =>
      account.add(undefined, { must: "yes", "awsbackup-restore-test": "restore-test" }),
    );
    account.touch();
    clock.after(hours(5), () => {
      for (const { arn } of restored) account.resources.delete(arn);
      account.touch();
    });
  };
  for (let day = 0; day < calendar.days; day++) at(day, 11, usual);

  const { troubled, outageDay } = calendar;
  const last = troubled.map((days) => days.at(-1));
  const planted = troubled.flat().filter((day) => !last.includes(day));
  for (const day of planted) plantDay(day);
  const each = (all: readonly ((day: number) => void)[], days: readonly number[], most: number): void =>
    all.forEach((plant, index) => {
      const day = days[index % days.length];
      if (day !== undefined && index < most) plant(day);
    });
  // At most one change of the stage's own plan a day.
  // The last one changes what the first one does.
  each(guards, planted, planted.length < guards.length ? guards.length - 1 : guards.length);
  each(losses, planted, losses.length);
  blinds.forEach((plant, index) => {
    const day = planted[index % planted.length];
    if (day !== undefined && index < planted.length && day !== outageDay) plant(day);
  });
  const roleDay = planted.find(
    (day) => day !== planted[4 % planted.length] && day !== planted[5 % planted.length],
  );
  if (roleDay !== undefined) plantRole(roleDay);
  expectations.occupy(
    startAt + outageDay * dayMilliseconds,
    startAt + (outageDay + 1) * dayMilliseconds + hours(4),
  );

  const dayOf = (moment: number): number => Math.floor((moment - startAt) / dayMilliseconds);
  const lossRate = (0.01 * calendar.days) / troubled.flat().length;
  const isSlackDown = (): boolean => dayOf(now()) === outageDay;
  return {
    isSlackDown,
    isLost: (job) => {
      const day = dayOf(now());
      // While Slack is down the queue holds what has not been sent, and what is lost can only be known after that: an event of the
      // two hours before is not missed yet when Slack goes down.
      const untilOutage = startAt + outageDay * dayMilliseconds - now();
      const mayBeLost =
        troubled.flat().includes(day) && !(untilOutage < hours(2) && untilOutage > -hours(12));
      if (!mayBeLost || random() >= lossRate) return false;
      expectSoon("event lost", [`late|${job.id}`], now(), now() + hours(72));
      expectations.allow(`unheard|${job.id}`, now(), now() + hours(72));
      expectations.occupy(now(), now() + hours(30));
      return true;
    },
  };
};
