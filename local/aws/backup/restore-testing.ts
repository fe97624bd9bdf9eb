import { randomUUID } from "node:crypto";
import { z } from "zod";
import { restoreTestingPlanArn } from "./arn";
import { BackupError, found, invalidParameter, invalidRequest } from "./errors";
import {
  checkPlan,
  checkSelection,
  planSchema,
  type RestoreTestingPlan,
  type RestoreTestingSelection,
  selectionSchema,
} from "./restore-testing-plan";
import type { Service } from "./service";
import { checkTags, tagsSchema } from "./tags";
import { parseBody } from "./wire/body";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

const createPlanSchema = z.object({
  CreatorRequestId: z.string().optional(),
  RestoreTestingPlan: planSchema,
  Tags: tagsSchema.optional(),
});

const fieldsSchema = z.record(z.string(), z.unknown());

/** An update names only what changes. */
const updatePlanSchema = z.object({ RestoreTestingPlan: fieldsSchema });
const updateSelectionSchema = z.object({ RestoreTestingSelection: fieldsSchema });

const createSelectionSchema = z.object({
  CreatorRequestId: z.string().optional(),
  RestoreTestingSelection: selectionSchema,
});

export const restoreTestingPlanOf = ({ store }: Service, name: string): RestoreTestingPlan =>
  found(store.restoreTestingPlans.get(name), `Cannot find Restore testing plan with name ${name}`);

const createPlan = (service: Service, body: z.infer<typeof createPlanSchema>): RestoreTestingPlan => {
  const { store, clock } = service;
  const document = body.RestoreTestingPlan;
  const name = document.RestoreTestingPlanName;
  checkPlan(document);
  checkTags(body.Tags ?? {});
  const existing = store.restoreTestingPlans.get(name);
  if (existing !== undefined) {
    const { arn, creatorRequestId } = existing;
    const message = `Restore testing plan with name ${name} already exists`;
    throw new BackupError("AlreadyExistsException", message, { arn, creatorRequestId });
  }
  const plan: RestoreTestingPlan = {
    name,
    arn: restoreTestingPlanArn(service, `${name}-${randomUUID()}`),
    sequence: store.nextSequence(),
    createdAt: clock.now(),
    creatorRequestId: body.CreatorRequestId,
    selections: new Map(),
    document,
  };
  store.restoreTestingPlans.set(name, plan);
  store.tags.set(plan.arn, new Map(Object.entries(body.Tags ?? {})));
  return plan;
};

const createSelection = (
  service: Service,
  plan: RestoreTestingPlan,
  body: z.infer<typeof createSelectionSchema>,
): RestoreTestingSelection => {
  const document = body.RestoreTestingSelection;
  const name = document.RestoreTestingSelectionName;
  if (document.ProtectedResourceArns === undefined && document.ProtectedResourceConditions === undefined) {
    throw invalidParameter("ProtectedResourceArns or ProtectedResourceConditions must be given.");
  }
  checkSelection(document);
  if (plan.selections.has(name)) {
    throw new BackupError(
      "AlreadyExistsException",
      `Restore testing selection with name ${name} already exists`,
    );
  }
  const selection = {
    sequence: service.store.nextSequence(),
    createdAt: service.clock.now(),
    creatorRequestId: body.CreatorRequestId,
    document,
  };
  plan.selections.set(name, selection);
  return selection;
};

const selectionOf = (plan: RestoreTestingPlan, name: string): RestoreTestingSelection =>
  found(plan.selections.get(name), `Cannot find Restore testing selection with name ${name}`);

const planBody = ({ arn, name, createdAt, updatedAt, lastExecutedAt }: RestoreTestingPlan) => ({
  RestoreTestingPlanArn: arn,
  RestoreTestingPlanName: name,
  CreationTime: createdAt,
  LastUpdateTime: updatedAt,
  LastExecutionTime: lastExecutedAt,
});

const selectionBody = (plan: RestoreTestingPlan, { document, createdAt }: RestoreTestingSelection) => ({
  RestoreTestingPlanArn: plan.arn,
  RestoreTestingPlanName: plan.name,
  RestoreTestingSelectionName: document.RestoreTestingSelectionName,
  CreationTime: createdAt,
});

/** These lists write their parameters in Pascal case. */
const pascalCased = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    [...query].map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );

const plansPath = "/restore-testing/plans";
const planPath = `${plansPath}/{test}` as const;
const selectionPath = `${planPath}/selections/{selection}` as const;

/** A plan's ARN for IAM, which knows it by its name. (Service Authorization Reference, AWS Backup) */
const arnForIam = (service: Service, name: string): string =>
  service.store.restoreTestingPlans.get(name)?.arn ?? restoreTestingPlanArn(service, `${name}-*`);

const routes = [
  {
    ...route("CreateRestoreTestingPlan", `PUT ${plansPath}`, (service, { body }) =>
      planBody(createPlan(service, parseBody(createPlanSchema, body))),
    ),
    status: 201,
  },
  route("GetRestoreTestingPlan", `GET ${planPath}`, (service, { params }) => {
    const plan = restoreTestingPlanOf(service, params.test);
    return {
      RestoreTestingPlan: {
        ...planBody(plan),
        ...plan.document,
        CreatorRequestId: plan.creatorRequestId,
      },
    };
  }),
  route("UpdateRestoreTestingPlan", `PUT ${planPath}`, (service, { params, body }) => {
    const plan = restoreTestingPlanOf(service, params.test);
    const { RestoreTestingPlan } = parseBody(updatePlanSchema, body);
    const document = parseBody(planSchema, {
      ...plan.document,
      ...RestoreTestingPlan,
      RestoreTestingPlanName: plan.name,
    });
    checkPlan(document);
    plan.document = document;
    plan.updatedAt = service.clock.now();
    return { ...planBody(plan), UpdateTime: plan.updatedAt };
  }),
  {
    ...route("DeleteRestoreTestingPlan", `DELETE ${planPath}`, (service, { params }) => {
      const plan = restoreTestingPlanOf(service, params.test);
      if (plan.selections.size > 0) {
        throw invalidRequest(
          "Related restore testing selections must be deleted prior to restore testing plan deletion",
        );
      }
      service.store.restoreTestingPlans.delete(plan.name);
      service.store.tags.delete(plan.arn);
    }),
    status: 204,
  },
  route("ListRestoreTestingPlans", `GET ${plansPath}`, (service, { query }) =>
    pageOf("RestoreTestingPlans", service.store.restoreTestingPlans.values(), pascalCased(query), (plan) => ({
      ...planBody(plan),
      ScheduleExpression: plan.document.ScheduleExpression,
      ScheduleExpressionTimezone: plan.document.ScheduleExpressionTimezone,
      StartWindowHours: plan.document.StartWindowHours,
    })),
  ),
  {
    ...route("CreateRestoreTestingSelection", `PUT ${planPath}/selections`, (service, { params, body }) => {
      const plan = restoreTestingPlanOf(service, params.test);
      return selectionBody(plan, createSelection(service, plan, parseBody(createSelectionSchema, body)));
    }),
    status: 201,
  },
  route("GetRestoreTestingSelection", `GET ${selectionPath}`, (service, { params }) => {
    const plan = restoreTestingPlanOf(service, params.test);
    const selection = selectionOf(plan, params.selection);
    return {
      RestoreTestingSelection: {
        ...selectionBody(plan, selection),
        ...selection.document,
        CreatorRequestId: selection.creatorRequestId,
      },
    };
  }),
  route("UpdateRestoreTestingSelection", `PUT ${selectionPath}`, (service, { params, body }) => {
    const plan = restoreTestingPlanOf(service, params.test);
    const selection = selectionOf(plan, params.selection);
    const { RestoreTestingSelection } = parseBody(updateSelectionSchema, body);
    const { RestoreTestingSelectionName, ProtectedResourceType } = selection.document;
    const document = parseBody(selectionSchema, {
      ...selection.document,
      ...RestoreTestingSelection,
      RestoreTestingSelectionName,
      ProtectedResourceType,
    });
    checkSelection(document);
    selection.document = document;
    return { ...selectionBody(plan, selection), UpdateTime: service.clock.now() };
  }),
  {
    ...route("DeleteRestoreTestingSelection", `DELETE ${selectionPath}`, (service, { params }) => {
      const plan = restoreTestingPlanOf(service, params.test);
      selectionOf(plan, params.selection);
      plan.selections.delete(params.selection);
    }),
    status: 204,
  },
  route("ListRestoreTestingSelections", `GET ${planPath}/selections`, (service, { params, query }) => {
    const plan = restoreTestingPlanOf(service, params.test);
    return pageOf("RestoreTestingSelections", plan.selections.values(), pascalCased(query), (selection) => ({
      ...selectionBody(plan, selection),
      IamRoleArn: selection.document.IamRoleArn,
      ProtectedResourceType: selection.document.ProtectedResourceType,
      ValidationWindowHours: selection.document.ValidationWindowHours,
    }));
  }),
] satisfies readonly Route[];

/** IAM authorizes all of these on the plan; a list on none. */
export const restoreTestingRoutes: readonly Route[] = routes.map((one) => ({
  ...one,
  resource: (service, { params: { test } }) => (test === undefined ? "*" : arnForIam(service, test)),
}));
