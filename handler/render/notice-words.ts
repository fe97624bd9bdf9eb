import type { NoticeEvent } from "../model/event";

/** What a notice is told with. Sentences in mrkdwn; they hold nothing of AWS's. */
export type NoticeWords = {
  /** What happened, in a few words: `Recovery point deleted manually`. */
  readonly title: string;
  /** The same of several: `recovery points deleted manually`. */
  readonly groupTitle: string;
  /** In place of the severity's own. */
  readonly emoji?: string;
  readonly means?: string;
  readonly next?: string;
};

/** The words for one subject in any state, also one that AWS adds one day. */
export type WordsOf = (event: NoticeEvent) => NoticeWords;

/** A state as a title can hold it. A word of another form is no state of AWS's: the card shows it as a fact. */
export const shownState = (state: string): string =>
  /^[a-z]+(?: [a-z]+){0,5}$/.test(state) ? state : "changed";

type StateWords = Partial<NoticeWords>;

/** Words by state; what a state leaves out is made of the subject's name and the state. */
export const byState =
  (one: string, many: string, states: Readonly<Record<string, StateWords>>, emoji?: string): WordsOf =>
  ({ state }) => ({
    title: `${one} ${shownState(state)}`,
    groupTitle: `${many} ${shownState(state)}`,
    ...(emoji !== undefined && { emoji }),
    ...(Object.hasOwn(states, state) ? states[state] : {}),
  });

/** Where to look for who did it. Most of these changes are a colleague's. */
export const calledBy = (...calls: readonly string[]): string =>
  `If nobody on your team did this, CloudTrail names the caller of ${calls.map((call) => `\`${call}\``).join(" or ")}.`;

/** The security hint, where a change takes backups away. */
export const ifNotYours = (call: string): string =>
  `If nobody on your team did this, treat it as an attack on your backups: CloudTrail names the caller of \`${call}\`.`;
