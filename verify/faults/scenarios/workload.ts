import { minute } from "../jobs";
import type { Lab } from "../lab";

/** How long it takes to report a scenario's work after its last job began. */
const settling = 15 * minute;

/** Backups, copies, restores and other events, spread over a time; resolves when all are reported. */
export const work = async (lab: Lab, events: number, withinMilliseconds: number): Promise<void> => {
  begin(lab, events, withinMilliseconds);
  await lab.wait(withinMilliseconds + settling);
};

/** The same, without waiting. Each job sends two events. */
export const begin = ({ jobs }: Lab, events: number, withinMilliseconds: number): void => {
  jobs.backups(Math.round(events * 0.4), withinMilliseconds);
  jobs.copiesAndRestores(Math.round(events * 0.05), withinMilliseconds);
  jobs.otherEvents(Math.round(events * 0.1), withinMilliseconds);
};

/** How many batches the notifier has processed. */
export const invocationsOf = ({ notifier }: Lab): number =>
  [...notifier.log.invocations.values()].reduce((sum, count) => sum + count, 0);
