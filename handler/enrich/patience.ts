import { askBackup, type BackupAnswer } from "../aws/backup";
import type { Aws } from "../aws/request";

/** Asks AWS Backup one question. Never throws. */
export type Ask = <Value>(
  path: string,
  read: (body: string) => Value | undefined,
) => Promise<BackupAnswer<Value>>;

/** A message without details beats a late one. */
const usualTimeoutMilliseconds = 2000;

/** A kind of question, where it is not the usual one. */
type Kind = { readonly timeoutMilliseconds?: number; readonly maxAnswerBytes?: number };

/**
 * Asks questions of one kind. Once AWS Backup denies access or does not answer at all, no more of the kind are asked, nor
 * any once it stays busy or the time is over.
 */
export type Patience = (kind?: Kind) => Ask;

export type PatienceOptions = {
  readonly aws: Aws;
  /** Nothing is asked after this time. */
  readonly endsAt: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called each time that AWS Backup throttles or is out of order. */
  readonly onBusy: () => void;
};

/** How many questions are open at first, and at most. AWS does not say how many calls a second it allows. */
const firstAtOnce = 2;
const mostAtOnce = 8;

/** The wait after the first busy answer to a question; it doubles with each further one, up to the longest. */
const firstWaitMilliseconds = 200;
const longestWaitMilliseconds = 4000;

/**
 * The patience for one batch: few questions at once at first, more as answers come, and one at a time when AWS Backup is
 * busy. The question is then asked again after a wait. Questions are asked in the order in which they come.
 */
export const createPatience = ({ aws, endsAt, now, sleep, random, onBusy }: PatienceOptions): Patience => {
  const waiting: (() => void)[] = [];
  let open = 0;
  let atOnce = firstAtOnce;
  let answers = 0;
  let over: string | undefined;

  const admit = (): void => {
    while (open < Math.floor(atOnce) && waiting.length > 0) {
      open += 1;
      waiting.shift()?.();
    }
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      admit();
    });

  return (kind = {}) => {
    let stopped: string | undefined;
    return async (path, read) => {
      await turn();
      try {
        const answersBefore = answers;
        for (let wait = firstWaitMilliseconds; ; wait *= 2) {
          const left = endsAt - now();
          if (left <= 0) over ??= "too many jobs to ask about in the time";
          const reason = over ?? stopped;
          if (reason !== undefined)
            return { ok: false, problem: `not asked: ${reason}`, because: "unavailable" };
          const timeoutMilliseconds = Math.min(kind.timeoutMilliseconds ?? usualTimeoutMilliseconds, left);
          const answer = await askBackup(aws, { ...kind, timeoutMilliseconds, path, read });
          if (answer.ok) {
            answers += 1;
            atOnce = Math.min(mostAtOnce, atOnce + 1 / atOnce);
            return answer;
          }
          if (answer.because === "unavailable") stopped ??= answer.problem;
          if (answer.because !== "busy") return answer;
          onBusy();
          atOnce = 1;
          const pause = wait * (1 + random());
          if (pause > Math.min(longestWaitMilliseconds, endsAt - now())) {
            if (answers === answersBefore) over ??= answer.problem;
            return answer;
          }
          await sleep(pause);
        }
      } finally {
        open -= 1;
        admit();
      }
    };
  };
};
