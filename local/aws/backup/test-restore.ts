import type { RestoreJob } from "./job";
import type { Service } from "./service";

/** The life of what a restore test restored. */

const hourMs = 3_600_000;

/** AWS deletes what a test restored at its result or when its validation window ends, whichever is first. */
const deleteRestored = (service: Service, job: RestoreJob): void => {
  if (job.deletion !== undefined) return;
  job.deletion = { status: "DELETING" };
  service.clock.after(service.timeline.deletingMs, () => {
    job.deletion = service.store.undeletableRestores.has(job.resourceArn)
      ? {
          status: "FAILED",
          message: `Resource ${job.createdResourceArn} cannot be deleted.`, // Inferred.
        }
      : { status: "SUCCESSFUL" };
  });
};

/** Called when the restore of a test has ended. */
export const afterTestRestore = (service: Service, job: RestoreJob, state: RestoreJob["state"]): void => {
  const { test } = job;
  if (test === undefined || state !== "COMPLETED") return;
  if (test.validationWindowHours === 0) {
    deleteRestored(service, job);
    return;
  }
  job.validation = { status: "VALIDATING", message: undefined };
  service.clock.after(test.validationWindowHours * hourMs, () => {
    if (job.validation?.status !== "VALIDATING") return;
    job.validation = { status: "TIMED_OUT", message: undefined };
    deleteRestored(service, job);
  });
};

/** Called when a result is put. */
export const afterValidation = (service: Service, job: RestoreJob): void => {
  if (job.test !== undefined) deleteRestored(service, job);
};
