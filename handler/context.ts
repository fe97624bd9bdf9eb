import type { ReadAccountNames } from "./aws/account-names";
import type { Aws } from "./aws/request";
import type { Queue } from "./aws/sqs";
import type { RunLedger } from "./deduplicate/ledger";
import type { SentHistory } from "./deduplicate/sent-history";
import type { JobMemory } from "./enrich/job-memory";
import type { HandlerSettings } from "./env";
import { type BackupEvent, idOf, messageKindOf } from "./model/event";
import type { ReadTags } from "./route/resource-tags";
import type { Channels } from "./slack/channel";
import type { LogLine } from "./telemetry/log";
import type { Tally } from "./telemetry/metrics";

/** What the notifier reads from and writes to, made once per process. */
export type Notifier = {
  readonly settings: HandlerSettings;
  readonly aws: Aws;
  readonly jobMemory: JobMemory;
  readonly history: SentHistory;
  /** Absent in a stage without a ledger: then each backup of a plan has its own message. */
  readonly runLedger?: RunLedger;
  readonly queue: Queue;
  readonly channels: Channels;
  /** Absent where no route asks for tags. */
  readonly readTags?: ReadTags;
  /** Absent where the stage names no accounts. */
  readonly readAccountNames?: ReadAccountNames;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly log: (line: LogLine) => void;
  readonly report: (metrics: object) => void;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly now: () => number;
};

/** The same for one invocation. Each step takes only the part that it uses. */
export type Invocation = Notifier & {
  readonly tally: Tally;
  readonly remainingMilliseconds: () => number;
};

/** Names an event in the log. */
export const logFieldsOf = (event: BackupEvent) => ({
  kind: messageKindOf(event),
  id: idOf(event),
  ...(event.kind === "test" && event.proof),
});
