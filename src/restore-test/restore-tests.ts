import { createHash } from "node:crypto";
import { BackupRestoreTestingPlan } from "@cdktf/provider-aws/lib/backup-restore-testing-plan";
import { BackupRestoreTestingSelection } from "@cdktf/provider-aws/lib/backup-restore-testing-selection";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { restoreTestPlanNameOf } from "../outputs";
import { arnsOfType, type RestoreTestSettings, type TestableType } from "../stage/restore-test";
import { RestoreRole } from "./restore-role";

export type RestoreTestsProps = {
  readonly aws: AwsEnvironment;
  readonly stage: string;
  readonly tests: readonly RestoreTestSettings[];
  /** ARN of each vault of the stage, by its name. */
  readonly vaultArns: ReadonlyMap<string, string>;
};

const algorithms = { latest: "LATEST_WITHIN_WINDOW", random: "RANDOM_WITHIN_WINDOW" } as const;

type KeyValue = { readonly key: string; readonly value: string };

const conditionsOf = (tags: Readonly<Record<string, string>> = {}): KeyValue[] =>
  Object.entries(tags).map(([key, value]) => ({ key: `aws:ResourceTag/${key}`, value }));

/** Either ARNs or conditions: the provider refuses both, and none. */
const resourcesOf = ({ arns, tags, notTags }: RestoreTestSettings["what"], type: TestableType) => {
  if (arns !== undefined) return { protectedResourceArns: [...arnsOfType(arns, type)] };
  if (tags === undefined && notTags === undefined) return { protectedResourceArns: ["*"] };
  return {
    protectedResourceConditions: [
      {
        ...(tags && { stringEquals: conditionsOf(tags) }),
        ...(notTags && { stringNotEquals: conditionsOf(notTags) }),
      },
    ],
  };
};

/**
 * The provider sends no update where only the ARNs change, but a name replaces the selection: it holds what AWS would not get.
 * (terraform-provider-aws, restore_testing_selection)
 */
const selectionNameOf = (type: TestableType, { arns }: RestoreTestSettings["what"]): string => {
  if (arns === undefined) return type;
  const text = [...arnsOfType(arns, type)].sort().join();
  return `${type}_${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
};

/** Restore testing plans with a selection for each resource type, and the role that restores. */
export class RestoreTests extends Construct {
  readonly roleArn: string;
  readonly planNames: readonly string[];

  constructor(scope: Construct, id: string, { aws, stage, tests, vaultArns }: RestoreTestsProps) {
    super(scope, id);
    const types = [...new Set(tests.flatMap(({ what }) => what.resourceTypes))];
    const role = new RestoreRole(this, "role", { aws, types });
    this.roleArn = role.arn;
    this.planNames = tests.map((test) => this.addTest(test, { stage, role, vaultArns }));
  }

  private addTest(
    test: RestoreTestSettings,
    {
      stage,
      role,
      vaultArns,
    }: Pick<RestoreTestsProps, "stage" | "vaultArns"> & { readonly role: RestoreRole },
  ): string {
    const { name, from, what, metadata } = test;
    const vaults = from.vaults ?? [...vaultArns.keys()];
    const plan = new BackupRestoreTestingPlan(this, name, {
      name: restoreTestPlanNameOf(stage, name),
      scheduleExpression: test.schedule,
      scheduleExpressionTimezone: test.timeZone,
      startWindowHours: test.startWindowHours,
      recoveryPointSelection: [
        {
          algorithm: algorithms[from.pick],
          // A stage that is about all vaults may name none.
          includeVaults: vaults.length === 0 ? ["*"] : vaults.flatMap((vault) => vaultArns.get(vault) ?? []),
          recoveryPointTypes: ["SNAPSHOT", "CONTINUOUS"],
          selectionWindowDays: from.days,
        },
      ],
    });
    for (const type of what.resourceTypes) {
      const overrides = metadata[type] ?? {};
      new BackupRestoreTestingSelection(this, `${name}-${type}`, {
        name: selectionNameOf(type, what),
        restoreTestingPlanName: plan.name,
        protectedResourceType: type,
        iamRoleArn: role.arn,
        ...resourcesOf(what, type),
        ...(Object.keys(overrides).length > 0 && { restoreMetadataOverrides: { ...overrides } }),
        ...(test.keepHours !== undefined && { validationWindowHours: test.keepHours }),
        // The first restore needs the role's permissions.
        dependsOn: [...role.permissions],
      });
    }
    return plan.name;
  }
}
