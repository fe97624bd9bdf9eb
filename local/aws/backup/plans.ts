import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { checkAirGappedTarget } from "./air-gapped-target";
import { planArn } from "./arn";
import { BackupError, found, invalidParameter, invalidRequest, notFound } from "./errors";
import type { DeletedPlan, Plan } from "./plan";
import type { PlanDocument } from "./plan-rules";
import { planDocumentOf, planInputSchema } from "./plan-rules";
import { maxScheduledRuns, scheduledRunsOf } from "./scheduled-runs";
import type { Service } from "./service";
import { checkTags, tagsSchema } from "./tags";
import { parseBody } from "./wire/body";
import { areAsked, checkWord } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

const createPlanSchema = z.object({
  BackupPlan: planInputSchema,
  BackupPlanTags: tagsSchema.optional(),
  CreatorRequestId: z.string().optional(),
});

const updatePlanSchema = z.object({ BackupPlan: planInputSchema });

export const planOf = ({ store }: Service, planId: string): Plan =>
  found(store.plans.get(planId), `Cannot find Backup plan with ID ${planId}`);

const newVersion = (service: Service, document: PlanDocument) => ({
  versionId: randomUUID(),
  versionCreatedAt: service.clock.now(),
  document,
});

const withoutIds = ({ Rules, ...rest }: PlanDocument) => ({
  ...rest,
  Rules: Rules.map(({ RuleId: _, ...rule }) => rule),
});

const checkTargets = (service: Service, { Rules }: PlanDocument): void => {
  for (const rule of Rules) checkAirGappedTarget(service, rule.TargetLogicallyAirGappedBackupVaultArn);
};

/** Creates a plan. The same creator request id gives the same plan; the same document under another is refused. */
const createPlan = (service: Service, body: z.infer<typeof createPlanSchema>): Plan => {
  const { store } = service;
  const document = planDocumentOf(body.BackupPlan);
  checkTargets(service, document);
  const tags = body.BackupPlanTags ?? {};
  checkTags(tags);
  for (const plan of store.plans.values()) {
    const { creatorRequestId, arn } = plan;
    if (creatorRequestId !== undefined && creatorRequestId === body.CreatorRequestId) return plan;
    if (isDeepStrictEqual(withoutIds(plan.document), withoutIds(document))) {
      const message = "Backup plan with the same plan document already exists";
      throw new BackupError("AlreadyExistsException", message, { arn, creatorRequestId });
    }
  }
  const id = randomUUID();
  const plan: Plan = {
    id,
    arn: planArn(service, id),
    sequence: store.nextSequence(),
    creatorRequestId: body.CreatorRequestId,
    selections: new Map(),
    ...newVersion(service, document),
  };
  store.plans.set(id, plan);
  store.tags.set(plan.arn, new Map(Object.entries(tags)));
  return plan;
};

/** Stores a plan, as CreateBackupPlan does. */
export const seedPlan = (service: Service, plan: z.input<typeof planInputSchema>): Plan =>
  createPlan(service, parseBody(createPlanSchema, { BackupPlan: plan }));

/** Deletes a plan without selections. */
const deletePlan = (service: Service, planId: string): DeletedPlan => {
  const plan = planOf(service, planId);
  if (plan.selections.size > 0) {
    throw invalidRequest("Related backup plan selections must be deleted prior to backup plan deletion");
  }
  service.store.plans.delete(planId);
  service.store.tags.delete(plan.arn);
  const deleted: DeletedPlan = { ...plan, deletedAt: service.clock.now() };
  service.store.deletedPlans.push(deleted);
  return deleted;
};

/** The fields that every response about a plan has. */
const planBody = (plan: Plan) => ({
  BackupPlanId: plan.id,
  BackupPlanArn: plan.arn,
  CreationDate: plan.versionCreatedAt,
  VersionId: plan.versionId,
  CreatorRequestId: plan.creatorRequestId,
  AdvancedBackupSettings: plan.document.AdvancedBackupSettings,
});

const planPath = "/backup/plans/{plan}";

export const planRoutes: readonly Route[] = [
  {
    ...route("CreateBackupPlan", "PUT /backup/plans", (service, { body }) =>
      planBody(createPlan(service, parseBody(createPlanSchema, body))),
    ),
    // It has no id yet. (Service Authorization Reference, AWS Backup)
    resource: (service) => planArn(service, "*"),
  },
  route("GetBackupPlan", `GET ${planPath}`, (service, { params, query }) => {
    const plan = planOf(service, params.plan);
    if (!areAsked(query, { versionId: plan.versionId })) {
      throw notFound("Failed reading Backup plan with provided version");
    }
    const asked = query.get("MaxScheduledRunsPreview") ?? "0";
    if (!/^\d+$/.test(asked) || Number(asked) > maxScheduledRuns) {
      throw invalidParameter(
        `Invalid value for MaxScheduledRunsPreview: ${asked}. Valid range is 0-${maxScheduledRuns}.`,
      );
    }
    return {
      ...planBody(plan),
      BackupPlan: plan.document,
      LastExecutionDate: plan.lastRunAt,
      ...(Number(asked) > 0 && {
        ScheduledRunsPreview: scheduledRunsOf(plan.document, service.clock.now(), Number(asked)),
      }),
    };
  }),
  route("UpdateBackupPlan", `POST ${planPath}`, (service, { params, body }) => {
    const { BackupPlan } = parseBody(updatePlanSchema, body);
    const plan = planOf(service, params.plan);
    const document = planDocumentOf(BackupPlan, plan.document);
    checkTargets(service, document);
    return planBody(Object.assign(plan, newVersion(service, document)));
  }),
  route("DeleteBackupPlan", `DELETE ${planPath}`, (service, { params }) => {
    const { id, arn, versionId, deletedAt } = deletePlan(service, params.plan);
    return { BackupPlanId: id, BackupPlanArn: arn, VersionId: versionId, DeletionDate: deletedAt };
  }),
  route("ListBackupPlans", "GET /backup/plans", ({ store }, { query }) => {
    checkWord(query, "includeDeleted", ["true", "false"]);
    const isDeletedAsked = query.get("includeDeleted") === "true";
    const plans: Iterable<Plan | DeletedPlan> = [
      ...store.plans.values(),
      ...(isDeletedAsked ? store.deletedPlans : []),
    ];
    return pageOf("BackupPlansList", plans, query, (plan) => ({
      ...planBody(plan),
      BackupPlanName: plan.document.BackupPlanName,
      LastExecutionDate: plan.lastRunAt,
      DeletionDate: "deletedAt" in plan ? plan.deletedAt : undefined,
    }));
  }),
];
