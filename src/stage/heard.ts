import { stackIdOf } from "../outputs";
import { airGappedNameOf } from "./air-gapped";
import type { NamedStage } from "./load";

/** What a stage hears through EventBridge, besides what its vaults send to the topic. */
export type Heard = {
  /** What vault notifications leave out: changes, recovery points, malware scans. */
  readonly notices: boolean;
  /** Jobs in their final states, of all vaults of the account and Region. */
  readonly allJobs: boolean;
  /** Otherwise: names of vaults of which the copies are heard that leave them. */
  readonly copiesFrom: readonly string[];
  /** And of vaults, without notifications, of which the backups and restores are heard. */
  readonly jobsIn: readonly string[];
};

/**
 * Whose vault notifies of a copy, the source's or the destination's, is not documented, nor whether an air-gapped vault can notify a
 * topic: EventBridge reports the jobs of both anyway.
 */
const unsureOf = ({ name, vault }: Pick<NamedStage, "name" | "vault">) => {
  const ownName = vault?.name ?? stackIdOf(name);
  const rules = vault?.plans.flatMap((plan) => plan.rules) ?? [];
  const isCopied = rules.some(({ copyTo, airGapped }) => copyTo.length > 0 || airGapped !== undefined);
  return {
    copiesFrom: isCopied ? [ownName] : [],
    jobsIn: vault?.airGapped === undefined ? [] : [airGappedNameOf(ownName, vault.airGapped)],
  };
};

/** What a stage hears through EventBridge; `undefined` where it needs no rule. */
export const heardBy = (
  stage: Pick<NamedStage, "name" | "eventBridge" | "jobs" | "vault">,
): Heard | undefined => {
  const allJobs = stage.jobs === "all-vaults";
  const { copiesFrom, jobsIn } = unsureOf(stage);
  return stage.eventBridge || allJobs || copiesFrom.length > 0 || jobsIn.length > 0
    ? { notices: stage.eventBridge, allJobs, copiesFrom, jobsIn }
    : undefined;
};
