import {
  BackupClient,
  type BackupSelection,
  type ConditionParameter,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  paginateListBackupSelections,
} from "@aws-sdk/client-backup";
import type { Selection, TagCondition } from "../../handler/selection/selection";
import { allItems } from "../aws/all-items";
import { type AwsConfig, connect } from "../aws/client";

/** A deployed plan, and what it selects. */
export type SelectedPlan = {
  readonly id: string;
  readonly name: string;
  readonly selections: readonly Selection[];
};

const resourceTag = /^aws:ResourceTag\//;

const tagsOf = (parameters: readonly ConditionParameter[] | undefined): readonly TagCondition[] =>
  (parameters ?? []).map(({ ConditionKey = "", ConditionValue = "" }) => ({
    key: ConditionKey.replace(resourceTag, ""),
    value: ConditionValue,
  }));

/** A selection in our words. (AWS Backup API Reference, BackupSelection) */
export const selectionOf = (selection: BackupSelection): Selection => {
  const { StringEquals, StringNotEquals, StringLike, StringNotLike } = selection.Conditions ?? {};
  return {
    name: selection.SelectionName ?? "a selection without a name",
    resources: selection.Resources ?? [],
    tags: (selection.ListOfTags ?? []).map(({ ConditionKey = "", ConditionValue = "" }) => ({
      key: ConditionKey,
      value: ConditionValue,
    })),
    conditions: {
      StringEquals: tagsOf(StringEquals),
      StringNotEquals: tagsOf(StringNotEquals),
      StringLike: tagsOf(StringLike),
      StringNotLike: tagsOf(StringNotLike),
    },
    except: selection.NotResources ?? [],
  };
};

/**
 * Reads a plan and all its selections.
 * @throws AWS's error, or one where an answer lacks the selection
 */
export const readSelectedPlan = async (BackupPlanId: string, aws: AwsConfig): Promise<SelectedPlan> => {
  const client = connect(BackupClient, aws);
  const { BackupPlan } = await client.send(new GetBackupPlanCommand({ BackupPlanId }));
  const listed = await allItems(
    paginateListBackupSelections({ client }, { BackupPlanId }),
    ({ BackupSelectionsList }) => BackupSelectionsList,
  );
  const selections = await Promise.all(
    listed.map(async ({ SelectionId }) => {
      const { BackupSelection } = await client.send(
        new GetBackupSelectionCommand({ BackupPlanId, SelectionId }),
      );
      if (BackupSelection === undefined) throw new Error(`AWS Backup left out selection ${SelectionId}`);
      return selectionOf(BackupSelection);
    }),
  );
  return { id: BackupPlanId, name: BackupPlan?.BackupPlanName ?? BackupPlanId, selections };
};
