import { z } from "zod";
import { Failure } from "../../scripts/program/failure";
import { suppressions } from "./suppressions";

/** A check that a resource fails. */
export type Finding = {
  readonly checkId: string;
  readonly resource: string;
  readonly title: string;
  /** How to fix it, where checkov says so. */
  readonly guideline?: string;
  /** The resource's arguments that were checked. */
  readonly arguments: readonly string[];
  /** Why it is suppressed; absent where it is not. */
  readonly reason?: string;
};

/** checkov's report on a stage's plan. */
export type StageReport = {
  readonly stage: string;
  /** Resources that checkov read. */
  readonly resources: number;
  /** Resources in the plan. */
  readonly plannedResources: number;
  readonly passed: number;
  readonly failed: readonly Finding[];
  readonly suppressed: readonly Finding[];
};

const checkSchema = z.object({
  check_id: z.string(),
  check_name: z.string(),
  resource: z.string(),
  guideline: z.string().nullish(),
  check_result: z.object({ evaluated_keys: z.array(z.string()).nullish() }),
});

const summarySchema = z.object({
  passed: z.number(),
  resource_count: z.number(),
  parsing_errors: z.number(),
});

/** Where checkov has read nothing, it prints the bare summary. */
const reportSchema = z.union([
  z.object({
    results: z.object({ failed_checks: z.array(checkSchema), skipped_checks: z.array(checkSchema) }),
    summary: summarySchema,
  }),
  summarySchema.transform((summary) => ({ results: { failed_checks: [], skipped_checks: [] }, summary })),
]);

const findingOf = (check: z.infer<typeof checkSchema>): Finding => {
  const { check_id: checkId, resource } = check;
  const reason = suppressions.find((one) => one.checkId === checkId && one.resource.test(resource))?.reason;
  return {
    checkId,
    resource,
    title: check.check_name,
    arguments: check.check_result.evaluated_keys ?? [],
    ...(check.guideline && { guideline: check.guideline }),
    ...(reason !== undefined && { reason }),
  };
};

const parse = (text: string, stage: string): z.infer<typeof reportSchema> => {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(`checkov's report on ${stage} cannot be read; see build/scan/${stage}.json`, { cause });
  }
};

/**
 * Reads checkov's report on a plan (checkov documentation, JSON output). A check that was skipped by other means than
 * our list counts as failed.
 * @throws Failure in one sentence where it is not a report, or where checkov could not parse the plan.
 */
export const readReport = (
  text: string,
  { stage, plannedResources }: Pick<StageReport, "stage" | "plannedResources">,
): StageReport => {
  const { results, summary } = parse(text, stage);
  if (summary.parsing_errors > 0) throw new Failure(`checkov could not parse the plan of ${stage}`);
  const findings = [...results.failed_checks, ...results.skipped_checks].map(findingOf);
  return {
    stage,
    plannedResources,
    resources: summary.resource_count,
    passed: summary.passed,
    failed: findings.filter(({ reason }) => reason === undefined),
    suppressed: findings.filter(({ reason }) => reason !== undefined),
  };
};
