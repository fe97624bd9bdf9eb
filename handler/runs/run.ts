import { createHash } from "node:crypto";
import { jsonFieldsOf, known, textOf } from "../model/fields";
import type { JobPhase } from "../model/job-phase";
import { resourceOf } from "../model/resource";
import type { RunEvent, RunPhase } from "../model/run-event";
import type { Severity } from "../model/severity";
import { isFirstBackup } from "../render/history-words";
import { keyOf, type RunJob } from "./run-key";

/**
 * A run as its facts show it: a set of words in the ledger, to which every process adds and from which none removes, so
 * that all of them see the same run in the end, in whichever order events arrive.
 */
export type Run = {
  /** Each job's furthest phase. */
  readonly jobs: ReadonlyMap<string, { readonly phase: JobPhase; readonly name?: string }>;
  /** How many of them are the first backups of their resources, as far as that was asked. */
  readonly firsts: number;
  readonly planName?: string;
  readonly ruleName?: string;
  /** How many facts that show are known. It only grows: of two views of a run, the one with more is newer. */
  readonly facts: number;
  /** As many of them as Slack shows. */
  readonly shownFacts: number;
  /** The run was found to be over, with as many jobs as it has now. */
  readonly isOver: boolean;
  /** Why AWS Backup could not confirm that it is over. */
  readonly unanswered?: string;
  /** How often it was found to be over. A job that appears after that opens it again. */
  readonly timesOver: number;
  /** Whether an event of our own is on its way that looks at the run until it is over. */
  readonly isWatched: boolean;
};

/** The furthest last: what a job is in the end, and of several ends the worst. */
const ranks: readonly JobPhase[] = [
  "unknown",
  "started",
  "completed-unchecked",
  "completed",
  "completed-with-issues",
  "partial",
  "aborted",
  "expired",
  "failed",
];

/** Phases of jobs that did not end well. */
const badPhases: readonly JobPhase[] = ranks.slice(ranks.indexOf("completed-with-issues"));

const maxNameLength = 80;

/** The ledger holds hundreds of kilobytes for a run, so a hash stands for a job. */
const hashOf = (jobId: string): string =>
  createHash("sha256").update(jobId.toLowerCase()).digest("hex").slice(0, 16);

/** `orders (RDS)`. */
const nameOf = ({ details, jobId }: RunJob): string => {
  const { name = `job ${jobId}`, service } = resourceOf(details);
  return [...`${name}${service ? ` (${service})` : ""}`.replace(/\s+/g, " ")]
    .slice(0, maxNameLength)
    .join("");
};

/** What a job's event adds to the facts of its run. */
export const factsOf = (job: RunJob): readonly string[] => {
  const { planName, ruleName } = job.details;
  const names = known({ planName, ruleName });
  return [
    `job ${hashOf(job.jobId)} ${job.phase}${badPhases.includes(job.phase) ? ` ${nameOf(job)}` : ""}`,
    ...(isFirstBackup(job) ? [`first ${hashOf(job.jobId)}`] : []),
    ...(Object.keys(names).length > 0 ? [`names ${JSON.stringify(names)}`] : []),
  ];
};

/** That an event of our own looks at the run from now on. */
export const watchedFact = ({ timesOver }: Pick<Run, "timesOver">): string => `watched ${timesOver}`;

/** That the run is over, as far as its jobs are known now; and, where AWS Backup did not confirm it, why. */
export const overFact = ({ jobs }: Pick<Run, "jobs">, unanswered?: string): string =>
  `over ${jobs.size}${unanswered === undefined ? "" : ` ${unanswered}`}`;

/** That Slack shows the run with so many facts. */
export const shownFact = ({ facts }: Pick<Run, "facts">): string => `shown ${facts}`;

const restOf = (facts: readonly string[], word: string): readonly string[] =>
  facts.flatMap((fact) => (fact.startsWith(`${word} `) ? [fact.slice(word.length + 1)] : []));

const isPhase = (word: string | undefined): word is JobPhase => ranks.some((phase) => phase === word);

/** The run that a set of facts shows. Pure; the facts' order does not matter. */
export const runFrom = (facts: readonly string[]): Run => {
  const jobs = new Map<string, { readonly phase: JobPhase; readonly name?: string }>();
  const ofJobs = [...restOf(facts, "job")].sort();
  for (const fact of ofJobs) {
    const [, id = "", word, name] = /^(\S+) (\S+)(?: (.+))?$/s.exec(fact) ?? [];
    const phase = isPhase(word) ? word : "unknown";
    const before = jobs.get(id);
    if (before && ranks.indexOf(before.phase) >= ranks.indexOf(phase)) continue;
    jobs.set(id, { phase, ...known({ name }) });
  }
  const names: { planName?: string; ruleName?: string } = {};
  for (const json of [...restOf(facts, "names")].sort()) {
    const { planName, ruleName } = jsonFieldsOf(json) ?? {};
    Object.assign(names, known({ planName: textOf(planName), ruleName: textOf(ruleName) }));
  }
  const overs = restOf(facts, "over").map((words) => /^(\d+)(?: (.+))?$/s.exec(words));
  const over = overs.filter((words) => Number(words?.[1]) === jobs.size);
  // One confirmation is enough.
  const unanswered = over.every((words) => words?.[2] !== undefined) ? over[0]?.[2] : undefined;
  return {
    jobs,
    firsts: new Set(restOf(facts, "first")).size,
    facts: ofJobs.length + overs.length,
    shownFacts: Math.max(0, ...restOf(facts, "shown").map(Number)),
    isOver: over.length > 0,
    timesOver: overs.length,
    isWatched: facts.includes(watchedFact({ timesOver: overs.length })),
    ...names,
    ...known({ unanswered }),
  };
};

/** How many jobs are in which phase. */
const countsOf = ({ jobs }: Run): Partial<Record<JobPhase, number>> => {
  const counts: Partial<Record<JobPhase, number>> = {};
  for (const { phase } of jobs.values()) {
    // Whatever AWS calls the state: the job has not ended.
    const counted = phase === "unknown" ? "started" : phase;
    counts[counted] = (counts[counted] ?? 0) + 1;
  }
  return counts;
};

/** Not known to be over, not known to be good: neither counts as good. */
const phaseOf = (run: Run, counts: Partial<Record<JobPhase, number>>): RunPhase => {
  if (!run.isOver) return "started";
  if (badPhases.some((phase) => counts[phase])) return "completed-with-failures";
  const isUnsure = run.unanswered !== undefined || counts.started || counts["completed-unchecked"];
  return isUnsure ? "completed-unchecked" : "completed";
};

const severityOf = (phase: RunPhase, jobs: RunEvent["jobs"]): Severity => {
  if (phase === "completed") return "good";
  if (jobs.failed || jobs.expired) return "danger";
  return phase === "started" && !badPhases.some((bad) => jobs[bad]) ? "neutral" : "warning";
};

/** A run as an event; `undefined` where the subject names none. */
export const runEventOf = (subject: string, run: Run): RunEvent | undefined => {
  const key = keyOf(subject);
  if (key === undefined) return undefined;
  const { accountId, region, planId, rule, startBy } = key;
  const jobs = countsOf(run);
  const phase = phaseOf(run, jobs);
  const failed = [...run.jobs.values()]
    .filter(({ phase }) => badPhases.includes(phase))
    .sort((one, other) => ranks.indexOf(other.phase) - ranks.indexOf(one.phase));
  return {
    kind: "run",
    phase,
    severity: severityOf(phase, jobs),
    id: subject,
    planId,
    plan: run.planName ?? planId,
    rule: run.ruleName ?? rule,
    startBy,
    jobs,
    failed: failed.flatMap(({ name }) => name ?? []),
    ...(run.firsts > 0 && { firsts: run.firsts }),
    origin: { accountId, region },
    ...known({ unanswered: run.unanswered }),
  };
};
