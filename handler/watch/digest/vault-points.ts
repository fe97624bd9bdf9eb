import { pathPart } from "../../aws/backup";
import type { Oddity } from "../../model/digest";
import { dateOf, type Fields, fieldsOf, known as present, textOf } from "../../model/fields";
import type { FoundSubject } from "../../model/found";
import { type Answer, answered, known } from "../answer";
import type { Asker } from "../ask/asker";
import { backupPages } from "../ask/requests";
import type { Plan } from "../facts";

/** A recovery point as a vault lists it. (AWS Backup API Reference, RecoveryPointByBackupVault) */
export type VaultPoint = {
  readonly arn: string;
  readonly vaultName: string;
  readonly createdAt: Date;
  /** AWS's word: `EXPIRED`. */
  readonly status: string;
  readonly resourceArn?: string;
  /** The rule that made it; absent where none did. */
  readonly ruleId?: string;
  readonly planId?: string;
  /** When its lifecycle deletes it; absent where it is kept forever. */
  readonly deletesAt?: Date;
};

/** Recovery points, and whether they are all. */
export type VaultPoints = { readonly points: readonly VaultPoint[]; readonly isAll: boolean };

const pointOf = (vaultName: string, listed: Fields): VaultPoint | undefined => {
  const arn = textOf(listed["RecoveryPointArn"]);
  const createdAt = dateOf(listed["CreationDate"]);
  const status = textOf(listed["Status"]);
  if (arn === undefined || createdAt === undefined || status === undefined) return undefined;
  const createdBy = fieldsOf(listed["CreatedBy"]);
  const days = fieldsOf(listed["Lifecycle"])?.["DeleteAfterDays"];
  const calculated = dateOf(fieldsOf(listed["CalculatedLifecycle"])?.["DeleteAt"]);
  const byDays =
    typeof days === "number" && days > 0 ? new Date(createdAt.getTime() + days * 86_400_000) : undefined;
  return {
    arn,
    vaultName,
    createdAt,
    status,
    ...present({
      resourceArn: textOf(listed["ResourceArn"]),
      planId: textOf(createdBy?.["BackupPlanId"]),
      ruleId: textOf(createdBy?.["BackupRuleId"]),
      deletesAt: calculated ?? byDays,
    }),
  };
};

/** A vault may hold a million: what costs by mistake is among the oldest. */
const mostPages = 3;

/**
 * Recovery points of a vault: all of a small one, else those that are older than any rule keeps one, and of these some
 * thousands.
 */
export const askVaultPoints = async (
  { ask }: Asker,
  vaultName: string,
  oldestKept: Date,
): Promise<Answer<VaultPoints>> => {
  const pages = async (query: Readonly<Record<string, string>>): Promise<Answer<VaultPoints>> => {
    const pageOf = backupPages(
      `/backup-vaults/${pathPart(vaultName)}/recovery-points/`,
      "RecoveryPoints",
      "RecoveryPointArn",
      query,
    );
    // One that moves to the next page while pages are asked for is named again.
    const points = new Map<string, VaultPoint>();
    let token: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await ask(pageOf(token));
      if (answer.is === "unknown") return answer;
      for (const item of answer.value.items) {
        const point = pointOf(vaultName, item);
        if (point) points.set(point.arn, point);
      }
      token = answer.value.next;
      if (token === undefined) return known({ points: [...points.values()], isAll: true });
    }
    return known({ points: [...points.values()], isAll: false });
  };
  const all = await pages({});
  return all.is === "unknown" || all.value.isAll ? all : pages({ createdBefore: oldestKept.toISOString() });
};

/** When the oldest recovery point was made that a rule still keeps. Rules that keep them forever say nothing. */
export const oldestKeptOf = (plans: Answer<readonly Plan[]>, now: Date): Date => {
  const days = (answered(plans) ?? []).flatMap(({ rules }) =>
    (answered(rules) ?? []).flatMap(({ deleteAfterDays }) => deleteAfterDays ?? []),
  );
  return new Date(now.getTime() - (Math.max(0, ...days) + 2) * 86_400_000);
};

/** AWS deletes within days after the end of a lifecycle. */
const deletionMilliseconds = 2 * 86_400_000;

const oddityOf = (oddity: Oddity["oddity"], points: readonly VaultPoint[]): readonly Oddity[] => {
  const subjects = points
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    .map(
      ({ arn, resourceArn, vaultName, createdAt, deletesAt }): FoundSubject => ({
        id: resourceArn ?? arn,
        since: (deletesAt ?? createdAt).toISOString(),
        vaultName,
        text: `of ${createdAt.toISOString().slice(0, 10)}, vault ${vaultName}`,
      }),
    );
  return subjects.length > 0 ? [{ oddity, subjects, total: subjects.length }] : [];
};

/**
 * Recovery points that cost by mistake: EXPIRED ones, which AWS Backup could not delete (AWS Backup Developer Guide, recovery
 * point states); and those kept forever although no rule wants that: no plan made them, or a plan all of whose rules delete.
 */
export const pointOdditiesOf = (
  points: readonly VaultPoint[],
  plans: Answer<readonly Plan[]>,
  now: Date,
): readonly Oddity[] => {
  const all = answered(plans);
  const isMeant = ({ planId }: VaultPoint): boolean => {
    if (planId === undefined) return false;
    const rules = answered(
      all?.find(({ id }) => id === planId)?.rules ?? { is: "unknown", because: "not-ours" },
    );
    // What a plan that is not seen, or gone, wanted is not known.
    return (
      rules === undefined ||
      rules.length === 0 ||
      rules.some(({ deleteAfterDays }) => deleteAfterDays === undefined)
    );
  };
  const notDeleted = points.filter(
    ({ status, deletesAt }) =>
      status === "EXPIRED" &&
      (deletesAt === undefined || now.getTime() - deletesAt.getTime() > deletionMilliseconds),
  );
  const forever = points.filter(
    (point) => point.deletesAt === undefined && point.status === "COMPLETED" && !isMeant(point),
  );
  return [...oddityOf("not-deleted", notDeleted), ...oddityOf("kept-forever", forever)];
};
