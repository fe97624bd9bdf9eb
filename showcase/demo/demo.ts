import { once } from "node:events";
import { type Fields, jsonFieldsOf, textOf } from "../../handler/model/fields";
import { checkWebhookUrl } from "../../handler/slack/webhook/url";
import { type LocalSlack, startSlack } from "../../local/slack/slack";
import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";
import { readSecret } from "../../scripts/slack/secret-parameter";
import { senderName } from "../sender";
import { playNight } from "./night";
import { type ExpectedSentence, expectedEvents, expectedSentences, noteOf } from "./scenes";
import { type SlackAddress, startStandIns } from "./stand-ins";
import { createTranscript, showsColors } from "./transcript";

/** How the demo was requested. */
export type DemoRequest = {
  /** End after the night, with a summary. */
  readonly exit: boolean;
  /** Post to a real Slack instead of the local one. */
  readonly webhook: boolean;
  /** Post as a Slack app with a bot token: one message per job, edited as it goes on. */
  readonly bot: boolean;
  /** Of the page; 0 picks a free one. */
  readonly port: number;
};

const realHosts = ["hooks.slack.com", "hooks.slack-gov.com"];

/** The expected sentences that no message says; each message counts once. */
export const missingOf = (
  expected: readonly ExpectedSentence[],
  sentences: readonly string[],
): readonly ExpectedSentence[] => {
  const left = [...sentences];
  return expected.filter(({ says, contains = "" }) => {
    const found = left.findIndex((sentence) => sentence.startsWith(says) && sentence.includes(contains));
    if (found !== -1) left.splice(found, 1);
    return found === -1;
  });
};

/** Numbers of events. */
type Counts = {
  published: number;
  /** Sent to Slack, alone or together with others. */
  sent: number;
  /** Starts that arrived after the job's end. */
  stale: number;
};

const summarize = (
  { published, sent, stale }: Counts,
  slack: LocalSlack | undefined,
  deadLetterCount: number,
  { terminal }: Context,
): void => {
  const sentences = slack?.messages.map(({ text }) => text) ?? [];
  const missing = slack ? missingOf(expectedSentences, sentences) : [];
  const shown = slack?.messages.filter(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast);
  const messages = shown ? ` in ${shown.length} messages` : "";
  const dropped = stale > 0 ? `, ${stale} dropped (a start that arrived after the job's end)` : "";
  terminal.say(
    `\n${published} events: ${sent} sent to Slack${messages}${dropped}, ${deadLetterCount} in the dead-letter queue.`,
  );
  for (const { says, contains } of missing)
    terminal.warn(`missing: ${says}${contains ? ` ... ${contains}` : ""}`);
  for (const { word, reason } of slack?.refusals ?? [])
    terminal.warn(`refused by Slack as ${word}: ${reason}`);
  const isComplete =
    missing.length === 0 &&
    deadLetterCount === 0 &&
    published === expectedEvents &&
    sent + stale === expectedEvents;
  if (!isComplete) {
    throw new Failure(`${expectedEvents} events were expected, and not all of them arrived as they should`);
  }
  terminal.say("Every event arrived.");
};

/**
 * Why a real Slack takes no message, by a line of the notifier's log: the first clause of its reason. `undefined` where
 * Slack only asks to post more slowly: the demo posts a night's messages within seconds.
 */
export const slackProblemOf = ({ outcome, reason, slackStatus }: Fields): string | undefined =>
  (outcome === "failed" || outcome === "parked") && slackStatus !== 429
    ? textOf(reason)?.split(";", 1)[0]
    : undefined;

const addressOf = (
  { bot }: DemoRequest,
  slack: LocalSlack | undefined,
  realUrl: string | undefined,
): SlackAddress => {
  if (slack === undefined)
    return { way: "webhook", secret: realUrl ?? "", environment: { SLACK_HOSTS: realHosts.join(",") } };
  const { webhookUrl, workspace, channel, apiUrl } = slack;
  const SLACK_HOSTS = new URL(apiUrl).hostname;
  return bot
    ? {
        way: "bot",
        secret: workspace.token(),
        environment: { SLACK_HOSTS, BOT_CHANNEL: channel, SLACK_API_URL: apiUrl },
      }
    : { way: "webhook", secret: webhookUrl, environment: { SLACK_HOSTS } };
};

const banner = [
  "This is not Slack. It is a local stand-in that shows what the function's real bundle posted in a simulated night.",
  "Nothing left this machine: AWS Backup, the queue and Slack all run on it.",
];

/** Plays the night; shows the page until Ctrl-C, or ends with a summary. */
export const runDemo = async (request: DemoRequest, context: Context): Promise<void> => {
  const { terminal, signal, projectDir, env } = context;
  const realUrl = request.webhook
    ? await readSecret({ what: "webhook URL", check: (text) => checkWebhookUrl(text, realHosts) }, context)
    : undefined;
  // The night's time, event by event. Slack takes a message a second, which the night's clock would show as hours.
  let nightTime = new Date();
  const transcript = createTranscript(terminal.sayColored, () => nightTime, showsColors(process.stdout, env));
  const slack =
    realUrl === undefined
      ? await startSlack({
          port: request.port,
          messageTime: () => nightTime.getTime(),
          page: { sender: senderName, banner, noteOf },
          onMessage: (message) => transcript.posted(message, noteOf(message)),
        })
      : undefined;
  const counts: Counts = { published: 0, sent: 0, stale: 0 };
  const slackFailed = new AbortController();
  const standIns = await startStandIns({
    projectDirectory: projectDir,
    slack: addressOf(request, slack, realUrl),
    onPublished: (publication, at) => {
      nightTime = at;
      counts.published += 1;
      transcript.published(publication);
    },
    onLog: (line) => {
      const fields = jsonFieldsOf(line) ?? {};
      const { outcome, reason } = fields;
      if (outcome === "delivered") counts.sent += 1;
      if (outcome === "stale") counts.stale += 1;
      const problem = request.webhook ? slackProblemOf(fields) : undefined;
      if (problem !== undefined) slackFailed.abort(problem);
      else if (outcome === "failed") transcript.notifierFailed(String(reason));
    },
  });
  const play = async (): Promise<void> => {
    await playNight(standIns.backup, standIns.scheduler);
    await standIns.drained();
    // The notifier's last log line may still be on its way; Slack has already answered.
    await standIns.close();
  };
  try {
    terminal.say(
      slack ? `The messages appear at ${slack.pageUrl}\n` : "The messages appear in your Slack channel.\n",
    );
    context.ifInterrupted("Everything ran on this machine; nothing is left behind.");
    await Promise.race([play(), once(slackFailed.signal, "abort")]);
    if (slackFailed.signal.aborted) {
      throw new Failure(
        `the demo stopped at the first failure: ${slackFailed.signal.reason}; check the network and the webhook URL, then run it again`,
      );
    }
    summarize(counts, slack, standIns.deadLetters.messages().length, context);
    if (slack && !request.exit) {
      terminal.say(`The messages stay at ${slack.pageUrl} until you press Ctrl-C.`);
      await once(signal, "abort");
    }
  } finally {
    await standIns.close();
    await slack?.close();
  }
};
