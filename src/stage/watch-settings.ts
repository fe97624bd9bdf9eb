import type { JobKind, Setting } from "../../handler/watch/facts";
import type { PackedSettings } from "../../handler/watch/packed-settings";
import { copyPolicySid, deletionPolicySid, stackIdOf } from "../outputs";
import { airGappedNameOf } from "./air-gapped";
import { heardBy } from "./heard";
import type { NamedStage } from "./load";
import { partitionOf } from "./partition";
import { testSettingsOf } from "./restore-test-settings";
import { defaultVaultEvents, type VaultEvent } from "./vault-event";
import { valuesByKey } from "./watch";

/** What of a stage is known only once it is deployed. */
export type DeployedValues = {
  readonly topicArn: string;
  readonly keyArn: string;
  /** Absent without an own vault. */
  readonly own?: { readonly vaultArn: string; readonly planIds: readonly string[]; readonly roleArn: string };
  /** What vaults notify of. */
  readonly events: readonly VaultEvent[];
};

/** The events with which a vault reports every end of a job. (AWS Backup API Reference, PutBackupVaultNotifications) */
const endEvents = { backup: "BACKUP_JOB_COMPLETED", restore: "RESTORE_JOB_COMPLETED" } as const;

/**
 * Of which kinds of jobs every end is heard: only of these a missing event says something. Whose vault notifies of a copy is not
 * documented, so copies count only where EventBridge reports them.
 */
const heardKindsOf = (stage: NamedStage, events: readonly VaultEvent[]): readonly JobKind[] => {
  const heard = heardBy(stage);
  if (heard?.allJobs) return ["backup", "copy", "restore"];
  const copies: readonly JobKind[] =
    stage.existingVaults === undefined && heard !== undefined && heard.copiesFrom.length > 0 ? ["copy"] : [];
  return [...(["backup", "restore"] as const).filter((kind) => events.includes(endEvents[kind])), ...copies];
};

/** Without existing vaults, which are counted with the topic that they notify. */
const vaultNamesOf = ({ name, vault, jobs }: NamedStage) => {
  if (jobs === "all-vaults") return jobs;
  const own = vault?.name ?? stackIdOf(name);
  return [...(vault ? [own] : []), ...(vault?.airGapped ? [airGappedNameOf(own, vault.airGapped)] : [])];
};

type Expected = Omit<Setting, "seen">;

/** What AWS should say of the stage's own vault, in the words of `WatchSettings.expected`. */
const ownVaultExpected = (
  { lock, breakGlassRoleArn, receivesCopiesFrom }: NonNullable<NamedStage["vault"]>,
  arn: string,
): readonly Expected[] => {
  const sids = [
    ...(receivesCopiesFrom === undefined ? [] : [copyPolicySid]),
    ...(breakGlassRoleArn === undefined ? [] : [deletionPolicySid]),
  ];
  const locked = lock && [lock.mode, lock.minRetentionDays ?? "-", lock.maxRetentionDays ?? "-"].join(" ");
  return [
    { of: "vault-lock", arn, expected: locked ?? "none" },
    { of: "vault-policy", arn, expected: sids.length === 0 ? "none" : sids.sort().join(",") },
  ];
};

const expectedOf = (
  { vault }: NamedStage,
  { topicArn, keyArn, own }: DeployedValues,
): readonly Expected[] => [
  ...(vault && own
    ? [
        { of: "vault-notifications", arn: own.vaultArn, expected: topicArn } as const,
        ...ownVaultExpected(vault, own.vaultArn),
      ]
    : []),
  { of: "key", arn: keyArn, expected: "Enabled" },
];

const notifyingVaultsOf = (
  { existingVaults = [] }: NamedStage,
  topicArn: string,
): NonNullable<PackedSettings["notifyingVaults"]> => {
  const namesByTopic = new Map<string, readonly string[]>();
  for (const { name, subscribeTo = topicArn } of existingVaults) {
    namesByTopic.set(subscribeTo, [...(namesByTopic.get(subscribeTo) ?? []), name]);
  }
  return [...namesByTopic].map(([topic, names]) => ({ topicArn: topic, names }));
};

/** What the watch's function must know of a stage. Values may be Terraform references. */
export const watchSettingsOf = (
  stage: NamedStage & { readonly watch: NonNullable<NamedStage["watch"]> },
  values: DeployedValues,
): PackedSettings => {
  const { overdue = [], unprotected, timeZone, digestAt } = stage.watch;
  const routeTagKeys = stage.routes.flatMap(({ tags = {} }) => Object.keys(tags));
  return {
    vaultNames: vaultNamesOf(stage),
    heardKinds: heardKindsOf(stage, values.events),
    overdue: overdue.map(({ tags, resourceTypes, plans, hours }) => ({
      ...(tags && { tags: valuesByKey(tags) }),
      ...(resourceTypes && { resourceTypes }),
      ...(plans && { plans }),
      hours,
    })),
    ...(unprotected && {
      mustProtect: {
        tags: valuesByKey(unprotected.tags ?? {}),
        resourceTypes: unprotected.resourceTypes ?? [],
      },
    }),
    expected: expectedOf(stage, values),
    ...(stage.existingVaults && { notifyingVaults: notifyingVaultsOf(stage, values.topicArn) }),
    ownPlanIds: values.own?.planIds ?? [],
    ...(values.own && { ownRoleArn: values.own.roleArn }),
    timeZone,
    digest: digestAt !== false,
    routeTagKeys: [...new Set(routeTagKeys)],
    ...(stage.restoreTests?.length && {
      restoreTests: testSettingsOf(stage.name, stage.restoreTests).map(({ validate, ...test }, index) => ({
        ...test,
        types: stage.restoreTests?.[index]?.what.resourceTypes ?? [],
        isChecked: validate !== "no-one",
      })),
    }),
  };
};

/**
 * Lambda's environment holds 4 KB in all, some of it for other variables. (AWS Lambda Developer Guide, Lambda quotas)
 * Whether a quote counts as one byte or as its JSON escape is not documented; with this limit it does not matter.
 */
const maxBytes = 3000;

/** Values as long as those that AWS gives. */
const likeDeployed = (
  { name, accountId = "1".repeat(12), kmsKeyArn, ...stage }: NamedStage,
  region: string,
) => {
  const arnOf = (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
  const vaultArnOf = (vault: string): string => arnOf("backup", `backup-vault:${vault}`);
  const uuid = "0".repeat(36);
  const { path = "/" } = stage.iam;
  return {
    topicArn: arnOf("sns", stackIdOf(name)),
    keyArn: kmsKeyArn ?? arnOf("kms", `key/${uuid}`),
    ...(stage.vault && {
      own: {
        vaultArn: vaultArnOf(stage.vault.name ?? stackIdOf(name)),
        planIds: stage.vault.plans.map(() => uuid),
        roleArn: `${arnOf("iam", "role").replace(`${region}:`, ":")}${path}${stackIdOf(name)}-AWSBackup-${region}`,
      },
    }),
    events: stage.events ?? defaultVaultEvents(),
  } satisfies DeployedValues;
};

/** Why the watch's settings do not fit into its function's environment, one line; nothing if they do. */
export const watchSizeProblemsOf = (stage: NamedStage, region: string): readonly string[] => {
  const { watch } = stage;
  if (watch === undefined) return [];
  const settings = watchSettingsOf({ ...stage, watch }, likeDeployed(stage, region));
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  const bytes = bytesOf(settings);
  const { overdue, mustProtect = {}, notifyingVaults = [], ownPlanIds } = settings;
  return bytes <= maxBytes
    ? []
    : [
        `watch: takes ${bytes} bytes as JSON, but the environment of its function has room for ${maxBytes}: ${bytesOf(notifyingVaults)} for ${stage.existingVaults?.length ?? 0} existing vaults, ${bytesOf(ownPlanIds)} for ${ownPlanIds.length} plans, ${bytesOf(overdue)} for overdue, ${bytesOf(mustProtect)} for unprotected; shorten overdue or unprotected, or divide the vaults or plans among several stages`,
      ];
};
