import type { Lifecycle } from "./lifecycle";
import type { Numbered } from "./page";

/** A plan's document: the user's input, and what AWS adds to each rule. */
export type PlanVersion = {
  readonly versionId: string;
  readonly createdAt: Date;
  readonly document: PlanDocument;
};

export type PlanRule = Readonly<Record<string, unknown>> & {
  readonly RuleId: string;
  readonly RuleName: string;
  readonly TargetBackupVaultName: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly StartWindowMinutes: number;
  readonly CompletionWindowMinutes: number;
  readonly Lifecycle?: Lifecycle | undefined;
  readonly RecoveryPointTags?: Readonly<Record<string, string>> | undefined;
  readonly CopyActions?:
    | readonly {
        readonly DestinationBackupVaultArn: string;
        readonly Lifecycle?: Lifecycle | undefined;
      }[]
    | undefined;
};

export type PlanDocument = {
  readonly BackupPlanName: string;
  readonly Rules: readonly PlanRule[];
  readonly AdvancedBackupSettings?: readonly unknown[] | undefined;
};

export type Selection = Numbered & {
  readonly id: string;
  readonly name: string;
  readonly iamRoleArn: string;
  readonly createdAt: Date;
  readonly creatorRequestId: string | undefined;
  /** BackupSelection, as the user wrote it. */
  readonly document: Readonly<Record<string, unknown>>;
};

export type Plan = Numbered & {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly creatorRequestId: string | undefined;
  /** The oldest first; never empty. */
  readonly versions: [PlanVersion, ...PlanVersion[]];
  readonly selections: Map<string, Selection>;
  deletedAt?: Date;
};
