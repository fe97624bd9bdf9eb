import type { NamedStage } from "./load";

/** What a stage hears through EventBridge, besides what its vaults send to the topic. */
export type Heard = {
  /** What vault notifications leave out: changes, recovery points, malware scans. */
  readonly notices: boolean;
  /** Jobs in their final states: all of the account and Region, copies out of the stage's own vault, or none. */
  readonly jobs: "all" | "own-copies" | "none";
};

/** Whose vault notifies of a copy, the source's or the destination's, is not documented: EventBridge reports it anyway. */
const copies = ({ vault }: Pick<NamedStage, "vault">): boolean =>
  vault?.plans.some(({ rules }) => rules.some(({ copyTo }) => copyTo.length > 0)) ?? false;

/** What a stage hears through EventBridge; `undefined` where it needs no rule. */
export const heardBy = (stage: Pick<NamedStage, "eventBridge" | "jobs" | "vault">): Heard | undefined => {
  const jobs = stage.jobs === "all-vaults" ? "all" : copies(stage) ? "own-copies" : "none";
  return stage.eventBridge || jobs !== "none" ? { notices: stage.eventBridge, jobs } : undefined;
};
