import { judgeBlind } from "./blind";
import { judgeCopies } from "./copies";
import { type Coverage, coverageOf } from "./coverage";
import type { Facts } from "./facts";
import { type Finding, inOrder } from "./finding";
import { judgeGuard } from "./guard";
import { judgeNeverBackedUp } from "./never-backed-up";
import { judgeOverdue } from "./overdue";
import { judgeUnheard } from "./unheard";
import { judgeUnprotected } from "./unprotected";

/**
 * What nobody announced, by what AWS says. An absent answer gives no finding but that it is absent. `coverage` of the same
 * facts may be given: it takes most of the time.
 */
export const judge = (
  facts: Facts,
  now: Date,
  coverage: readonly Coverage[] = coverageOf(facts, now),
): readonly Finding[] =>
  inOrder([
    ...judgeOverdue(facts, coverage, now),
    ...judgeNeverBackedUp(facts, coverage, now),
    ...judgeUnprotected(facts, coverage, now),
    ...judgeUnheard(facts, now),
    ...judgeCopies(facts, coverage, now),
    ...judgeGuard(facts, now),
    ...judgeBlind(facts, coverage, now),
  ]);
