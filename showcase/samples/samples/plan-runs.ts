import type { JobPhase } from "../../../handler/model/job-phase";
import { ownEventBody } from "../../../handler/model/own-event";
import { factsOf } from "../../../handler/runs/run";
import { type RunJob, runOf, subjectOf } from "../../../handler/runs/run-key";
import { accountId, batchOf, queued, region } from "../aws-events";
import { ordersDatabase, plan, type Resource, scratch, table, web } from "../job-sample";
import type { Sample } from "../sample";

const askedAt = "2026-08-22T03:40:00.000Z";

const job = ({ arn, type, name }: Resource, phase: JobPhase): RunJob => ({
  kind: "job",
  jobType: "backup",
  phase,
  jobId: `job-of-${arn}`,
  origin: { accountId, region },
  details: {
    resourceArn: arn,
    resourceType: type,
    ...(name !== undefined && { resourceName: name }),
    planId: plan.BackupPlanId,
    planName: plan.BackupPlanName,
    ruleId: plan.BackupRuleId,
    ruleName: plan.BackupRuleName,
    startBy: new Date("2026-08-22T04:00:00Z"),
  },
});

const tables = Array.from({ length: 4 }, (_, index) => table(`orders-${index + 1}`));

const jobsOf = (...phases: readonly JobPhase[]): readonly RunJob[] =>
  [...tables, web, ordersDatabase, scratch].map((resource, index) =>
    job(resource, phases[index] ?? "completed"),
  );

/** The notifier looks at a run: AWS Backup has none of its jobs any more, or does not answer. */
const runSample = (
  id: string,
  title: string,
  jobs: readonly RunJob[],
  {
    answers = { "/backup-jobs/": { BackupJobs: [] } },
    ...more
  }: Partial<Pick<Sample, "answers">> & { readonly isShown?: true } = {},
): Sample => {
  const facts = jobs.flatMap(factsOf);
  const [first] = jobs.flatMap((one) => runOf(one) ?? []);
  const detail = {
    schema: 1,
    run: first ? subjectOf(first.key) : "",
    round: 20,
    facts: facts.length,
  } as const;
  const body = ownEventBody(
    { source: "backup-notifications.notifier", detailType: "Run Due", detail },
    { id: "0d9c8b7a-6f5e-4d3c-8b2a-190807060504", at: new Date(askedAt), accountId, region },
  );
  return {
    id,
    title,
    group: "Plan runs",
    input: batchOf(queued(askedAt, () => JSON.parse(body))),
    answers,
    run: { facts, ...more },
  };
};

/** Runs of a plan: going on, over, over with failures, and not known to be over. */
export const planRunSamples: readonly Sample[] = [
  runSample(
    "run-started",
    "Plan run going on, with a bot",
    jobsOf("completed", "completed", "completed", "completed", "failed", "started", "started"),
    {
      answers: { "/backup-jobs/": { BackupJobs: [{ CreatedBy: plan, StartBy: "2026-08-22T04:00:00Z" }] } },
      isShown: true,
    },
  ),
  runSample("run-completed", "Plan run completed", jobsOf()),
  runSample(
    "run-completed-with-failures",
    "Plan run completed with failures",
    jobsOf("failed", "expired", "partial"),
  ),
  runSample("run-completed-unchecked", "Plan run that AWS Backup does not confirm to be over", jobsOf(), {
    answers: {},
  }),
];
