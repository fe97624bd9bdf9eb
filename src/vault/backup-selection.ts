import {
  type BackupSelectionCondition,
  BackupSelection as Selected,
} from "@cdktf/provider-aws/lib/backup-selection";
import type { Construct } from "constructs";
import type { Selection, TagCondition } from "../../handler/selection/selection";
import type { BackupPlan } from "./backup-plan";
import type { BackupRole } from "./backup-role";

export type BackupSelectionProps = {
  readonly plan: BackupPlan;
  readonly role: BackupRole;
  readonly selection: Selection;
};

const keyOf = ({ key, value }: TagCondition) => ({ key: `aws:ResourceTag/${key}`, value });

const conditionOf = ({ conditions }: Selection): BackupSelectionCondition => {
  const { StringEquals = [], StringNotEquals = [], StringLike = [], StringNotLike = [] } = conditions;
  return {
    ...(StringEquals.length > 0 && { stringEquals: StringEquals.map(keyOf) }),
    ...(StringNotEquals.length > 0 && { stringNotEquals: StringNotEquals.map(keyOf) }),
    ...(StringLike.length > 0 && { stringLike: StringLike.map(keyOf) }),
    ...(StringNotLike.length > 0 && { stringNotLike: StringNotLike.map(keyOf) }),
  };
};

/** What a plan backs up, and with which role. */
export class BackupSelection extends Selected {
  constructor(scope: Construct, id: string, { plan, role, selection }: BackupSelectionProps) {
    const condition = conditionOf(selection);
    const { name, resources, tags, except } = selection;
    super(scope, id, {
      name,
      planId: plan.id,
      iamRoleArn: role.arn,
      ...(resources.length > 0 && { resources: [...resources] }),
      ...(except.length > 0 && { notResources: [...except] }),
      ...(tags.length > 0 && { selectionTag: tags.map((tag) => ({ type: "STRINGEQUALS", ...tag })) }),
      // Conditions are combined with AND; `selection_tag` is a union with the resources.
      ...(Object.keys(condition).length > 0 && { condition: [condition] }),
      // The first job needs the role's permissions.
      dependsOn: [...role.permissions],
    });
  }
}
