import type { Finding, FoundSubject } from "./found";

/** What the watch found about one subject: a part of an event that may be about a hundred. */
export type FoundNews = Finding & {
  /** It was reported before, and is so no longer. */
  readonly isOver?: true;
  readonly subject: FoundSubject;
  /** Of how many more it is so, that the event does not name. */
  readonly unnamed?: number;
  /** The watch's word for a cause that this version does not know. */
  readonly otherCause?: string;
  /** What makes it news, for de-duplication. */
  readonly identity: {
    readonly subject: string;
    readonly state: string;
    readonly facts: readonly string[];
  };
};
