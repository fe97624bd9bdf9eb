import { known as present, textOf } from "../../model/fields";
import { restoredOf } from "../../model/restored";
import { type Answer, known } from "../answer";
import type { TestRestore } from "../restore-tests";
import type { Asker } from "./asker";
import { backupPages } from "./requests";

/** Validation may take a week, and deletion days more. (AWS Backup API Reference, ValidationWindowHours) */
const lookBackMilliseconds = 14 * 86_400_000;

/** The restores that tests made in the last two weeks, as AWS Backup lists them. */
export const askTestRestores = async (
  { list }: Asker,
  now: Date,
): Promise<Answer<readonly TestRestore[]>> => {
  const createdAfter = new Date(now.getTime() - lookBackMilliseconds).toISOString();
  const answer = await list(backupPages("/restore-jobs/", "RestoreJobs", { createdAfter }));
  if (answer.is === "unknown") return answer;
  return known(
    answer.value.flatMap((job): readonly TestRestore[] => {
      const restored = restoredOf(job);
      if (restored === undefined) return [];
      return [
        {
          ...restored,
          ...present({
            validationMessage: textOf(job["ValidationStatusMessage"]),
            deletionStatus: textOf(job["DeletionStatus"]),
            deletionMessage: textOf(job["DeletionStatusMessage"]),
          }),
        },
      ];
    }),
  );
};
