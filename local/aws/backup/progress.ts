import type { BackupJob } from "./job";
import type { Service } from "./service";

/** A job's progress as the API reports it: a string such as `42.5`, and bytes. */
export type Progress = { readonly percentDone: string; readonly bytesTransferred: number };

const percentOf = ({ clock, timeline }: Service, job: BackupJob): number => {
  if (job.state === "COMPLETED" || job.state === "PARTIAL") return 100;
  if (job.state !== "RUNNING" || job.startedAt === undefined) return 0;
  const runningMs = job.outcome.runningMs ?? timeline.runningMs;
  const elapsedMs = clock.now().getTime() - job.startedAt.getTime();
  return runningMs === 0 ? 99 : Math.min(99, (100 * elapsedMs) / runningMs);
};

/** While a job runs, its progress follows the clock; it is 100 only once the job is done. */
export const progressOf = (service: Service, job: BackupJob): Progress => {
  const percent = percentOf(service, job);
  return {
    percentDone: percent.toFixed(1),
    bytesTransferred: Math.round((job.sizeBytes * percent) / 100),
  };
};
