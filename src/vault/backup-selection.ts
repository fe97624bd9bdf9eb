import { BackupSelection as Selection } from "@cdktf/provider-aws/lib/backup-selection";
import type { Construct } from "constructs";
import type { BackupPlan } from "./backup-plan";
import type { BackupRole } from "./backup-role";

export type BackupSelectionProps = {
  readonly name: string;
  readonly plan: BackupPlan;
  readonly role: BackupRole;
  /** A resource must have all of them. */
  readonly tags: Readonly<Record<string, string>>;
};

/** What a plan backs up, and with which role. */
export class BackupSelection extends Selection {
  constructor(scope: Construct, id: string, { name, plan, role, tags }: BackupSelectionProps) {
    super(scope, id, {
      name,
      planId: plan.id,
      iamRoleArn: role.arn,
      // Conditions are combined with AND; `selection_tag` would be a union. They need resources to work on.
      resources: ["*"],
      condition: [
        {
          stringEquals: Object.entries(tags).map(([key, value]) => ({
            key: `aws:ResourceTag/${key}`,
            value,
          })),
        },
      ],
      // The first job needs the role's permissions.
      dependsOn: [...role.permissions],
    });
  }
}
