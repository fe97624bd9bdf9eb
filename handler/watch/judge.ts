import { judgeBlind } from "./blind";
import { coverageOf } from "./coverage";
import type { Facts } from "./facts";
import { type Finding, inOrder } from "./finding";
import { judgeGuard } from "./guard";
import { judgeNeverBackedUp } from "./never-backed-up";
import { judgeOverdue } from "./overdue";
import { judgeUnheard } from "./unheard";
import { judgeUnprotected } from "./unprotected";

/** What nobody announced, by what AWS says. An absent answer gives no finding but that it is absent. */
export const judge = (facts: Facts, now: Date): readonly Finding[] => {
  const coverage = coverageOf(facts, now);
  return inOrder([
    ...judgeOverdue(facts, coverage, now),
    ...judgeNeverBackedUp(facts, coverage, now),
    ...judgeUnprotected(facts, coverage, now),
    ...judgeUnheard(facts, now),
    ...judgeGuard(facts, now),
    ...judgeBlind(facts, coverage, now),
  ]);
};
