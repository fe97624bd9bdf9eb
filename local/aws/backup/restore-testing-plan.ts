import { z } from "zod";
import { invalidParameter } from "./errors";
import { roleArnSchema } from "./role";
import { scheduleProblem } from "./schedule";
import type { Numbered } from "./wire/page";

// Restore testing plans and their selections. Wording of refusals is inferred where AWS's is not known.

const pointSelectionSchema = z.object({
  Algorithm: z.enum(["LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"]),
  IncludeVaults: z.array(z.string()).min(1),
  ExcludeVaults: z.array(z.string()).default([]),
  RecoveryPointTypes: z.array(z.enum(["CONTINUOUS", "SNAPSHOT"])).min(1),
  SelectionWindowDays: z.int().min(1).max(365).default(30),
});

export const planSchema = z.object({
  RestoreTestingPlanName: z.string().regex(/^[a-zA-Z0-9_]{1,50}$/),
  RecoveryPointSelection: pointSelectionSchema,
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default("Etc/UTC"),
  StartWindowHours: z.int().min(1).max(168).default(24),
});

const keyValues = z.array(z.object({ Key: z.string(), Value: z.string() })).optional();

/** (AWS Backup Developer Guide, restore testing) */
const testableTypes = [
  ...["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"],
];

const maxArns = 30;

export const selectionSchema = z.object({
  RestoreTestingSelectionName: z.string().regex(/^[a-zA-Z0-9_]{1,50}$/),
  ProtectedResourceType: z.enum(testableTypes),
  IamRoleArn: roleArnSchema,
  ProtectedResourceArns: z.array(z.string()).max(maxArns).optional(),
  ProtectedResourceConditions: z.object({ StringEquals: keyValues, StringNotEquals: keyValues }).optional(),
  RestoreMetadataOverrides: z.record(z.string(), z.string()).optional(),
  ValidationWindowHours: z.int().min(0).max(168).default(0),
});

type PlanDocument = z.infer<typeof planSchema>;
export type SelectionDocument = z.infer<typeof selectionSchema>;

export type RestoreTestingSelection = Numbered & {
  readonly createdAt: Date;
  readonly creatorRequestId: string | undefined;
  document: SelectionDocument;
};

export type RestoreTestingPlan = Numbered & {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly creatorRequestId: string | undefined;
  /** By name. */
  readonly selections: Map<string, RestoreTestingSelection>;
  document: PlanDocument;
  updatedAt?: Date;
  lastExecutedAt?: Date;
};

/** Refuses a plan that AWS Backup refuses. */
export const checkPlan = ({ ScheduleExpression }: PlanDocument): void => {
  const problem = scheduleProblem(ScheduleExpression);
  if (problem !== undefined) throw invalidParameter(problem);
};

/** Refuses a selection that AWS Backup refuses. */
export const checkSelection = ({
  ProtectedResourceArns,
  ProtectedResourceConditions,
}: SelectionDocument): void => {
  const { StringEquals = [], StringNotEquals = [] } = ProtectedResourceConditions ?? {};
  const hasConditions = StringEquals.length + StringNotEquals.length > 0;
  const namesArns = (ProtectedResourceArns ?? []).some((arn) => arn !== "*");
  if (namesArns && hasConditions) {
    throw invalidParameter("ProtectedResourceArns and ProtectedResourceConditions cannot both be given.");
  }
  const invalid = [...StringEquals, ...StringNotEquals].find(
    ({ Key }) => !Key.startsWith("aws:ResourceTag/"),
  );
  if (invalid) throw invalidParameter(`Invalid condition key ${invalid.Key}.`);
};
