import { parseArgs } from "node:util";
import { wrongUsage } from "../../scripts/program/failure";
import { readPort } from "../../scripts/program/port";

/** How the preview was asked for. */
export type PreviewRequest = {
  /** The stage whose settings count; absent: STAGE, else `dev`. */
  readonly stage?: string;
  /** Keep the page at an address until Ctrl-C. */
  readonly serve: boolean;
  /** Of the page; 0 finds a free one. */
  readonly port: number;
  /** Take the documentation's pictures instead. */
  readonly pictures: boolean;
};

export const previewHelp = `Shows every message that the notifier can write: in Slack, wide and on a phone, light and dark, on a lock screen,
and as a screen reader reads it. No AWS account, no Slack.

Usage:
  npm run preview -- [flags]

Flags:
  --stage <name>  the stage whose settings count; default: STAGE, else dev
  --no-serve      only writes the page to build/preview/index.html
  --port <port>   of the page; default: any free one
  --pictures      takes the pictures of docs/images again instead; needs Chromium
  --help          shows this text

Examples:
  npm run preview
  npm run preview -- --stage prod
  npm run preview -- --no-serve`;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stage: { type: "string" },
        "no-serve": { type: "boolean" },
        port: { type: "string" },
        pictures: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch {
    // What parseArgs says of a wrong flag names only the flag; here is what is allowed.
    throw wrongUsage(
      "the preview takes only --stage <name>, --no-serve, --port <port>, --pictures and --help; see `npm run preview -- --help`",
    );
  }
};

/**
 * Reads the preview's command line.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readPreviewArguments = (args: readonly string[]): PreviewRequest | "help" => {
  const { stage, "no-serve": noServe = false, port = "0", pictures = false, help } = parse(args);
  if (help) return "help";
  return {
    serve: !noServe && !pictures,
    port: readPort(port),
    pictures,
    ...(stage !== undefined && { stage }),
  };
};
