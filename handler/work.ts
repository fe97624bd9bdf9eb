import type { Aws } from "./aws-request";
import type { Channels } from "./channel";
import type { Delivery } from "./delivery";
import type { HandlerSettings } from "./env";
import type { History } from "./history";
import type { LogLine } from "./log";
import type { Tally } from "./metrics";
import { type BackupEvent, idOf, messageKindOf } from "./model";
import type { News } from "./news";
import type { Queue } from "./queue";
import type { ReadTags } from "./resource-tags";

/** The notifier's surroundings: everything that it reads from or writes to. */
export type Notifier = {
  readonly settings: HandlerSettings;
  readonly aws: Aws;
  readonly history: History;
  readonly queue: Queue;
  readonly channels: Channels;
  /** Absent where no route asks for tags. */
  readonly readTags?: ReadTags;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly log: (line: LogLine) => void;
  readonly report: (metrics: object) => void;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly now: () => number;
};

/** The same for one invocation. */
export type Work = Notifier & { readonly tally: Tally; readonly remainingMilliseconds: () => number };

/** A message that did not reach Slack. */
export type Undelivered = Exclude<Delivery, { readonly outcome: "delivered" }> & { readonly untried?: true };

/** News that did not reach Slack, and why. */
export type Failed = { readonly news: News; readonly result: Undelivered };

/** Names an event in the log. */
export const aboutOf = (event: BackupEvent) => ({ kind: messageKindOf(event), id: idOf(event) });
