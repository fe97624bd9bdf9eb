// Loaded only for notices that AWS Backup can complete.
import { type BackupAnswer, pathPart } from "../aws/backup";
import { fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";
import type { CleanPoint, NoticeEvent } from "../model/notice-event";
import { newestFirst } from "./backup-history";
import { isContinuous, restorable } from "./last-good";
import type { Ask, Patience } from "./patience";
import { type ListedPoint, listPoints } from "./recovery-points";

/** A notice with what AWS Backup adds to it, or why asking failed. */
export type CompletedNotice = { readonly event: NoticeEvent; readonly problem?: string };

/** Up to so many plans of a batch are asked about, and up to so many scans. */
const maxLookups = 10;

/** The answer has a deletion date, so AWS Backup may know a deleted plan. (AWS Backup API Reference, GetBackupPlan) */
const planNameOf = (body: string): string | undefined =>
  textOf(fieldsOf(jsonFieldsOf(body)?.["BackupPlan"])?.["BackupPlanName"]);

/** (AWS Backup API Reference, DescribeScanJob) */
const scannedOf = (body: string) => {
  const job = jsonFieldsOf(body);
  const resourceArn = textOf(job?.["ResourceArn"]);
  return resourceArn === undefined
    ? undefined
    : {
        resourceArn,
        ...known({
          resourceType: textOf(job?.["ResourceType"]),
          vaultName: textOf(job?.["BackupVaultName"]),
          recoveryPointArn: textOf(job?.["RecoveryPointArn"]),
        }),
      };
};

type Point = ListedPoint & { readonly arn: string };

/** A continuous backup has many points in time: a scan says nothing about the others. */
const isCandidate = (point: ListedPoint, infectedArn: string | undefined): point is Point =>
  point.arn !== undefined &&
  point.arn !== infectedArn &&
  point.isClean === true &&
  restorable.includes(point.status) &&
  !isContinuous(point);

const cleanPointIn = (points: readonly ListedPoint[], isWhole: boolean, infectedArn?: string): CleanPoint => {
  const [newest] = points
    .filter((point) => isCandidate(point, infectedArn))
    .sort(newestFirst) as readonly Point[];
  if (newest === undefined) return { known: isWhole ? "none" : "not-answered" };
  const { arn, createdAt: at, vaultName } = newest;
  return { known: "found", arn, at, isNewest: isWhole, ...known({ vaultName }) };
};

/** What a scan that found malware is about, and the newest recovery point that a scan found clean. */
const withCleanPoint = async (
  notice: NoticeEvent,
  ask: Ask,
  patience: Patience,
): Promise<CompletedNotice> => {
  const unknown = { ...notice, cleanPoint: { known: "not-answered" } } as const;
  // AWS documents neither resource nor vault among the fields of the event.
  const scan =
    notice.resourceArn === undefined && notice.id !== undefined
      ? await ask(`/scan/jobs/${pathPart(notice.id)}`, scannedOf)
      : undefined;
  if (scan?.ok === false) return { event: unknown, problem: `scan job: ${scan.problem}` };
  const event = { ...notice, ...scan?.value };
  if (event.resourceArn === undefined) return { event: unknown };
  const points = await listPoints(patience(), event.resourceArn);
  if (!points.ok) {
    return {
      event: { ...event, cleanPoint: { known: "not-answered" } },
      problem: `recovery points: ${points.problem}`,
    };
  }
  const { items, isWhole } = points.value;
  return { event: { ...event, cleanPoint: cleanPointIn(items, isWhole, event.recoveryPointArn) } };
};

const notAsked = { ok: false, problem: "not asked: too many at once", because: "unavailable" } as const;

/** The names of plans. Each plan is asked about once. */
const createPlanNames = (ask: Ask) => {
  const answers = new Map<string, Promise<BackupAnswer<string>>>();
  return async (planId: string): Promise<BackupAnswer<string>> => {
    const isAsked = answers.has(planId) || answers.size < maxLookups;
    const answer = isAsked
      ? (answers.get(planId) ?? ask(`/backup/plans/${pathPart(planId)}/`, planNameOf))
      : undefined;
    if (answer === undefined) return notAsked;
    answers.set(planId, answer);
    return answer;
  };
};

/**
 * Adds to notices what their events leave out: a plan's name; of malware, the resource and its newest clean recovery point.
 * What is not answered, or not asked of a large batch, is marked as unknown. Never throws.
 */
export const completeNotices = (
  events: readonly NoticeEvent[],
  patience: Patience,
): Promise<readonly CompletedNotice[]> => {
  const nameOf = createPlanNames(patience());
  const askScan = patience();
  let scans = 0;
  return Promise.all(
    events.map(async (event): Promise<CompletedNotice> => {
      const { subject, planId } = event;
      if (subject === "malware scan") {
        scans += 1;
        return scans > maxLookups
          ? { event: { ...event, cleanPoint: { known: "not-answered" } }, problem: notAsked.problem }
          : withCleanPoint(event, askScan, patience);
      }
      if (planId === undefined) return { event };
      const name = await nameOf(planId);
      return name.ok
        ? { event: { ...event, planName: name.value } }
        : { event: { ...event, isNameUnknown: true }, problem: `name of the plan: ${name.problem}` };
    }),
  );
};
