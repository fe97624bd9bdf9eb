import { minute } from "../jobs";
import type { Lab } from "../lab";

/** After its last job begins a scenario's work needs that long to be said. */
const settling = 15 * minute;

/** Backups, copies, restores and other events, spread over a time; resolves when all is said. */
export const work = async (lab: Lab, events: number, withinMilliseconds: number): Promise<void> => {
  begin(lab, events, withinMilliseconds);
  await lab.wait(withinMilliseconds + settling);
};

/** The same, without waiting. Jobs say two things each. */
export const begin = ({ jobs }: Lab, events: number, withinMilliseconds: number): void => {
  jobs.backups(Math.round(events * 0.4), withinMilliseconds);
  jobs.copiesAndRestores(Math.round(events * 0.05), withinMilliseconds);
  jobs.happenings(Math.round(events * 0.1), withinMilliseconds);
};

/** How many batches the notifier has worked on. */
export const invocationsOf = ({ notifier }: Lab): number =>
  [...notifier.log.invocations.values()].reduce((sum, count) => sum + count, 0);
