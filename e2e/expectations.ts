import { setTimeout as delay } from "node:timers/promises";
import { type CommandResult, endOfLog } from "../local/run/commands";
import type { ReceivedMessage } from "../local/slack/message-log";
import type { LocalSlack } from "../local/slack/slack";
import type { Cloud } from "./cloud";
import { StepFailure } from "./steps";

const fail = async (message: string, { logFile }: CommandResult): Promise<never> => {
  throw new StepFailure(message, [await endOfLog(logFile)]);
};

/** The command must have ended with this code. */
export const mustExit = async (result: CommandResult, exitCode = 0): Promise<CommandResult> => {
  if (result.exitCode === exitCode) return result;
  const words = result.output.trim().split("\n").at(-1) ?? "";
  return fail(`it exited with ${result.exitCode}, expected ${exitCode}: ${words}`, result);
};

/** The command must have printed all of this. */
export const mustSay = async (result: CommandResult, ...texts: readonly string[]): Promise<CommandResult> => {
  const missing = texts.find((text) => !result.output.includes(text));
  return missing === undefined ? result : fail(`it did not print "${missing}"`, result);
};

export const must: (holds: boolean, otherwise: string) => asserts holds = (holds, otherwise) => {
  if (!holds) throw new StepFailure(otherwise);
};

/** What knows why a message did not arrive. */
export type Observer = Pick<Cloud, "backup" | "denials">;

/** Why no message may have arrived, as far as the stand-ins know. */
const reasonsOf = ({ backup, denials }: Observer, slack: LocalSlack): readonly string[] => [
  ...backup
    .vaults()
    .flatMap(({ name, notifications }) =>
      notifications === undefined ? [`vault ${name} has no notifications`] : [],
    ),
  ...backup.dropped.map(
    ({ vaultArn, publication, reason }) =>
      `AWS Backup dropped "${publication.message.slice(0, 60)}..." of ${vaultArn}: ${reason}`,
  ),
  ...denials.map((sentence) => `AWS Backup refused: ${sentence}`),
  ...slack.refusals.map(({ word, reason }) => `Slack refused a message (${word}): ${reason}`),
];

const textOf = (message: ReceivedMessage): string =>
  JSON.stringify([message.text, message.blocks, message.attachments]);

/** What a message must say. Its notification text begins with `title`. */
export type WantedMessage = {
  readonly title: string;
  readonly says: readonly string[];
  /** Only messages after this many count. */
  readonly after?: number;
};

const isMissing = (message: ReceivedMessage, { says }: WantedMessage): readonly string[] =>
  says.filter((text) => !textOf(message).includes(JSON.stringify(text).slice(1, -1)));

/**
 * Waits for a message in Slack, and checks all it must say.
 * @throws StepFailure with what is missing and which stand-in refused what.
 */
export const awaitMessage = async (
  observer: Observer,
  slack: LocalSlack,
  wanted: WantedMessage,
  timeoutSeconds = 20,
): Promise<ReceivedMessage> => {
  const deadline = Date.now() + timeoutSeconds * 1000;
  const candidates = () =>
    slack.messages.slice(wanted.after ?? 0).filter(({ text }) => text.startsWith(wanted.title));
  for (;;) {
    const found = candidates().find((message) => isMissing(message, wanted).length === 0);
    if (found) return found;
    if (Date.now() > deadline) break;
    await delay(100);
  }
  const nearest = candidates().at(-1);
  const problem = nearest
    ? `the message "${nearest.text}" does not say ${isMissing(nearest, wanted).join(", ")}`
    : `no message "${wanted.title} ..." reached Slack within ${timeoutSeconds} s; there are ${slack.messages.length}${slack.messages.length > 0 ? `, the last one "${slack.messages.at(-1)?.text}"` : ""}`;
  throw new StepFailure([problem, ...reasonsOf(observer, slack)].join("\n"));
};
