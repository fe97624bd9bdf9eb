import { BackupPlan, type BackupPlanRule } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { RuleSettings } from "../stage/rule";
import type { StageSettings } from "../stage/schema";
import { BackupRole } from "./backup-role";

export type BackupVaultProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly settings: NonNullable<StageSettings["vault"]>;
};

/** A vault, the plan that fills it, what the plan selects, and the role that AWS Backup does it with. */
export class BackupVault extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly planId: string;
  readonly role: BackupRole;

  constructor(scope: Construct, id: string, props: BackupVaultProps) {
    super(scope, id);
    const { home, settings } = props;
    const vault = new Vault(this, "Resource", {
      name: settings.name ?? home.namePrefix,
      kmsKeyArn: props.key.arn,
      forceDestroy: settings.forceDestroy,
    });
    const plan = new BackupPlan(this, "plan", {
      name: home.namePrefix,
      rule: settings.rules.map((rule) => planRule(rule, vault.name)),
    });
    this.role = new BackupRole(this, "role", { home });
    new BackupSelection(this, "selection", {
      name: home.namePrefix,
      planId: plan.id,
      iamRoleArn: this.role.arn,
      // Conditions are combined with AND; `selection_tag` would be a union. They need resources to work on.
      resources: ["*"],
      condition: [
        {
          stringEquals: Object.entries(settings.selectionTags).map(([key, value]) => ({
            key: `aws:ResourceTag/${key}`,
            value,
          })),
        },
      ],
      // A first job must find the role's permissions.
      dependsOn: [...this.role.permissions],
    });
    this.name = vault.name;
    this.arn = vault.arn;
    this.planId = plan.id;
  }
}

const lifecycle = (of: {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays: number;
}) => ({
  deleteAfter: of.deleteAfterDays,
  ...(of.moveToColdStorageAfterDays !== undefined && { coldStorageAfter: of.moveToColdStorageAfterDays }),
});

const planRule = (rule: RuleSettings, targetVaultName: string): BackupPlanRule => ({
  ruleName: rule.name,
  targetVaultName,
  schedule: rule.schedule,
  scheduleExpressionTimezone: rule.timeZone,
  startWindow: rule.startWindowMinutes,
  completionWindow: rule.completionWindowMinutes,
  lifecycle: lifecycle(rule),
  recoveryPointTags: { ...rule.recoveryPointTags },
  copyAction: rule.copyTo.map((copy) => ({ destinationVaultArn: copy.vaultArn, lifecycle: lifecycle(copy) })),
});
