import { z } from "zod";
import { wallClockOf } from "../../handler/watch/wall-clock";
import { checked, list, named, object, type Report, wholeNumber, wordOr } from "./field";
import { anyTags, type MatchedTags } from "./matched-tags";
import { expected, shown } from "./problem";
import { resourceType } from "./resource-type";
import { exactTimeZone } from "./rule";

const exampleTags = { backup: "daily" };

/** The watch sees ARNs, and those of clusters are alike. */
const clusterTypes: readonly string[] = ["Aurora", "DocumentDB", "Neptune"];

const resourceTypes = checked(list(resourceType, "resource types", ["RDS"]), (types, report) => {
  for (const type of Array.isArray(types) ? types : []) {
    if (!clusterTypes.includes(type)) continue;
    report(
      [],
      `got ${shown(type)}, but ARNs of ${clusterTypes.join(", ")} are alike, so the watch does not see which it is; name such clusters by tags`,
    );
  }
});

const planName = named(/^.{1,100}$/, "a plan name", "daily");

const limitExample = { plans: ["hourly"], hours: 6 };

const conditionNames = ["tags", "resourceTypes", "plans"] as const;

const limit = checked(
  object(
    {
      /** Resources with all of these tags; a key may have several values. */
      tags: anyTags(exampleTags).optional(),
      /** Resources of these types. */
      resourceTypes: resourceTypes.optional(),
      /** Resources that these plans select, own or others', by the plans' names. */
      plans: list(planName, "names of plans", ["hourly"]).optional(),
      /** How old the newest good backup may be, in whole hours, 1 to 8784. */
      hours: wholeNumber({ min: 1, max: 8784, unit: "hours" }, 26),
    },
    limitExample,
  ),
  (given, report) => {
    if (conditionNames.some((name) => given[name] !== undefined)) return;
    report(
      [],
      `expected tags, resourceTypes or plans that say whose limit this is, got none; example: ${JSON.stringify(limitExample)}`,
    );
  },
);

const unprotectedExample = { tags: { environment: "prod" } };

const unprotected = checked(
  object(
    {
      /** Resources with any of these tags must be protected; a key may have several values. */
      tags: anyTags(exampleTags).optional(),
      /** Resources of any of these types must be protected, as far as they have or once had a tag: AWS lists no others. */
      resourceTypes: resourceTypes.optional(),
    },
    unprotectedExample,
  ),
  (given, report) => {
    if (given.tags !== undefined || given.resourceTypes !== undefined) return;
    report(
      [],
      `expected tags or resourceTypes that must be protected, got none; example: ${JSON.stringify(unprotectedExample)}`,
    );
  },
);

const digestExample = { at: "08:00", timeZone: "Europe/Berlin" };

const digest = wordOr(
  false,
  z.strictObject(
    {
      /** When, on a clock of the time zone: `HH:MM`, 24 hours. Default: `08:00`. */
      at: named(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time of day, HH:MM", "08:00").default("08:00"),
      /** IANA time zone. Default: that of the vault's rules; required where there are none, or they have several. */
      timeZone: exactTimeZone.optional(),
    },
    {
      error: (issue) =>
        issue.code === "invalid_type"
          ? expected("an object with at and timeZone, or false", digestExample)(issue)
          : undefined,
    },
  ),
);

const settings = z.strictObject(
  {
    /** One message a day with what needs a person, or that all is well. `false`: none. Default: at 08:00. */
    digest: digest.prefault({}),
    /**
     * Limits for how old the newest good backup of a resource may be; the first that fits counts. Default: what follows from the
     * plans' rules, which is the longest time between two runs plus start and completion window.
     */
    overdue: list(limit, "limits", [limitExample]).optional(),
    /**
     * What of the whole account and Region must be protected, whoever's plans do it: one stage for each account and Region.
     * Default: nothing; what had backups and lost its plan is found anyway.
     */
    unprotected: unprotected.optional(),
    /** Hours between two checks, 1 to 24. Default: 1. */
    checkEveryHours: wholeNumber({ min: 1, max: 24, unit: "hours" }, 1).default(1),
  },
  {
    error: (issue) =>
      issue.code === "invalid_type" ? expected("true, or an object", true)(issue) : undefined,
  },
);

/**
 * Finds what nobody announces: backups that did not run, resources that no plan selects, events that never came.
 * (docs/watch.md)
 */
export const watch = wordOr(true, settings).transform((given) =>
  given === true ? settings.parse({}) : given,
);

type Given = z.output<typeof watch>;

/** A checked watch with defaults filled in. */
export type WatchStage = Omit<Given, "digest"> & {
  /** IANA; of the digest, and UTC without one. */
  readonly timeZone: string;
  /** `HH:MM`, or no digest. */
  readonly digestAt: string | false;
};

type WithVault = { readonly watch?: Given | undefined; readonly vault?: unknown };

/** The time zones of a vault's rules; a rule or vault with mistakes may have none. */
const timeZonesOf = (vault: unknown): readonly unknown[] => {
  const plans: unknown = Object(vault).plans;
  const rules = (Array.isArray(plans) ? plans : [{ rules: [{}] }]).flatMap((plan): readonly unknown[] => {
    const of: unknown = Object(plan).rules;
    return Array.isArray(of) ? of : [{}];
  });
  return vault === undefined ? [] : [...new Set(rules.map((rule): unknown => Object(rule).timeZone))];
};

const isText = (value: unknown): value is string => typeof value === "string";

/** The watch of a stage without mistakes. */
export const watchOf = ({ watch: given, vault }: WithVault): WatchStage | undefined => {
  if (given === undefined) return undefined;
  const { digest: wanted, ...rest } = given;
  if (wanted === false) return { ...rest, digestAt: false, timeZone: "Etc/UTC" };
  return {
    ...rest,
    digestAt: wanted.at,
    timeZone: wanted.timeZone ?? timeZonesOf(vault).find(isText) ?? "Etc/UTC",
  };
};

/** The first day from a year's begin, of two years, on which a clock skips a time: daylight saving begins. */
const skippedOn = (at: string, timeZone: string, year: number): string | undefined => {
  const clock = wallClockOf(timeZone);
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  for (let day = 0; day < 731; day++) {
    const date = new Date(Date.UTC(year, 0, 1 + day));
    const moment = clock?.momentOf({
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour,
      minute,
    });
    if (clock !== undefined && moment === undefined) return date.toISOString().slice(0, 10);
  }
  return undefined;
};

const checkDigest = ({ watch: given, vault }: WithVault, year: number, report: Report): void => {
  const wanted = given?.digest;
  if (typeof wanted !== "object" || typeof wanted.at !== "string") return;
  const zones = timeZonesOf(vault);
  if (wanted.timeZone === undefined && zones.every(isText) && zones.length !== 1) {
    const why = zones.length === 0 ? "the stage has no rules with one" : `its rules have ${zones.join(", ")}`;
    report(
      ["watch", "digest", "timeZone"],
      `expected the IANA time zone of the digest, because ${why}; example: watch: ${JSON.stringify({ digest: digestExample })}`,
    );
  }
  const timeZone = wanted.timeZone ?? zones[0];
  const day = !isText(timeZone) ? undefined : skippedOn(wanted.at, timeZone, year);
  if (day !== undefined) {
    report(
      ["watch", "digest", "at"],
      `expected a time that each day has, got ${shown(wanted.at)}, which clocks of ${timeZone} skip on ${day}, so that day would have no digest; example: "08:00"`,
    );
  }
};

type Around = WithVault & {
  readonly delivery?: unknown;
  readonly ledger?: unknown;
};

/** Checks a watch against the rest of its stage, in which each field may be invalid by itself. */
export const checkWatch = (given: Around, report: Report, now = new Date()): void => {
  if (typeof given.watch !== "object" || given.watch === null) return;
  if (given.delivery === "direct") {
    report(
      ["watch"],
      'needs delivery: "queue", the watch\'s way to Slack, got "direct"; remove delivery, or remove watch',
    );
  }
  if (given.ledger === false) {
    report(
      ["watch"],
      "needs the ledger, which says what was heard, got ledger: false; remove ledger, or remove watch",
    );
  }
  checkDigest(given, now.getUTCFullYear(), report);
};

/** Tags as the watch's function compares them: a list of values for each key. */
export const valuesByKey = (tags: MatchedTags): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(tags).map(([key, values]) => [key, [values].flat()]));
