import { pathPart } from "../../aws/backup";
import { countOf, dateOf, type Fields, known as present, textOf } from "../../model/fields";
import { restoredOf } from "../../model/restored";
import { type Answer, known } from "../answer";
import type { TestRestore } from "../restore-tests";
import { restoreLookBackMilliseconds, type TestPlan } from "../test-plans";
import type { Asker } from "./asker";
import { backup, backupPages, itemsOf } from "./requests";

/** This list writes its parameters in Pascal case. (AWS Backup API Reference, ListRestoreTestingPlans) */
const planPages = (token: string | undefined) =>
  backup(
    `/restore-testing/plans?MaxResults=100${token === undefined ? "" : `&NextToken=${pathPart(token)}`}`,
    (answer) => {
      const isPlan = (plan: Fields): boolean => textOf(plan["RestoreTestingPlanName"]) !== undefined;
      const items = itemsOf(answer["RestoreTestingPlans"], isPlan);
      return items && { items, next: textOf(answer["NextToken"]) };
    },
  );

/** The restore testing plans of the whole account and Region. */
export const askTestPlans = async ({ list }: Asker): Promise<Answer<readonly TestPlan[]>> => {
  const answer = await list(planPages);
  if (answer.is === "unknown") return answer;
  return known(
    answer.value.flatMap((plan): readonly TestPlan[] => {
      const name = textOf(plan["RestoreTestingPlanName"]);
      if (name === undefined) return [];
      return [
        {
          name,
          ...present({
            lastRunAt: dateOf(plan["LastExecutionTime"]),
            startWindowHours: countOf(plan["StartWindowHours"]),
            schedule: textOf(plan["ScheduleExpression"]),
            timeZone: textOf(plan["ScheduleExpressionTimezone"]),
            changedAt: dateOf(plan["LastUpdateTime"]) ?? dateOf(plan["CreationTime"]),
          }),
        },
      ];
    }),
  );
};

/** The restores that tests made in the last two weeks, as AWS Backup lists them. */
export const askTestRestores = async (
  { list }: Asker,
  now: Date,
): Promise<Answer<readonly TestRestore[]>> => {
  const createdAfter = new Date(now.getTime() - restoreLookBackMilliseconds).toISOString();
  const answer = await list(backupPages("/restore-jobs/", "RestoreJobs", "RestoreJobId", { createdAfter }));
  if (answer.is === "unknown") return answer;
  // One that moves to the next page while pages are asked for is named again.
  const restores = new Map<string, TestRestore>();
  for (const job of answer.value) {
    const restored = restoredOf(job);
    if (restored === undefined) continue;
    restores.set(restored.jobId, {
      ...restored,
      ...present({
        validationMessage: textOf(job["ValidationStatusMessage"]),
        deletionStatus: textOf(job["DeletionStatus"]),
        deletionMessage: textOf(job["DeletionStatusMessage"]),
      }),
    });
  }
  return known([...restores.values()]);
};
