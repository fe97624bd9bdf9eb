// Loaded once a batch holds an event of our own.
import type {
  Digest,
  FailedBackups,
  JobCounts,
  NotifierHealth,
  Oddity,
  OpenFinding,
  ServiceDay,
  TestedType,
  TestRecord,
  TestTrouble,
  Trend,
} from "../model/digest";
import { countOf, dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { Finding, FindingKind, FoundSubject } from "../model/found";
import { maxSubjects } from "../model/found";
import { isVerdict } from "../model/restore-test";

/** More lists would not fit into a message of the queue. */
const maxItems = 200;

const listOf = <Item>(value: unknown, read: (fields: Fields) => Item | undefined, most = maxItems): Item[] =>
  (Array.isArray(value) ? value.slice(0, most) : []).flatMap((item) => {
    const fields = fieldsOf(item);
    const one = fields && read(fields);
    return one === undefined ? [] : [one];
  });

const momentOf = (value: unknown): string | undefined =>
  typeof value === "string" ? dateOf(value)?.toISOString() : undefined;

const textsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : undefined;

const subjectOf = (fields: Fields): FoundSubject | undefined => {
  const { id } = fields;
  const since = momentOf(fields["since"]);
  if (typeof id !== "string" || since === undefined) return undefined;
  return {
    id,
    since,
    ...known({
      lastGoodAt: momentOf(fields["lastGoodAt"]),
      limitHours: countOf(fields["limitHours"]),
      planNames: textsOf(fields["planNames"]),
      vaultName: textOf(fields["vaultName"]),
      text: textOf(fields["text"]),
    }),
  };
};

/** Subjects and of how many they are: never fewer than are named. */
const subjectsOf = (fields: Fields): Pick<OpenFinding, "subjects" | "total"> => {
  const subjects = listOf(fields["subjects"], subjectOf, maxSubjects);
  return { subjects, total: Math.max(countOf(fields["total"]) ?? 0, subjects.length) };
};

const findings: Readonly<Record<FindingKind, true>> = {
  overdue: true,
  "never-backed-up": true,
  unprotected: true,
  unheard: true,
  "copy-overdue": true,
  guard: true,
  blind: true,
};

/** A cause that a newer watch adds is shown by its name. */
const isFinding = (fields: Fields): fields is Fields & Finding => {
  const { finding, cause, to } = fields;
  const isCause = finding === "guard" || finding === "blind" ? typeof cause === "string" : true;
  const isBlindTo = finding !== "blind" || typeof to === "string";
  return (
    typeof finding === "string" &&
    Object.hasOwn(findings, finding) &&
    isCause &&
    (cause === undefined || typeof cause === "string") &&
    isBlindTo
  );
};

const openOf = (fields: Fields): OpenFinding | undefined => {
  const { finding, cause, to } = fields;
  const about = known({ finding, cause, to });
  return isFinding(about) ? { ...about, ...subjectsOf(fields) } : undefined;
};

const jobCountsOf = (value: unknown): JobCounts | undefined => {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const counts = Object.entries(fields).slice(0, maxItems);
  return Object.fromEntries(
    counts.flatMap(([state, count]) => {
      const read = countOf(count);
      return read === undefined ? [] : [[state, read]];
    }),
  );
};

const trendOf = (value: unknown): Trend | undefined => {
  const fields = fieldsOf(value) ?? {};
  const now = countOf(fields["now"]);
  if (now === undefined) return undefined;
  const { before } = fields;
  return {
    now,
    ...known({
      yesterday: countOf(fields["yesterday"]),
      lastWeek: countOf(fields["lastWeek"]),
      before: Array.isArray(before) ? countsOf(before, 30) : undefined,
    }),
  };
};

const serviceOf = (fields: Fields): ServiceDay | undefined => {
  const resourceType = textOf(fields["resourceType"]);
  const resources = countOf(fields["resources"]);
  const jobs = trendOf(fields["jobs"]);
  if (resourceType === undefined || resources === undefined || jobs === undefined) return undefined;
  return { resourceType, resources, jobs, ...known({ bytes: trendOf(fields["bytes"]) }) };
};

const oddities: Readonly<Record<Oddity["oddity"], true>> = {
  "not-deleted": true,
  "kept-forever": true,
  smaller: true,
  larger: true,
  slower: true,
  "resource-deleted": true,
  "slower-restore": true,
  "restored-not-deleted": true,
};

const isOddity = (value: unknown): value is Oddity["oddity"] =>
  typeof value === "string" && Object.hasOwn(oddities, value);

const oddityOf = (fields: Fields): Oddity | undefined => {
  const { oddity } = fields;
  return isOddity(oddity) ? { oddity, ...subjectsOf(fields) } : undefined;
};

const resourcesOf = (value: unknown): Digest["resources"] => {
  const fields = fieldsOf(value) ?? {};
  const selected = countOf(fields["selected"]);
  const good = countOf(fields["good"]);
  if (selected === undefined || good === undefined) return undefined;
  const others = { waiting: countOf(fields["waiting"]), oldestGoodAt: momentOf(fields["oldestGoodAt"]) };
  return { selected, good, ...known(others) };
};

const failedOf = (value: unknown): FailedBackups | undefined => {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const madeUpFor = countOf(fields["madeUpFor"]) ?? 0;
  return { ...subjectsOf(fields), madeUpFor, ...known({ unselected: countOf(fields["unselected"]) }) };
};

const countsOf = (value: unknown, most: number): readonly number[] =>
  Array.isArray(value) ? value.slice(-most).flatMap((one) => countOf(one) ?? []) : [];

const testedTypeOf = (fields: Fields): TestedType | undefined => {
  const resourceType = textOf(fields["resourceType"]);
  const [resources, passed] = [countOf(fields["resources"]), countOf(fields["passed"])];
  if (resourceType === undefined || resources === undefined || passed === undefined) return undefined;
  return {
    resourceType,
    tests: textsOf(fields["tests"]) ?? [],
    resources,
    passed,
    longestMinutes: countsOf(fields["longestMinutes"], 30),
    ...known({
      neverTested: countOf(fields["neverTested"]),
      lastAt: momentOf(fields["lastAt"]),
      withinMinutes: countOf(fields["withinMinutes"]),
    }),
  };
};

const troubleOf = (fields: Fields): TestTrouble | undefined => {
  const { verdict } = fields;
  return isVerdict(verdict) ? { verdict, ...subjectsOf(fields) } : undefined;
};

/** `undefined` where one of the troubles is not understood. */
const testRecordOf = (value: unknown): TestRecord | undefined => {
  const fields = fieldsOf(value) ?? {};
  const said = fields["troubles"];
  const troubles = listOf(said, troubleOf);
  if (!Array.isArray(said) || troubles.length < said.length) return undefined;
  return { types: listOf(fields["types"], testedTypeOf), troubles };
};

const heardOf = (value: unknown): NotifierHealth["heard"] => {
  const fields = fieldsOf(value);
  const [jobs, of] = [countOf(fields?.["jobs"]), countOf(fields?.["of"])];
  return jobs === undefined || of === undefined ? undefined : { jobs, of };
};

const notifierOf = (value: unknown): NotifierHealth => {
  const fields = fieldsOf(value) ?? {};
  return known({
    heard: heardOf(fields["heard"]),
    parked: countOf(fields["parked"]),
    waiting: countOf(fields["waiting"]),
    unheard: countOf(fields["unheard"]),
  });
};

/**
 * Reads a digest. What is absent, or is no number, stays absent; `undefined` where it does not say of which time it is, or
 * holds a finding that is not understood: none may get lost.
 */
export const digestOf = (detail: Fields): Digest | undefined => {
  const from = momentOf(detail["from"]);
  const to = momentOf(detail["to"]);
  const timeZone = textOf(detail["timeZone"]);
  const said = detail["open"];
  const open = listOf(said, openOf);
  const isWhole = Array.isArray(said) && open.length === said.length;
  if (from === undefined || to === undefined || timeZone === undefined || !isWhole) return undefined;
  const restoreTests = testRecordOf(detail["restoreTests"]);
  if (restoreTests === undefined && detail["restoreTests"] !== undefined) return undefined;
  return {
    schema: 1,
    timeZone,
    from,
    to,
    open,
    services: listOf(detail["services"], serviceOf),
    oddities: listOf(detail["oddities"], oddityOf),
    notifier: notifierOf(detail["notifier"]),
    ...known({
      resources: resourcesOf(detail["resources"]),
      backupJobs: jobCountsOf(detail["backupJobs"]),
      copyJobs: jobCountsOf(detail["copyJobs"]),
      restoreJobs: jobCountsOf(detail["restoreJobs"]),
      bytes: trendOf(detail["bytes"]),
      nextRunAt: momentOf(detail["nextRunAt"]),
      failed: failedOf(detail["failed"]),
      restoreTests,
    }),
  };
};
