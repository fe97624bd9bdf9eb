import type { Aws } from "./aws/request";
import type { Queue } from "./aws/sqs";
import type { History } from "./deduplicate/sent-history";
import type { Update } from "./deduplicate/update";
import type { HandlerSettings } from "./env";
import { type BackupEvent, idOf, messageKindOf } from "./model/event";
import type { ReadTags } from "./route/resource-tags";
import type { Channels } from "./slack/channel";
import type { Delivery } from "./slack/delivery-outcome";
import type { LogLine } from "./telemetry/log";
import type { Tally } from "./telemetry/metrics";

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

/** Update that did not reach Slack, and why. */
export type Failed = { readonly update: Update; readonly result: Undelivered };

/** Names an event in the log. */
export const aboutOf = (event: BackupEvent) => ({ kind: messageKindOf(event), id: idOf(event) });
