import type { Secret } from "../aws/ssm-secret";
import type { Update } from "../deduplicate/update";
import type { EditDue } from "../model/own-event";
import type { Card } from "../render/card";
import type { OutgoingMessage, Rendered } from "../render/message";
import type { Delivery } from "./delivery-outcome";

/** A Slack channel that takes messages. How it lays them out, and by which transport, is its own affair. */
export type Channel = {
  /** Reads the credential with which messages are sent. */
  readonly secret?: Secret;
  /** How often it calls Slack for one message, where that is more than once. */
  readonly callsPerMessage?: number;
  readonly send: (message: OutgoingMessage<Update>, remainingMilliseconds: () => number) => Promise<Delivery>;
  /** Asks whether Slack is up, without posting: `delivered` if it is. */
  readonly probe?: (remainingMilliseconds: () => number) => Promise<Delivery | undefined>;
  /**
   * Updates the messages of jobs, in whichever channel they are, and notifies no one: for updates that are not posted.
   * Absent where messages cannot be edited.
   */
  readonly amend?: (
    updates: readonly Rendered<Update>[],
    remainingMilliseconds: () => number,
  ) => Promise<void>;
  /** Messages of plan runs. Absent where messages cannot be edited. */
  readonly runs?: RunMessages;
  /** To be called at the end of an invocation. Absent where messages cannot be edited. */
  readonly finishEdits?: FinishEdits;
};

/** The messages that show runs of backup plans: one for each run, named as the ledger names it. */
export type RunMessages = {
  /** Whether the channel has a message of the run, as far as the history knows. */
  readonly hasMessage: (run: string) => boolean;
  /** Posts the run's message, or edits it; notifies no one. */
  readonly show: (run: string, card: Card, remainingMilliseconds: () => number) => Promise<Delivery>;
};

/**
 * Makes edits that are due, in all channels of the stage, and leaves for later what could not be made.
 * @param later sends an event back after a minute; returns why it cannot
 */
export type FinishEdits = (
  dues: readonly EditDue[],
  later: (due: EditDue) => Promise<string | undefined>,
  remainingMilliseconds: () => number,
) => Promise<void>;

/** Finds a channel by its name in the stage file; without a name, the stage's main channel. */
export type Channels = (name?: string) => Channel;
