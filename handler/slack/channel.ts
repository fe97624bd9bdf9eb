import type { Update } from "../deduplicate/update";
import type { OutgoingMessage, Rendered } from "../render/message";
import type { Delivery } from "./delivery-outcome";

/** One place in Slack that takes bulletins. How it lays them out, and by which of Slack's ways, is its own affair. */
export type Channel = {
  /** How often it calls Slack for a bulletin, where that is more than once. */
  readonly callsPerMessage?: number;
  readonly send: (
    bulletin: OutgoingMessage<Update>,
    remainingMilliseconds: () => number,
  ) => Promise<Delivery>;
  /**
   * Brings the messages of jobs up to date, in whichever channel they stand, and notifies nobody: for what is not to be
   * told. Absent where messages cannot be changed. What fails is not tried again.
   */
  readonly amend?: (about: readonly Rendered<Update>[], remainingMilliseconds: () => number) => Promise<void>;
};

/** Finds a channel by the name that the stage gives it; without a name, the stage's main channel. */
export type Channels = (name?: string) => Channel;
