import type { FaultProgram } from "../../../local/slack/fault";
import { minute } from "../jobs";
import type { Lab } from "../lab";
import type { Script } from "../scenario";

/** How long it takes to report a scenario's work after its last job began, or after a fault. */
const settling = 15 * minute;

/** Backups, copies, restores and other events, spread over a time. Each job sends two events. */
export const begin = ({ jobs }: Lab, events: number, withinMilliseconds: number): void => {
  jobs.backups(Math.round(events * 0.4), withinMilliseconds);
  jobs.copiesAndRestores(Math.round(events * 0.05), withinMilliseconds);
  jobs.otherEvents(Math.round(events * 0.1), withinMilliseconds);
};

/** Something that goes wrong for a while. */
export type Fault = { readonly inject: (lab: Lab) => void; readonly clear: (lab: Lab) => void };

/** In milliseconds. */
type Times = {
  /** While the work arrives. */
  readonly within: number;
  /** When the faults begin; at once where absent. */
  readonly from?: number;
  /** When they are cleared; once all work is reported where absent. */
  readonly until?: number;
};

/** Work arrives, and meanwhile there may be faults; ends when all can be reported. */
export const work =
  ({ within, from = 0, until = within + settling }: Times, ...faults: readonly Fault[]): Script =>
  async (lab, events) => {
    begin(lab, events, within);
    await lab.wait(from);
    for (const fault of faults) fault.inject(lab);
    await lab.wait(until - from);
    for (const fault of faults) fault.clear(lab);
    await lab.wait(settling + Math.max(0, within - until));
  };

/** A fault of Slack, or of a proxy in front of it. */
export const slackFault = (program: (lab: Lab) => FaultProgram): Fault => ({
  inject: (lab) => lab.slack.inject(program(lab)),
  clear: ({ slack }) => slack.inject(undefined),
});

/** How many batches the notifier has processed. */
export const invocationsOf = ({ notifier }: Lab): number =>
  [...notifier.log.invocations.values()].reduce((sum, count) => sum + count, 0);
