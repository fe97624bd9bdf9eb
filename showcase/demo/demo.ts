import { jsonFieldsOf } from "../../handler/model/fields";
import { checkWebhookUrl } from "../../handler/slack/webhook/url";
import type { Publication } from "../../local/aws/backup/vault-event";
import { type LocalSlack, startSlack } from "../../local/slack/slack";
import type { Context } from "../../scripts/program/context";
import { Failure, wrongUsage } from "../../scripts/program/failure";
import type { DemoRequest } from "./arguments";
import { type ExpectedSentence, expectedEvents, expectedSentences, playNight } from "./night";
import { type SlackAddress, startStandIns } from "./stand-ins";

const realHosts = ["hooks.slack.com", "hooks.slack-gov.com"];

/** Asks for a real webhook URL without showing it, or reads what is piped in. */
const readWebhookUrl = async ({ terminal }: Context): Promise<string> => {
  const problemOf = (text: string): string | undefined => {
    const checked = checkWebhookUrl(text, realHosts);
    return checked.ok ? undefined : checked.problem;
  };
  if (terminal.isInteractive) return terminal.askSecret("Slack webhook URL (not shown):", problemOf);
  const given = await terminal.readInput();
  const problem = problemOf(given);
  if (problem !== undefined) throw wrongUsage(problem);
  return given.trim();
};

/** Which expected sentences no message says; each message counts once. */
export const missingOf = (
  expected: readonly ExpectedSentence[],
  sentences: readonly string[],
): readonly ExpectedSentence[] => {
  const left = [...sentences];
  return expected.filter(({ says, holds = "" }) => {
    const found = left.findIndex((sentence) => sentence.startsWith(says) && sentence.includes(holds));
    if (found !== -1) left.splice(found, 1);
    return found === -1;
  });
};

const clockTime = (at: Date): string => at.toTimeString().slice(0, 5);

/** Slack's three entities, for a terminal. */
const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The last part of the ARN that an event is about, where its text names one. */
const subjectOf = (message: string): string =>
  /Resource ARN ?: ?\S*[:/]([^\s:/]+?)(?:\.\s|$)/.exec(message)?.[1] ?? "";

const eventLine = ({ message, messageAttributes }: Publication, at: Date): string => {
  const value = (name: string): string => messageAttributes[name]?.Value ?? "";
  return `${clockTime(at)}  AWS Backup  ${value("EventType") || value("eventType")} ${value("State")} ${subjectOf(message)}`.trimEnd();
};

type Tally = {
  /** Events that AWS Backup sent. */
  published: number;
  /** Events that Slack was told of, alone or together with others. */
  told: number;
  /** Starts that came after their end. */
  late: number;
};

const summarise = (
  tally: Tally,
  slack: LocalSlack | undefined,
  deadLetterCount: number,
  { terminal }: Context,
): void => {
  const sentences = slack?.messages.map(({ text }) => text) ?? [];
  const missing = slack ? missingOf(expectedSentences, sentences) : [];
  const shown = slack?.messages.filter(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast);
  const messages = shown ? ` in ${shown.length} messages` : "";
  const late = tally.late > 0 ? `, ${tally.late} left out (started, told after its end)` : "";
  terminal.say(
    `\n${tally.published} events: ${tally.told} told${messages}${late}, ${deadLetterCount} in the dead-letter queue.`,
  );
  for (const { says, holds } of missing) terminal.warn(`missing: ${says}${holds ? ` ... ${holds}` : ""}`);
  for (const { word, reason } of slack?.refusals ?? [])
    terminal.warn(`refused by Slack as ${word}: ${reason}`);
  const isComplete =
    missing.length === 0 &&
    deadLetterCount === 0 &&
    tally.published === expectedEvents &&
    tally.told + tally.late === expectedEvents;
  if (!isComplete) {
    throw new Failure(`${expectedEvents} events were expected, and not all of them arrived as they should`);
  }
  terminal.say("Every event arrived.");
};

const addressOf = (
  { bot }: DemoRequest,
  slack: LocalSlack | undefined,
  realUrl: string | undefined,
): SlackAddress => {
  if (slack === undefined) return { way: "webhook", url: realUrl ?? "", hosts: realHosts };
  const { webhookUrl, pageUrl, workspace, channel, apiUrl } = slack;
  return bot
    ? { way: "bot", token: workspace.token(), channel, apiUrl }
    : { way: "webhook", url: webhookUrl, hosts: [new URL(pageUrl).hostname] };
};

/** Ends when Ctrl-C is pressed. */
const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

/** Plays the night; shows the page until Ctrl-C, or ends with a summary. */
export const runDemo = async (request: DemoRequest, context: Context): Promise<void> => {
  const { terminal, signal, projectDir } = context;
  const realUrl = request.webhook ? await readWebhookUrl(context) : undefined;
  const slack =
    realUrl === undefined
      ? await startSlack({
          port: request.port,
          onMessage: ({ text }) => terminal.say(`       Slack       ${unescaped(text)}`),
        })
      : undefined;
  const tally: Tally = { published: 0, told: 0, late: 0 };
  const standIns = await startStandIns({
    projectDirectory: projectDir,
    slack: addressOf(request, slack, realUrl),
    onPublished: (publication, at) => {
      tally.published += 1;
      terminal.say(eventLine(publication, at));
    },
    onLog: (line) => {
      const { outcome, reason } = jsonFieldsOf(line) ?? {};
      if (outcome === "delivered") tally.told += 1;
      if (outcome === "stale") tally.late += 1;
      if (outcome === "failed") terminal.say(`       notifier    ${reason}`);
    },
  });
  try {
    terminal.say(
      slack ? `The messages appear at ${slack.pageUrl}\n` : "The messages appear in your Slack channel.\n",
    );
    context.ifInterrupted("Everything ran on this machine; nothing is left behind.");
    await playNight(standIns.backup, standIns.scheduler);
    await standIns.drained();
    // The notifier's last log line may still be on its way; Slack's answer is not in doubt.
    await standIns.close();
    summarise(tally, slack, standIns.deadLetters.messages().length, context);
    if (slack && !request.exit) {
      terminal.say(`The messages stay at ${slack.pageUrl} until you press Ctrl-C.`);
      await untilStopped(signal);
    }
  } finally {
    await standIns.close();
    await slack?.close();
  }
};
