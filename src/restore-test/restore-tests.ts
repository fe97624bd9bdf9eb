import { createHash } from "node:crypto";
import { BackupRestoreTestingPlan } from "@cdktf/provider-aws/lib/backup-restore-testing-plan";
import {
  BackupRestoreTestingSelection,
  type BackupRestoreTestingSelectionConfig,
} from "@cdktf/provider-aws/lib/backup-restore-testing-selection";
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
  if (arns !== undefined) return { protectedResourceArns: [...arnsOfType(arns, type)].sort() };
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

/** What a selection has beside its type and its role. */
type Selected = Pick<
  BackupRestoreTestingSelectionConfig,
  | "protectedResourceArns"
  | "protectedResourceConditions"
  | "restoreMetadataOverrides"
  | "validationWindowHours"
>;

const selectedOf = ({ what, metadata, keepHours }: RestoreTestSettings, type: TestableType): Selected => {
  const overrides = metadata[type] ?? {};
  return {
    ...resourcesOf(what, type),
    ...(Object.keys(overrides).length > 0 && { restoreMetadataOverrides: { ...overrides } }),
    ...(keepHours !== undefined && { validationWindowHours: keepHours }),
  };
};

/**
 * The provider sends no update where only the ARNs change, and keeps what AWS has of conditions, overrides and window where they are no
 * longer given: but a name replaces the selection. It holds what AWS would not get. (terraform-provider-aws, restore_testing_selection)
 */
const selectionNameOf = (type: TestableType, { validationWindowHours, ...selected }: Selected): string => {
  const text = JSON.stringify([selected, validationWindowHours !== undefined]);
  if (text === JSON.stringify([{ protectedResourceArns: ["*"] }, true])) return type;
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
    const { name, from, what } = test;
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
      const selected = selectedOf(test, type);
      new BackupRestoreTestingSelection(this, `${name}-${type}`, {
        name: selectionNameOf(type, selected),
        restoreTestingPlanName: plan.name,
        protectedResourceType: type,
        iamRoleArn: role.arn,
        ...selected,
        // The first restore needs the role's permissions.
        dependsOn: [...role.permissions],
      });
    }
    return plan.name;
  }
}
