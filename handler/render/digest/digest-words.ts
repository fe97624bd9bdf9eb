import { parseArn } from "../../model/arn";
import {
  badJobsOf,
  type Digest,
  type JobCounts,
  needyOf,
  type Oddity,
  type OpenFinding,
  type ServiceDay,
  type TestedType,
  type Trend,
  unjudgedOf,
  unseenOf,
  unseenWordsOf,
} from "../../model/digest";
import { known } from "../../model/fields";
import type { FoundSubject } from "../../model/found";
import { resourceOf } from "../../model/resource";
import type { Verdict } from "../../model/restore-test";
import { duration, size } from "../mrkdwn";
import { barsOf, hasComparableSizes } from "../size-trend";

// What a digest says, in plain words: a card and a terminal show the same.

/** What a part of a digest is about, and what is worth saying about it. AWS's text, not yet escaped. */
export type Named = { readonly name: string; readonly service?: string; readonly note?: string };

/** Things that one is to know of, with what they have in common. */
export type Part = {
  /** `overdue (the last run made no job)`. */
  readonly head: string;
  readonly names: readonly Named[];
  /** Of how many it is so; `names` may be fewer. */
  readonly total: number;
};

const plural = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

const hourMilliseconds = 3_600_000;

/** `40 m`, `25 h`, `12 days`. */
const ageOf = (from: string, to: string): string => {
  const milliseconds = Math.max(0, Date.parse(to) - Date.parse(from));
  const hours = Math.floor(milliseconds / hourMilliseconds);
  if (hours < 1) return duration(milliseconds - (milliseconds % 60_000));
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
};

const causeWords: Readonly<Record<string, string>> = {
  running: "a backup is running",
  waiting: "a backup waits in its start window",
  failing: "backups fail",
  "start-window-ended": "the start window ended before the backup began",
  missed: "the last run made no job",
  "selection-gone": "the plan's selection is gone",
  "tag-gone": "a tag is gone",
  "not-opted-in": "service not opted in",
  "role-not-assumable": "AWS Backup cannot assume the role",
  "role-lacks-tags": "the role lacks tag:GetResources",
  "other-plan": "another plan's backup took the time",
  "not-named": "named by no selection",
  condition: "left out by a selection's condition",
  excluded: "excluded by a selection",
  "restore-test": "made by a restore test",
  "not-supported": "not supported by AWS Backup",
  "no-selection": "no plan has a selection",
  "vault-notifications": "a vault notifies another topic, or none",
  "vault-lock": "a vault's lock changed",
  "vault-policy": "a vault's access policy changed",
  key: "a key is not enabled",
  plan: "a plan is gone",
  rules: "a plan makes no backups into this stage's vaults",
  selection: "a plan selects nothing",
  role: "the backup role cannot be used",
};

const findingWords: Readonly<Record<OpenFinding["finding"], string>> = {
  overdue: "overdue",
  "never-backed-up": "never backed up",
  unprotected: "without a backup plan",
  unheard: "ended, and no event came",
  "copy-overdue": "without a new copy",
  guard: "not as deployed",
  blind: "not checked",
};

/** What needs a person most comes first. */
const order: readonly OpenFinding["finding"][] = [
  "overdue",
  "never-backed-up",
  "unprotected",
  "guard",
  "copy-overdue",
  "unheard",
];

const lookedUp = (table: Readonly<Record<string, string>>, word: string): string =>
  (Object.hasOwn(table, word) && table[word]) || (word.includes(" ") ? word : word.replaceAll("-", " "));

const named = ({ id, text, planNames }: FoundSubject, note: string | undefined): Named => {
  // A plan's id says nothing to a reader.
  const { name = id, service } = parseArn(id) ? resourceOf({ resourceArn: id }) : { name: planNames?.[0] };
  const notes = [note, text].filter((one) => one !== undefined);
  return { name, ...known({ service, note: notes.length > 0 ? notes.join(", ") : undefined }) };
};

const noteOf = (finding: OpenFinding["finding"], subject: FoundSubject, to: string): string => {
  const { since, lastGoodAt } = subject;
  if (finding === "overdue")
    return lastGoodAt === undefined ? "no good backup" : `last good ${ageOf(lastGoodAt, to)} ago`;
  return finding === "unheard" ? `${ageOf(since, to)} ago` : `for ${ageOf(since, to)}`;
};

/** Of resources, by how their newest restore test ended. What no one is to check is none of these. */
const troubleWords: Readonly<Partial<Record<Verdict, string>>> = {
  failed: "whose restore test failed",
  "timed-out": "whose restore test ended without a result",
  "too-slow": "restored more slowly in a test than promised",
};

/** What needs a person, the most urgent first: backups that failed, then what was found, then restore tests. */
export const needsOf = ({ open, failed, restoreTests, to }: Digest): readonly Part[] => [
  ...(failed && failed.total > 0
    ? [
        {
          head: "failed, and no good backup since",
          total: failed.total,
          names: failed.subjects.map((subject) => named(subject, `${ageOf(subject.since, to)} ago`)),
        },
      ]
    : []),
  ...open
    .filter(({ finding }) => finding !== "blind")
    .toSorted((one, other) => order.indexOf(one.finding) - order.indexOf(other.finding))
    .map(({ finding, cause, subjects, total }) => ({
      head: findingWords[finding] + (cause === undefined ? "" : ` (${lookedUp(causeWords, cause)})`),
      total,
      names: subjects.map((subject) => named(subject, noteOf(finding, subject, to))),
    })),
  ...(restoreTests?.troubles ?? []).map(({ verdict, subjects, total }) => ({
    head: troubleWords[verdict] ?? `whose restore test ended as ${lookedUp({}, verdict)}`,
    total,
    names: subjects.map((subject) => named(subject, `${ageOf(subject.since, to)} ago`)),
  })),
];

/** What was not seen and has names: each in words, and which. */
export const unseenPartsOf = ({
  open,
}: Digest): readonly { readonly words: string; readonly names: readonly Named[] }[] =>
  open.flatMap((one) => {
    const all = one.subjects.filter(({ id }) => id !== "");
    return one.finding === "blind" && all.length > 0
      ? [{ words: unseenWordsOf(one), names: all.map((subject) => named(subject, undefined)) }]
      : [];
  });

/** Of one, and of several. */
const oddityWords: Readonly<Record<Oddity["oddity"], readonly [one: string, several: string]>> = {
  "not-deleted": [
    "recovery point that could not be deleted, and still costs",
    "recovery points that could not be deleted, and still cost",
  ],
  "kept-forever": [
    "recovery point kept forever, perhaps by mistake",
    "recovery points kept forever, perhaps by mistake",
  ],
  smaller: ["backup much smaller than usual", "backups much smaller than usual"],
  larger: ["backup much larger than usual", "backups much larger than usual"],
  slower: ["backup much slower than usual", "backups much slower than usual"],
  "slower-restore": ["restore much slower than usual", "restores much slower than usual"],
  "restored-not-deleted": [
    "restored resource that a test could not delete, and may still cost",
    "restored resources that tests could not delete, and may still cost",
  ],
  "resource-deleted": [
    "resource deleted since, whose recovery points remain",
    "resources deleted since, whose recovery points remain",
  ],
};

/** What costs money and may be a mistake, or is not as usual. */
export const odditiesOf = ({ oddities }: Digest): readonly Part[] =>
  oddities.map(({ oddity, subjects, total }) => ({
    head: oddityWords[oddity][total === 1 ? 0 : 1],
    total,
    names: subjects.map((subject) => named(subject, undefined)),
  }));

const jobCount = (counts: JobCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const settled: Readonly<Record<string, string>> = { COMPLETED: "ok", ABORTED: "stopped" };

/** `120 ok, 2 failed`; good ones first. */
const stateWords = (counts: JobCounts): string => {
  const states = Object.entries(counts).filter(([, count]) => count > 0);
  if (states.length === 0) return "none";
  return states
    .toSorted(([one], [other]) => Number(other === "COMPLETED") - Number(one === "COMPLETED"))
    .map(([state, count]) => `${count} ${lookedUp(settled, state).toLowerCase().replaceAll("_", " ")}`)
    .join(", ");
};

/** `(yesterday 130, a week ago 118)`, and bars of the days before where there are some. */
const trendWords = (
  { now, yesterday, lastWeek, before = [] }: Trend,
  word: (value: number) => string,
  unit = "",
): string => {
  const parts = [
    ...(yesterday === undefined ? [] : [`yesterday ${word(yesterday)}`]),
    ...(lastWeek === undefined ? [] : [`a week ago ${word(lastWeek)}`]),
  ];
  const bars = before.length > 1 ? ` ${barsOf([...before, now])}` : "";
  return `${word(now)}${unit}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}${bars}`;
};

/** What AWS Backup's size of a type means, where it is not the size of the data. (AWS Backup API Reference, BackupJob) */
const sizeWords: Readonly<Record<string, string>> = {
  EC2: "provisioned",
  EBS: "provisioned",
  EFS: "changed",
};

const serviceLine = ({ resourceType, resources, jobs, bytes }: ServiceDay): string => {
  const meaning = Object.hasOwn(sizeWords, resourceType) ? ` ${sizeWords[resourceType]}` : "";
  const isSized = bytes !== undefined && (meaning !== "" || hasComparableSizes(resourceType));
  return [
    `${resourceType}: ${plural(resources, "resource")}`,
    trendWords(jobs, String, jobs.now === 1 ? " job" : " jobs"),
    ...(isSized ? [trendWords(bytes, size, meaning)] : []),
  ].join(" · ");
};

/** A line for each service, those with the most jobs first; and one for each kind of job. Of what was not seen there is none. */
export const numbersOf = (
  digest: Digest,
): { readonly all: readonly string[]; readonly services: readonly string[] } => {
  const { backupJobs, copyJobs, restoreJobs, bytes, failed, services } = digest;
  const retried = failed?.madeUpFor ? `; ${failed.madeUpFor} failed first and are well by now` : "";
  return {
    all: [
      ...(backupJobs ? [`Backups: ${stateWords(backupJobs)}${retried}`] : []),
      ...(copyJobs && jobCount(copyJobs) > 0 ? [`Copies: ${stateWords(copyJobs)}`] : []),
      ...(restoreJobs && jobCount(restoreJobs) > 0 ? [`Restores: ${stateWords(restoreJobs)}`] : []),
      ...(bytes ? [`Size: ${trendWords(bytes, size)}`] : []),
    ],
    services: services.toSorted((one, other) => other.jobs.now - one.jobs.now).map(serviceLine),
  };
};

const testedLine = (
  { resourceType, tests, resources, passed, neverTested, lastAt, longestMinutes, withinMinutes }: TestedType,
  to: string,
): string => {
  const longest = longestMinutes.at(-1);
  const promised = withinMinutes === undefined ? "" : ` of ${withinMinutes}`;
  const bars = longestMinutes.length > 1 ? ` ${barsOf(longestMinutes)}` : "";
  return [
    `${resourceType}: ${passed} of ${plural(resources, "resource")} passed`,
    ...(neverTested === undefined ? ["how many were never tested is not known"] : []),
    ...(neverTested ? [`${neverTested} never tested`] : []),
    lastAt === undefined ? "no test has ended yet" : `last test ${ageOf(lastAt, to)} ago`,
    ...(longest === undefined ? [] : [`longest ${longest}${promised} min${bars}`]),
    ...(tests.length === 0 ? ["no test restores it now"] : []),
  ].join(" · ");
};

/** A line for each type that restore tests restore, and one for those that none does. */
export const testedOf = ({ restoreTests, to }: Digest): readonly string[] => {
  if (restoreTests === undefined) return [];
  const isTested = ({ tests, lastAt }: TestedType): boolean => tests.length > 0 || lastAt !== undefined;
  const others = restoreTests.types.filter((type) => !isTested(type));
  const words = others.map(
    ({ resourceType, resources }) => `${resourceType} (${plural(resources, "resource")})`,
  );
  return [
    ...restoreTests.types.filter(isTested).map((type) => testedLine(type, to)),
    ...(words.length > 0 ? [`No test restores ${words.join(", ")}`] : []),
  ];
};

/** `restore tests passed for 38 of 43`; `undefined` where there are none. */
const provenWords = ({ restoreTests }: Digest): string | undefined => {
  const types = restoreTests?.types ?? [];
  const resources = types.reduce((sum, type) => sum + type.resources, 0);
  const passed = types.reduce((sum, type) => sum + type.passed, 0);
  return restoreTests === undefined || resources === 0
    ? undefined
    : `restore tests passed for ${passed} of ${resources}`;
};

/** The notifier's own events: `131 of 131 jobs heard, 2 parked, 14 waiting, 0 unheard`. `undefined` where none of it could be seen. */
export const healthOf = ({ notifier: { heard, parked, waiting, unheard } }: Digest): string | undefined => {
  const counts = Object.entries({ parked, waiting, unheard });
  if (heard === undefined && counts.every(([, count]) => count === undefined)) return undefined;
  const parts = [
    ...(heard === undefined ? [] : [`${heard.jobs} of ${plural(heard.of, "job")} heard`]),
    ...counts.map(([word, count]) => (count === undefined ? `${word} not known` : `${count} ${word}`)),
  ];
  return `Notifier's events: ${parts.join(", ")}`;
};

/** `03:00`; with the day where that is not the next. In the digest's time zone, or in UTC where that is none. */
const runWords = (at: string, to: string, timeZone: string): string => {
  const isNear = Date.parse(at) - Date.parse(to) < 24 * hourMilliseconds;
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const options = isNear ? form : ({ ...form, weekday: "short", day: "numeric", month: "short" } as const);
  const words = (zone: string) =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }).format(new Date(at));
  try {
    return words(timeZone);
  } catch {
    return `${words("UTC")} UTC`;
  }
};

/** The first line of a digest. */
export type Headline = {
  /** `3 of 214 resources need you`. */
  readonly title: string;
  /** `oldest 25 h`, `131 jobs, 2.1 TiB`, `next run 03:00`. */
  readonly rest: readonly string[];
  /** What could not be seen: `jobs (access denied)`. */
  readonly unseen: readonly string[];
};

const goodWords = ({ selected, good, waiting = 0 }: NonNullable<Digest["resources"]>): string => {
  if (selected === 0) return "No plan selects a resource";
  const all = selected === 1 ? "The only resource has" : `All ${selected} resources have`;
  const some = `${good} of ${plural(selected, "resource")} ${good === 1 ? "has" : "have"}`;
  const ahead = waiting > 0 ? `, ${waiting} wait${waiting === 1 ? "s" : ""} for the first run` : "";
  return `${good === selected ? all : some} a good backup${ahead}`;
};

const titleOf = (digest: Digest, unseen: readonly string[]): string => {
  const { resources, open, failed, restoreTests } = digest;
  const needy = needyOf(digest);
  const unprotected = open.reduce((sum, one) => sum + (one.finding === "unprotected" ? one.total : 0), 0);
  const all = resources && resources.selected + unprotected + (failed?.unselected ?? 0);
  const found = [
    ...open.filter(({ finding }) => finding !== "blind"),
    ...(restoreTests?.troubles ?? []),
  ].reduce((sum, { total }) => sum + total, 0);
  const isSure = unseen.length === 0 && resources !== undefined;
  if (needy > 0) {
    const count = isSure ? `${needy}` : `At least ${needy}`;
    const of = all === undefined || all < needy ? "" : ` of ${all}`;
    const isOne = needy === 1;
    return `${count}${of} ${(of === "" ? isOne : all === 1) ? "resource" : "resources"} ${isOne ? "needs" : "need"} you`;
  }
  if (found > 0) return `${isSure ? "" : "At least "}${plural(found, "finding needs", "findings need")} you`;
  return isSure ? goodWords(resources) : "Not everything could be checked";
};

/** What a digest says in one line. What was not seen is never counted as good. */
export const headlineOf = (digest: Digest): Headline => {
  const { resources, backupJobs, bytes, nextRunAt, to, timeZone } = digest;
  const unjudged = unjudgedOf(digest);
  const unseen = [
    ...unseenOf(digest),
    ...(unjudged > 0 ? [`whether ${plural(unjudged, "resource has", "resources have")} a good backup`] : []),
  ];
  const title = titleOf(digest, unseen);
  const jobs = backupJobs && jobCount(backupJobs);
  const sized = bytes ? `, ${size(bytes.now)}` : "";
  const good = resources && resources.selected > 0 ? goodWords(resources) : undefined;
  const proven = provenWords(digest);
  return {
    title,
    unseen,
    rest: [
      ...(good === undefined || good === title
        ? []
        : [good.replace(/^(?:All|The)/, (word) => word.toLowerCase())]),
      ...(resources?.oldestGoodAt === undefined ? [] : [`oldest ${ageOf(resources.oldestGoodAt, to)}`]),
      ...(jobs === undefined ? [] : [`${plural(jobs, "job")}${sized}`]),
      ...(proven === undefined ? [] : [proven]),
      ...(nextRunAt === undefined ? [] : [`next run ${runWords(nextRunAt, to, timeZone)}`]),
    ],
  };
};

/** Whether one line says it all: everything was seen and is good, and nothing is odd. */
export const isCalm = (digest: Digest): boolean => {
  const { parked = 0, unheard = 0 } = digest.notifier;
  const badJobs = badJobsOf(digest.copyJobs) + badJobsOf(digest.restoreJobs);
  return (
    headlineOf(digest).unseen.length === 0 &&
    needsOf(digest).length === 0 &&
    digest.oddities.length === 0 &&
    !digest.failed?.madeUpFor &&
    parked + unheard + badJobs === 0
  );
};
