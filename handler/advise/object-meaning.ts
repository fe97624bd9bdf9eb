import type { ObjectEvent } from "../model/object-event";

const meanings = {
  failed: "The job continues; the failed object is not in its backup.",
  restoreFailed: "The job continues; the failed object is not restored.",
  skipped: "The job continues; the object that already existed was kept.",
} as const;

/** What became of an object. AWS documents no field for the name of an S3 object. */
export const objectMeaningOf = ({ outcome, jobType, objectName }: ObjectEvent): string => {
  const meaning = meanings[outcome === "failed" && jobType === "restore" ? "restoreFailed" : outcome];
  return objectName === undefined ? `${meaning} AWS's event does not name the object.` : meaning;
};
