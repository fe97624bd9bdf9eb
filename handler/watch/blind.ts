import { type Answer, answered } from "./answer";
import type { Coverage } from "./coverage";
import type { Facts } from "./facts";
import type { Blindness, Finding } from "./finding";

/** Everything that could not be seen, so that no silence passes for good news. A subject is absent for a whole list. */
export const judgeBlind = (facts: Facts, coverage: readonly Coverage[], now: Date): readonly Finding[] => {
  const findings: Finding[] = [];
  const add = (to: Blindness["to"], because: Blindness["because"], subject = ""): void => {
    findings.push({ finding: "blind", to, cause: because, subject, since: now });
  };
  const look = (to: Blindness["to"], answer: Answer<unknown> | undefined, subject?: string): void => {
    if (answer?.is === "unknown") add(to, answer.because, subject);
  };
  look("plans", facts.plans);
  look("resources", facts.resources);
  look("protected-resources", facts.protectedResources);
  look("opt-ins", facts.optIns);
  look("jobs", facts.jobs);
  look("copies", facts.copies);
  look("role", facts.ownRole);
  look("ledger", facts.heardJobIds);
  look("queues", facts.oldestWaitingAt);
  look("memory", facts.remembered);
  if (facts.hasForgotten) add("memory", "not-understood");
  for (const { of, arn, seen } of facts.settings) look(of, seen, arn);
  for (const plan of answered(facts.plans) ?? []) {
    look("rules", plan.rules, plan.id);
    look("selections", plan.selections, plan.id);
  }
  for (const { arn, tags, exists } of answered(facts.resources) ?? []) {
    if (answered(exists) !== false) look("tags", tags, arn);
  }
  for (const { arn, points } of answered(facts.protectedResources) ?? []) {
    // Those whose turn comes with a later check are one finding.
    const isOne = points?.is === "unknown" && points.because === "not-all-pages";
    look("recovery-points", points, isOne ? "" : arn);
  }
  // A rule whose schedule is not understood, or that never runs, sets no limit to what its plan selects.
  for (const { plan, rhythm } of coverage.flatMap(({ selecting }) => selecting)) {
    // Without a rule for the stage's vaults, there is nothing to understand.
    if (plan.rules.is === "known" && plan.rules.value.length > 0 && rhythm === undefined)
      add("schedules", "not-understood", plan.id);
  }
  return findings;
};
