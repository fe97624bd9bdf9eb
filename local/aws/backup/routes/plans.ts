import { planArn } from "../arn";
import { pageOf } from "../page";
import type { Plan, Selection } from "../plan";
import {
  activePlanOf,
  createPlan,
  createPlanSchema,
  deletePlan,
  planVersionOf,
  updatePlan,
  updatePlanSchema,
} from "../plans";
import {
  createSelection,
  createSelectionSchema,
  deleteSelection,
  planOfSelection,
  selectionOf,
} from "../selections";
import type { Service } from "../service";
import { parseBody } from "../wire/body";
import { type Call, paramOf, type Route, routesOn } from "../wire/route";

const idOf = (call: Call): string => paramOf(call, "plan");
const planResource = (service: Service, call: Call): string => planArn(service, idOf(call));

/** The fields that every response about a plan's version has. */
const versionBody = (plan: Plan, versionId?: string | null) => {
  const version = planVersionOf(plan, versionId);
  return {
    BackupPlanId: plan.id,
    BackupPlanArn: plan.arn,
    CreationDate: version.createdAt,
    DeletionDate: plan.deletedAt,
    VersionId: version.versionId,
    CreatorRequestId: plan.creatorRequestId,
    AdvancedBackupSettings: version.document.AdvancedBackupSettings,
  };
};

const listBody = (plan: Plan, versionId?: string) => ({
  ...versionBody(plan, versionId),
  BackupPlanName: planVersionOf(plan, versionId).document.BackupPlanName,
});

const lifecycleRoutes: readonly Route[] = [
  {
    operation: "CreateBackupPlan",
    request: "PUT /backup/plans",
    answer: (service, { body }) => versionBody(createPlan(service, parseBody(createPlanSchema, body))),
  },
  {
    operation: "GetBackupPlan",
    request: "GET /backup/plans/{plan}",
    resource: planResource,
    answer: (service, call) => {
      const plan = activePlanOf(service, idOf(call));
      const versionId = call.query.get("versionId");
      return { ...versionBody(plan, versionId), BackupPlan: planVersionOf(plan, versionId).document };
    },
  },
  {
    operation: "UpdateBackupPlan",
    request: "POST /backup/plans/{plan}",
    resource: planResource,
    answer: (service, call) =>
      versionBody(updatePlan(service, idOf(call), parseBody(updatePlanSchema, call.body))),
  },
  {
    operation: "DeleteBackupPlan",
    request: "DELETE /backup/plans/{plan}",
    resource: planResource,
    answer: (service, call) => versionBody(deletePlan(service, idOf(call))),
  },
];

const listRoutes: readonly Route[] = [
  {
    operation: "ListBackupPlans",
    request: "GET /backup/plans",
    answer: (service, { query }) => {
      const withDeleted = query.get("includeDeleted") === "true";
      const plans = [...service.store.plans.values()].filter((plan) => withDeleted || !plan.deletedAt);
      const { items, NextToken } = pageOf(plans, query);
      return { BackupPlansList: items.map((plan) => listBody(plan)), NextToken };
    },
  },
  {
    operation: "ListBackupPlanVersions",
    request: "GET /backup/plans/{plan}/versions",
    resource: planResource,
    answer: (service, call) => {
      const plan = activePlanOf(service, idOf(call));
      const versions = plan.versions.map(({ versionId }, index) => ({ versionId, sequence: index + 1 }));
      const { items, NextToken } = pageOf(versions, call.query);
      return {
        BackupPlanVersionsList: items.map(({ versionId }) => listBody(plan, versionId)),
        NextToken,
      };
    },
  },
];

const selectionBody = (planId: string, selection: Selection) => ({
  SelectionId: selection.id,
  BackupPlanId: planId,
  CreationDate: selection.createdAt,
});

const selectionsPath = "/backup/plans/{plan}/selections";
const selectionPath = `${selectionsPath}/{selection}`;

const selectionRoutes = routesOn(planResource, [
  {
    operation: "CreateBackupSelection",
    request: `PUT ${selectionsPath}`,
    answer: (service, call) => {
      const selection = createSelection(service, idOf(call), parseBody(createSelectionSchema, call.body));
      return selectionBody(idOf(call), selection);
    },
  },
  {
    operation: "GetBackupSelection",
    request: `GET ${selectionPath}`,
    answer: (service, call) => {
      const selection = selectionOf(service, idOf(call), paramOf(call, "selection"));
      return {
        ...selectionBody(idOf(call), selection),
        BackupSelection: selection.document,
        CreatorRequestId: selection.creatorRequestId,
      };
    },
  },
  {
    operation: "DeleteBackupSelection",
    request: `DELETE ${selectionPath}`,
    answer: (service, call) => deleteSelection(service, idOf(call), paramOf(call, "selection")),
  },
  {
    operation: "ListBackupSelections",
    request: `GET ${selectionsPath}`,
    answer: (service, call) => {
      const plan = planOfSelection(service, idOf(call));
      const { items, NextToken } = pageOf(plan.selections.values(), call.query);
      return {
        BackupSelectionsList: items.map((selection) => ({
          ...selectionBody(plan.id, selection),
          SelectionName: selection.name,
          IamRoleArn: selection.iamRoleArn,
          CreatorRequestId: selection.creatorRequestId,
        })),
        NextToken,
      };
    },
  },
]);

export const planRoutes: readonly Route[] = [...lifecycleRoutes, ...listRoutes, ...selectionRoutes];
