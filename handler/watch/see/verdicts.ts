import { answered } from "../answer";
import type { Asker } from "../ask/asker";
import { askSelectedSince, askTestPlans, askTestRestores } from "../ask/restore-tests";
import { type LateVerdict, lateVerdictsOf } from "../restore-tests";
import type { WatchedTest } from "../settings";
import { type NothingRestored, restoredNothing } from "../test-plans";

/** Verdicts, and what could not be seen, as `<what>: <why>`. */
export type SeenVerdicts = {
  readonly verdicts: readonly LateVerdict[];
  readonly unseen: readonly string[];
};

/** Without what was not selected yet when its test ran: a type that a test has since then is restored by the next run. */
const selectedThen = async (asker: Asker, found: readonly NothingRestored[]): Promise<SeenVerdicts> => {
  const planNames = [...new Set(found.flatMap(({ ran }) => ran?.planName ?? []))];
  const answers = new Map(
    await Promise.all(planNames.map(async (name) => [name, await askSelectedSince(asker, name)] as const)),
  );
  const wasSelected = ({ ran, verdict: { resourceType = "" } }: NothingRestored): boolean => {
    const answer = ran && answers.get(ran.planName);
    if (ran === undefined || answer === undefined) return true;
    const since = answered(answer)?.get(resourceType);
    return answer.is === "known" && (since === undefined || since <= ran.at);
  };
  return {
    verdicts: found.filter(wasSelected),
    unseen: [...answers].flatMap(([name, answer]) =>
      answer.is === "unknown" ? [`selections of restore testing plan ${name}: ${answer.because}`] : [],
    ),
  };
};

/** What AWS shows of restore tests and `isSaid` does not know yet. What AWS does not answer is no verdict. */
export const seeVerdicts = async (
  asker: Asker,
  tests: readonly WatchedTest[],
  times: { readonly since: Date; readonly now: Date },
  isSaid: (id: string) => boolean,
): Promise<SeenVerdicts> => {
  if (tests.length === 0) return { verdicts: [], unseen: [] };
  const [restores, plans] = await Promise.all([askTestRestores(asker, times.now), askTestPlans(asker)]);
  if (restores.is === "unknown") return { verdicts: [], unseen: [`restore tests: ${restores.because}`] };
  const late = restores.value.flatMap((restore) => lateVerdictsOf(restore, tests, times));
  const none = plans.is === "known" ? restoredNothing(plans.value, restores.value, tests, times) : [];
  const nothing = await selectedThen(
    asker,
    none.filter(({ id }) => !isSaid(id)),
  );
  return {
    verdicts: [...late.filter(({ id }) => !isSaid(id)), ...nothing.verdicts],
    unseen: [
      ...(plans.is === "unknown" ? [`restore testing plans: ${plans.because}`] : []),
      ...nothing.unseen,
    ],
  };
};
