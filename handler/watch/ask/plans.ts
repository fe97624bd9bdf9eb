import { pathPart } from "../../aws/backup";
import { vaultNameOf } from "../../model/arn";
import { countOf, dateOf, type Fields, fieldsOf, known as present, textOf } from "../../model/fields";
import type { Selection, TagCondition } from "../../selection/selection";
import { type Answer, known, unseen } from "../answer";
import type { Plan, PlanSelection, Rule } from "../facts";
import type { PlanMemory, PlansMemory } from "../memory/memory";
import { isOfStage } from "../scope";
import type { WatchSettings } from "../settings";
import type { Asker } from "./asker";
import { backup, backupPages } from "./requests";

/** AWS Backup's defaults. (AWS Backup Developer Guide, backup plan options; AWS Backup API Reference, BackupRule) */
const defaultSchedule = "cron(0 5 ? * * *)";
const defaultStartMinutes = 8 * 60;
const defaultCompletionMinutes = 7 * 24 * 60;

/** What a limit follows from: AWS's default counts where it is absent, not where it is something else. */
const timeFields = {
  ScheduleExpression: textOf,
  ScheduleExpressionTimezone: textOf,
  StartWindowMinutes: countOf,
  CompletionWindowMinutes: countOf,
};

/** All items of a list that may be absent; `undefined` where one of them is not understood. */
const allOf = <Item>(
  list: unknown,
  read: (item: unknown) => Item | undefined,
): readonly Item[] | undefined => {
  if (list === undefined || list === null) return [];
  const items = Array.isArray(list) ? list.map(read) : [undefined];
  return items.includes(undefined) ? undefined : items.flatMap((item) => item ?? []);
};

const copyVaultOf = (item: unknown): string | undefined =>
  textOf(fieldsOf(item)?.["DestinationBackupVaultArn"]);

/** `undefined` where a part of it is not understood: a plan's version is remembered as it was read once. */
const ruleOf = (item: unknown): Rule | undefined => {
  const fields = fieldsOf(item) ?? {};
  const name = textOf(fields["RuleName"]);
  const isRead = Object.entries(timeFields).every(
    ([field, read]) => (fields[field] ?? undefined) === undefined || read(fields[field]) !== undefined,
  );
  const copyTo = allOf(fields["CopyActions"], copyVaultOf);
  if (name === undefined || !isRead || copyTo === undefined) return undefined;
  const days = fieldsOf(fields["Lifecycle"])?.["DeleteAfterDays"];
  return {
    name,
    schedule: textOf(fields["ScheduleExpression"]) ?? defaultSchedule,
    timeZone: textOf(fields["ScheduleExpressionTimezone"]) ?? "UTC",
    startWindowMinutes: countOf(fields["StartWindowMinutes"]) ?? defaultStartMinutes,
    completionWindowMinutes: countOf(fields["CompletionWindowMinutes"]) ?? defaultCompletionMinutes,
    ...present({
      id: textOf(fields["RuleId"]),
      vaultName: textOf(fields["TargetBackupVaultName"]),
      airGappedVaultName: vaultNameOf(textOf(fields["TargetLogicallyAirGappedBackupVaultArn"])),
      // -1 keeps forever.
      deleteAfterDays: countOf(days),
      copyTo: copyTo.length > 0 ? copyTo : undefined,
    }),
  };
};

const rulesOf = (answer: Fields): readonly Rule[] | undefined => {
  const rules = fieldsOf(answer["BackupPlan"])?.["Rules"];
  return Array.isArray(rules) ? allOf(rules, ruleOf) : undefined;
};

const conditionOf = (item: unknown): TagCondition | undefined => {
  const { ConditionKey, ConditionValue, ConditionType = "STRINGEQUALS" } = fieldsOf(item) ?? {};
  const [key, value] = [textOf(ConditionKey), ConditionValue];
  return key !== undefined && typeof value === "string" && ConditionType === "STRINGEQUALS"
    ? { key: key.replace(/^aws:ResourceTag\//, ""), value }
    : undefined;
};

const comparisons: readonly string[] = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"];

/** A selection; `undefined` where a part of it is not understood: without that part it would take more than AWS does, or less. */
const selectionOf = (answer: Fields): Selection | undefined => {
  const selection = fieldsOf(answer["BackupSelection"]);
  const name = textOf(selection?.["SelectionName"]);
  if (selection === undefined || name === undefined) return undefined;
  const resources = allOf(selection["Resources"], textOf);
  const except = allOf(selection["NotResources"], textOf);
  const tags = allOf(selection["ListOfTags"], conditionOf);
  if (resources === undefined || except === undefined || tags === undefined) return undefined;
  const conditions: Record<string, readonly TagCondition[]> = {};
  for (const [comparison, list] of Object.entries(fieldsOf(selection["Conditions"]) ?? {})) {
    const all = allOf(list, conditionOf);
    if (all === undefined || (all.length > 0 && !comparisons.includes(comparison))) return undefined;
    conditions[comparison] = all;
  }
  return { name, resources, tags, conditions, except };
};

/** What a limit follows from. Another name, or another of the stage's vaults, does not change when a backup is due. */
const timesOf = (rules: readonly Rule[]): string =>
  JSON.stringify(
    rules
      .map(
        ({
          schedule,
          timeZone,
          startWindowMinutes,
          completionWindowMinutes,
          deleteAfterDays = -1,
          isElsewhere = false,
        }) =>
          [
            ...[schedule, timeZone, startWindowMinutes, completionWindowMinutes],
            ...[deleteAfterDays, isElsewhere],
          ].join(" "),
      )
      .sort(),
  );

/** Whose plan it is decides what "denied" means. */
const asOf = <Value>(answer: Answer<Value>, isOwn: boolean): Answer<Value> =>
  answer.is === "unknown" && answer.because === "access-denied" && !isOwn ? unseen("not-ours") : answer;

/** Plans as they are, and what to remember of them: versions and selections never change, so that each is asked for once. */
export type AskedPlans = { readonly plans: Answer<readonly Plan[]>; readonly memory: PlansMemory };

/** What was made in the future, by a clock that was wrong, is judged from now on, and not from then. */
const notAfter = (now: Date, at = now): Date => (at < now ? at : now);

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

export const askPlans = async (
  asker: Asker,
  { ownPlanIds, vaultNames }: Pick<WatchSettings, "ownPlanIds" | "vaultNames">,
  remembered: PlansMemory,
  now: Date,
): Promise<AskedPlans> => {
  const memory: Record<string, PlanMemory> = {};

  const placed = (rules: readonly Rule[]): readonly Rule[] =>
    rules.map((rule) =>
      isOfStage(vaultNames, rule.vaultName) ? rule : { ...rule, isElsewhere: true as const },
    );

  const rulesAt = async (
    id: string,
    version: string,
    before: PlanMemory | undefined,
  ): Promise<Answer<readonly Rule[]>> =>
    version !== "" && before?.version === version && before.rules !== undefined
      ? known(before.rules)
      : asker.ask(backup(`/backup/plans/${pathPart(id)}/`, rulesOf));

  const selectionsOf = async (
    id: string,
    before: PlanMemory | undefined,
  ): Promise<{
    readonly answer: Answer<readonly PlanSelection[]>;
    readonly kept: PlanMemory["selections"];
  }> => {
    const path = `/backup/plans/${pathPart(id)}/selections/`;
    const listed = await asker.list(backupPages(path, "BackupSelectionsList", "SelectionId"));
    if (listed.is === "unknown") return { answer: listed, kept: before?.selections ?? {} };
    const kept: Record<string, PlanMemory["selections"][string]> = {};
    const each = await Promise.all(
      listed.value.map(async ({ SelectionId, CreationDate }): Promise<Answer<PlanSelection>> => {
        const selectionId = textOf(SelectionId);
        if (selectionId === undefined) return unseen("no-answer");
        const old =
          before && Object.hasOwn(before.selections, selectionId)
            ? before.selections[selectionId]
            : undefined;
        const selection = old
          ? known(old.selection)
          : await asker.ask(backup(`${path.slice(0, -1)}/${pathPart(selectionId)}`, selectionOf));
        if (selection.is === "unknown") return selection;
        const createdAt = old ? new Date(old.createdAt * 1000) : notAfter(now, dateOf(CreationDate));
        kept[selectionId] = { createdAt: secondsOf(createdAt), selection: selection.value };
        return known({ ...selection.value, createdAt });
      }),
    );
    const selections: PlanSelection[] = [];
    for (const one of each) {
      if (one.is === "unknown") return { answer: one, kept: { ...before?.selections, ...kept } };
      selections.push(one.value);
    }
    return { answer: known(selections), kept };
  };

  const planOf = async (fields: Fields): Promise<Plan | undefined> => {
    const [id, version] = [textOf(fields["BackupPlanId"]), textOf(fields["VersionId"]) ?? ""];
    if (id === undefined || dateOf(fields["DeletionDate"]) !== undefined) return undefined;
    const name = textOf(fields["BackupPlanName"]) ?? id;
    const isOwn = ownPlanIds.includes(id);
    const before = Object.hasOwn(remembered, id) ? remembered[id] : undefined;
    const [rules, { answer, kept }] = await Promise.all([
      rulesAt(id, version, before),
      selectionsOf(id, before),
    ]);
    const created = notAfter(now, dateOf(fields["CreationDate"]));
    const isSame =
      before?.rules !== undefined &&
      rules.is === "known" &&
      timesOf(placed(before.rules)) === timesOf(placed(rules.value));
    // What AWS calls a plan's creation may be that of its first version: a change counts from when it is seen.
    const changedAt = before === undefined ? created : isSame ? new Date(before.changedAt * 1000) : now;
    memory[id] =
      rules.is === "known"
        ? { version, changedAt: secondsOf(changedAt), rules: rules.value, selections: kept }
        : { ...(before ?? { version: "", changedAt: secondsOf(changedAt) }), selections: kept };
    const all = rules.is === "known" ? placed(rules.value) : [];
    return {
      id,
      name,
      changedAt,
      rules:
        rules.is === "known"
          ? known(all.every(({ isElsewhere }) => isElsewhere) ? [] : all)
          : asOf(rules, isOwn),
      selections: asOf(answer, isOwn),
    };
  };

  const listed = await asker.list(backupPages("/backup/plans/", "BackupPlansList", "BackupPlanId"));
  if (listed.is === "unknown") return { plans: listed, memory: remembered };
  const plans = await Promise.all(listed.value.map(planOf));
  return { plans: known(plans.flatMap((plan) => plan ?? [])), memory };
};
