import { randomUUID } from "node:crypto";
import { z } from "zod";
import { found, invalidParameter, missingParameter } from "./errors";
import type { Plan, Selection } from "./plan";
import { limitProblem, selectionSchema } from "./selection-input";
import type { Service } from "./service";
import { parseBody } from "./wire/body";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

const createSelectionSchema = z.object({
  BackupSelection: selectionSchema,
  CreatorRequestId: z.string().optional(),
});

const maxSelections = 100;

/** For a missing plan, operations on selections return another error than those on plans. */
const planOfSelection = ({ store }: Service, planId: string): Plan => {
  const plan = store.plans.get(planId);
  if (plan === undefined) throw invalidParameter(`Cannot find Backup plan with ID ${planId}`);
  return plan;
};

/** Assigns resources to a plan. AWS requires resources or tags; conditions alone select nothing. */
const createSelection = (
  service: Service,
  planId: string,
  body: z.infer<typeof createSelectionSchema>,
): Selection => {
  const plan = planOfSelection(service, planId);
  const { Resources, ListOfTags, Conditions, NotResources } = body.BackupSelection;
  if (Resources === undefined && ListOfTags === undefined && Conditions === undefined) {
    throw missingParameter("Either Resources or Conditions must not be null", { code: "ERROR_4301" });
  }
  if (!Resources?.length && !ListOfTags?.length) {
    throw invalidParameter(
      "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.",
    );
  }
  const problem = limitProblem(body.BackupSelection);
  if (problem !== undefined) throw invalidParameter(`Invalid backup selection. ${problem}`);
  if (plan.selections.size >= maxSelections) {
    throw invalidParameter(`A Backup plan can have at most ${maxSelections} selections.`);
  }
  const selection: Selection = {
    id: randomUUID(),
    sequence: service.store.nextSequence(),
    name: body.BackupSelection.SelectionName,
    iamRoleArn: body.BackupSelection.IamRoleArn,
    createdAt: service.clock.now(),
    creatorRequestId: body.CreatorRequestId,
    document: {
      ...body.BackupSelection,
      Resources: Resources ?? [],
      NotResources: NotResources ?? [],
      ListOfTags: ListOfTags ?? [],
      Conditions: {
        StringEquals: [],
        StringNotEquals: [],
        StringLike: [],
        StringNotLike: [],
        ...Conditions,
      },
    },
  };
  plan.selections.set(selection.id, selection);
  return selection;
};

const selectionOf = (service: Service, planId: string, selectionId: string): Selection =>
  found(
    planOfSelection(service, planId).selections.get(selectionId),
    `Cannot find Backup selection with ID ${selectionId}`,
  );

const selectionBody = (planId: string, selection: Selection) => ({
  SelectionId: selection.id,
  BackupPlanId: planId,
  CreationDate: selection.createdAt,
});

const selectionsPath = "/backup/plans/{plan}/selections";
const selectionPath = `${selectionsPath}/{selection}` as const;

export const selectionRoutes: readonly Route[] = [
  route("CreateBackupSelection", `PUT ${selectionsPath}`, (service, { params, body }) => {
    const selection = createSelection(service, params.plan, parseBody(createSelectionSchema, body));
    return selectionBody(params.plan, selection);
  }),
  route("GetBackupSelection", `GET ${selectionPath}`, (service, { params }) => {
    const selection = selectionOf(service, params.plan, params.selection);
    return {
      ...selectionBody(params.plan, selection),
      BackupSelection: selection.document,
      CreatorRequestId: selection.creatorRequestId,
    };
  }),
  route("DeleteBackupSelection", `DELETE ${selectionPath}`, (service, { params }) => {
    const { id } = selectionOf(service, params.plan, params.selection);
    planOfSelection(service, params.plan).selections.delete(id);
  }),
  route("ListBackupSelections", `GET ${selectionsPath}`, (service, { params, query }) => {
    const { id, selections } = planOfSelection(service, params.plan);
    return pageOf("BackupSelectionsList", selections.values(), query, (selection) => ({
      ...selectionBody(id, selection),
      SelectionName: selection.name,
      IamRoleArn: selection.iamRoleArn,
      CreatorRequestId: selection.creatorRequestId,
    }));
  }),
];
