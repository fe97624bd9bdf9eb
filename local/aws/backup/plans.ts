import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { planArn } from "./arn";
import { BackupError, found, invalidRequest } from "./errors";
import type { Plan, PlanDocument, PlanVersion } from "./plan";
import { planDocumentOf, planInputSchema } from "./plan-rules";
import type { Service } from "./service";
import { checkTags } from "./tags";

export const createPlanSchema = z.object({
  BackupPlan: planInputSchema,
  BackupPlanTags: z.record(z.string(), z.string()).optional(),
  CreatorRequestId: z.string().optional(),
});

export const updatePlanSchema = z.object({ BackupPlan: planInputSchema });

/** The plan of that id, unless it was deleted. */
export const activePlanOf = ({ store }: Service, planId: string): Plan => {
  const plan = store.plans.get(planId);
  return found(plan?.deletedAt ? undefined : plan, `Cannot find Backup plan with ID ${planId}`);
};

/** The newest version, or the one asked for. */
export const planVersionOf = (plan: Plan, versionId?: string | null): PlanVersion => {
  const newest = plan.versions.at(-1) ?? plan.versions[0];
  const version = versionId ? plan.versions.find((one) => one.versionId === versionId) : newest;
  return found(version, "Failed reading Backup plan with provided version");
};

const newVersion = (service: Service, document: PlanDocument): PlanVersion => ({
  versionId: randomUUID(),
  createdAt: service.clock.now(),
  document,
});

const withoutIds = ({ Rules, ...rest }: PlanDocument) => ({
  ...rest,
  Rules: Rules.map(({ RuleId: _, ...rule }) => rule),
});

/** Creates a plan. The same creator request id gives the same plan; the same document under another is refused. */
export const createPlan = (service: Service, body: z.infer<typeof createPlanSchema>): Plan => {
  const { store } = service;
  const document = planDocumentOf(body.BackupPlan);
  const tags = body.BackupPlanTags ?? {};
  checkTags(tags);
  for (const plan of store.plans.values()) {
    if (plan.deletedAt !== undefined) continue;
    const { creatorRequestId, arn } = plan;
    if (creatorRequestId !== undefined && creatorRequestId === body.CreatorRequestId) return plan;
    if (isDeepStrictEqual(withoutIds(planVersionOf(plan).document), withoutIds(document))) {
      const message = "Backup plan with the same plan document already exists";
      throw new BackupError("AlreadyExistsException", message, { arn, creatorRequestId });
    }
  }
  const id = randomUUID();
  const version = newVersion(service, document);
  const plan: Plan = {
    id,
    arn: planArn(service, id),
    sequence: store.nextSequence(),
    createdAt: version.createdAt,
    creatorRequestId: body.CreatorRequestId,
    versions: [version],
    selections: new Map(),
  };
  store.plans.set(id, plan);
  store.tags.set(plan.arn, new Map(Object.entries(tags)));
  return plan;
};

/** Adds a version to a plan. */
export const updatePlan = (
  service: Service,
  planId: string,
  { BackupPlan }: z.infer<typeof updatePlanSchema>,
): Plan => {
  const plan = activePlanOf(service, planId);
  plan.versions.push(newVersion(service, planDocumentOf(BackupPlan, planVersionOf(plan).document)));
  return plan;
};

/** Deletes a plan without selections. */
export const deletePlan = (service: Service, planId: string): Plan & { deletedAt: Date } => {
  const plan = activePlanOf(service, planId);
  if (plan.selections.size > 0) {
    throw invalidRequest("Related backup plan selections must be deleted prior to backup plan deletion");
  }
  const deletedAt = service.clock.now();
  plan.deletedAt = deletedAt;
  service.store.tags.delete(plan.arn);
  return { ...plan, deletedAt };
};
