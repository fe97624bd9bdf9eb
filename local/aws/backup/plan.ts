import type { PlanDocument } from "./plan-rules";
import type { SelectionInput } from "./selection-input";
import type { Numbered } from "./wire/page";

export type Selection = Numbered & {
  readonly id: string;
  readonly name: string;
  readonly iamRoleArn: string;
  readonly createdAt: Date;
  readonly creatorRequestId: string | undefined;
  /** BackupSelection, as the user wrote it. */
  readonly document: SelectionInput;
};

export type Plan = Numbered & {
  readonly id: string;
  readonly arn: string;
  readonly creatorRequestId: string | undefined;
  readonly selections: Map<string, Selection>;
  /** Of the newest version; older ones are not kept. */
  versionId: string;
  versionCreatedAt: Date;
  document: PlanDocument;
  /** When a rule last started a job. */
  lastRunAt?: Date;
};

export type DeletedPlan = Plan & { readonly deletedAt: Date };
