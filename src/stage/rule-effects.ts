import { isDeepStrictEqual } from "node:util";
import type { ResourceTypeWord } from "../../handler/model/resource";
import type { Report } from "./field";
import { shown } from "./problem";
import type { RuleSettings } from "./rule";
import { scannedTypes } from "./scan";
import type { SelectionSettings } from "./selection";

/** A plan in a stage file, of which any part may be missing or wrong. */
type GivenPlan = {
  readonly name?: unknown;
  readonly windowsVss?: unknown;
  readonly rules?: readonly Partial<RuleSettings>[];
  readonly selections?: readonly Partial<SelectionSettings>[];
};

const listOf = <Item>(value: readonly Item[] | undefined): readonly Item[] =>
  (Array.isArray(value) ? value : []).filter((item) => typeof item === "object" && item !== null);

/** (AWS Backup Developer Guide, continuous backups and point-in-time recovery) */
const continuousTypes: readonly ResourceTypeWord[] = [
  "Aurora",
  "RDS",
  "S3",
  "SAP HANA on Amazon EC2",
  "SAP HANA on EC2",
];

/** Those that surely have none. (AWS Backup Developer Guide, feature availability by resource) */
const withoutColdStorage: readonly ResourceTypeWord[] = [
  "Aurora",
  "DocumentDB",
  "EC2",
  "FSx",
  "Neptune",
  "RDS",
  "Redshift",
];

/** The types to which all selections of a plan are limited; `undefined` where a selection is not by type alone. */
const onlyTypesOf = ({ selections }: GivenPlan): readonly ResourceTypeWord[] | undefined => {
  const types = listOf(selections).map(({ resourceTypes, arns, anyTags }) =>
    Array.isArray(resourceTypes) && arns === undefined && anyTags === undefined ? resourceTypes : undefined,
  );
  return types.length === 0 || types.includes(undefined) ? undefined : types.flatMap((some) => some ?? []);
};

/** What AWS silently does not do for any resource of a plan. */
export const checkEffects = (plan: GivenPlan, report: Report): void => {
  const types = onlyTypesOf(plan);
  if (types === undefined) return;
  const named = types.join(", ");
  if (plan.windowsVss === true && !types.includes("EC2")) {
    report(
      ["windowsVss"],
      `Windows VSS is for EC2 instances, and the plan's selections name ${named}; remove it`,
    );
  }
  for (const [index, rule] of listOf(plan.rules).entries()) {
    if (rule.continuous === true && !types.some((type) => continuousTypes.includes(type))) {
      report(
        ["rules", index, "continuous"],
        `AWS makes continuous backups of Aurora, RDS, S3 and SAP HANA on EC2 only, and the plan's selections name ${named}; remove it`,
      );
    }
    if (rule.scan !== undefined && !types.some((type) => scannedTypes.includes(type))) {
      report(
        ["rules", index, "scan"],
        `GuardDuty scans backups of EBS, EC2 and S3 only, and the plan's selections name ${named}; remove it`,
      );
    }
    const stays = (type: ResourceTypeWord): boolean =>
      withoutColdStorage.includes(type) || (type === "EBS" && rule.archiveEbs !== true);
    if (rule.moveToColdStorageAfterDays !== undefined && types.every(stays)) {
      report(
        ["rules", index, "moveToColdStorageAfterDays"],
        `AWS has no cold storage for ${named}, which is all that the plan's selections name; remove it${types.includes("EBS") ? ", or set archiveEbs for EBS" : ""}`,
      );
    }
  }
};

const isContinuous = ({ rules }: GivenPlan): boolean =>
  listOf(rules).some(({ continuous }) => continuous === true);

const hasNoFilter = ({ tags, anyTags, notTags }: Partial<SelectionSettings>): boolean =>
  tags === undefined && anyTags === undefined && notTags === undefined;

const namesOf = ({ arns, resourceTypes }: Partial<SelectionSettings>): readonly unknown[] =>
  [arns, resourceTypes].flatMap((names) => (Array.isArray(names) ? names : []));

/** Whether two selections surely take a resource in common. */
const takeSame = (one: Partial<SelectionSettings>, other: Partial<SelectionSettings>): boolean =>
  isDeepStrictEqual({ ...one, name: "" }, { ...other, name: "" }) ||
  (hasNoFilter(one) && hasNoFilter(other) && namesOf(one).some((name) => namesOf(other).includes(name)));

/** AWS keeps one continuous backup of a resource: the rule of a second plan makes snapshots, with issues. */
export const checkContinuousPlans = (plans: readonly GivenPlan[], report: Report): void => {
  const continuous = listOf(plans).filter(isContinuous);
  for (const [index, plan] of continuous.entries()) {
    for (const other of continuous.slice(index + 1)) {
      const isShared = listOf(plan.selections).some((one) =>
        listOf(other.selections).some((two) => takeSame(one, two)),
      );
      if (!isShared) continue;
      report(
        [],
        `plans ${shown(plan.name)} and ${shown(other.name)} have continuous rules for the same resources, and AWS keeps one continuous backup of a resource; leave it to one plan`,
      );
    }
  }
};
