import { answered } from "./answer";
import type { Facts, Hearing, Job } from "./facts";
import type { Finding } from "./finding";

/** Longer than AWS Backup takes to send an event, and the notifier to write it down. */
const patienceMilliseconds = 60 * 60_000;

/** Whether an event of a job's end should have come. */
export const hears = ({ kinds, vaultNames, since }: Hearing, job: Job, endedAt: Date): boolean =>
  kinds.includes(job.kind) &&
  (vaultNames === "all-vaults" || vaultNames.includes(job.vaultName)) &&
  endedAt > since;

/**
 * Jobs that ended an hour ago and of whose end no event came. While as old an event waits in a queue, theirs may be among
 * those that wait, so that a day without Slack makes none.
 */
export const judgeUnheard = (facts: Facts, now: Date): readonly Finding[] => {
  const heard = answered(facts.heardJobIds);
  const waitingAt = answered(facts.oldestWaitingAt);
  if (heard === undefined || waitingAt === undefined) return [];
  return (answered(facts.jobs) ?? []).flatMap((job): readonly Finding[] => {
    const { endedAt, id } = job;
    if (endedAt === undefined || heard.has(id) || !hears(facts.hearing, job, endedAt)) return [];
    const patienceEnds = new Date(endedAt.getTime() + patienceMilliseconds);
    if (patienceEnds >= now || (waitingAt !== "none" && waitingAt <= patienceEnds)) return [];
    return [{ finding: "unheard", subject: id, since: endedAt }];
  });
};
