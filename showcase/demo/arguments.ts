import { parseArgs } from "node:util";
import { wrongUsage } from "../../scripts/program/failure";
import { readPort } from "../../scripts/program/port";

/** How the demo was asked for. */
export type DemoRequest = {
  /** End after the night, with a summary. */
  readonly exit: boolean;
  /** Post to a real Slack instead of the local one. */
  readonly webhook: boolean;
  /** Post as a Slack app with a bot token: one message a job, edited as it goes on. */
  readonly bot: boolean;
  /** Of the page; 0 finds a free one. */
  readonly port: number;
};

export const demoHelp = `Plays a night of AWS Backup on this machine and shows the Slack messages. No AWS account, no Slack.

Usage:
  npm run demo -- [flags]

Flags:
  --exit         ends after the night; exit code 1 if a message is missing
  --webhook      posts to a real Slack: asks for the webhook URL, or reads it from standard input
  --bot          posts to the local Slack as an app with a bot token: one message a job, edited as it goes on
  --port <port>  of the page with the messages; default: any free one
  --help         shows this text

Examples:
  npm run demo
  npm run demo -- --exit
  npm run demo -- --bot
  npm run demo -- --webhook < webhook-url.txt`;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        exit: { type: "boolean" },
        webhook: { type: "boolean" },
        bot: { type: "boolean" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch {
    // What parseArgs says of a wrong flag names only the flag; here is what is allowed.
    throw wrongUsage(
      "the demo takes only --exit, --webhook, --bot, --port <port> and --help; see `npm run demo -- --help`",
    );
  }
};

/**
 * Reads the demo's command line.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readDemoArguments = (args: readonly string[]): DemoRequest | "help" => {
  const { exit = false, webhook = false, bot = false, port = "0", help } = parse(args);
  if (webhook && bot) {
    throw wrongUsage(
      "--webhook and --bot are two ways to Slack; the demo goes one of them, so leave one out",
    );
  }
  return help ? "help" : { exit, webhook, bot, port: readPort(port) };
};
