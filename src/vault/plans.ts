import { fitsArn } from "../../handler/selection/pattern";
import type { Selection } from "../../handler/selection/selection";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { PlanSettings } from "../stage/plan";
import { awsSelectionOf, type SelectionSettings } from "../stage/selection";
import { BackupPlan, type Destinations } from "./backup-plan";
import { BackupSelection } from "./backup-selection";
import type { BackupVault } from "./backup-vault";

type Plans = {
  readonly aws: AwsEnvironment;
  readonly plans: readonly PlanSettings[];
  readonly destinations: Destinations;
  /** ARNs of the stack's own resources that a selection leaves out. */
  readonly exceptOwn: (settings: SelectionSettings) => readonly string[];
};

/** Whether a selection can take an S3 bucket, for which the backup role needs policies of S3's own. */
export const canTakeBuckets = (settings: SelectionSettings): boolean => {
  const { resources, tags, except } = awsSelectionOf(settings, { name: "", partition: "aws" });
  const namesBuckets = (pattern: string): boolean => {
    const service = pattern.split(":")[2];
    return service === undefined || fitsArn(service, "s3");
  };
  const leavesOutBuckets = except.some((pattern) => /^(?:\*|arn:[^:]+:s3:(?:::)?\*)$/.test(pattern));
  return (tags.length > 0 || resources.some(namesBuckets)) && !leavesOutBuckets;
};

/**
 * A selection's id below its plan. The provider keeps conditions and exceptions that a stage file no longer has, so a
 * selection with them is another resource than one without.
 */
const idOf = ({ name, conditions, except }: Selection): string => {
  const id = [
    name,
    ...(Object.values(conditions).some((tags) => tags.length > 0) ? [] : ["unconditional"]),
    ...(except.length > 0 ? ["except"] : []),
  ].join(":");
  // Constructs keep their children in an object, in which `constructor` is taken from the start.
  return id in {} ? `${id}:` : id;
};

/**
 * The plans of a vault, each with its selections. A plan and a selection with the names of the short form, which are the
 * stack's, keep its Terraform addresses: a stage that grows from one plan to several replaces nothing.
 */
export const createPlans = (
  vault: BackupVault,
  { aws, plans, destinations, exceptOwn }: Plans,
): readonly BackupPlan[] =>
  plans.map(({ name = aws.namePrefix, selections, ...settings }) => {
    const isFirst = name === aws.namePrefix;
    const plan = new BackupPlan(vault, isFirst ? "plan" : `plan-${name}`, {
      ...settings,
      name,
      vault,
      destinations,
    });
    for (const given of selections) {
      const { name: selectionName = aws.namePrefix } = given;
      const asGiven = awsSelectionOf(given, { name: selectionName, partition: aws.partition });
      const selection = { ...asGiven, except: [...asGiven.except, ...exceptOwn(given)] };
      const id = idOf(selection);
      const [scope, scopedId] = isFirst && id === aws.namePrefix ? [vault, "selection"] : [plan, id];
      new BackupSelection(scope, scopedId, { plan, role: vault.role, selection });
    }
    return plan;
  });
