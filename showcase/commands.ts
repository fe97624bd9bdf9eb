import { command } from "../scripts/program/command";
import { wrongUsage } from "../scripts/program/failure";
import { option, text, wholeNumber } from "../scripts/program/flag";

const port = wholeNumber("port of the page; 0 picks a free one", [0, 65_535], 0);

export const demo = command({
  name: "demo",
  summary:
    "Plays a night of AWS Backup on this machine and shows the Slack messages. No AWS account, no Slack.",
  flags: {
    exit: option("ends after the night; exit code 1 if a message is missing"),
    webhook: option("posts to a real Slack: asks for the webhook URL, or reads it from standard input"),
    bot: option(
      "posts to the local Slack as an app with a bot token: one message per job, edited as the job goes on",
    ),
    port,
  },
  examples: ["--exit", "--bot", "--webhook < webhook-url.txt"],
  run: async ({ flags }, context) => {
    if (flags.webhook && flags.bot) throw wrongUsage("--webhook and --bot exclude each other; leave one out");
    await (await import("./demo/demo")).runDemo(flags, context);
  },
});

export const preview = command({
  name: "preview",
  summary: "Shows every message that the notifier can write. No AWS account, no Slack.",
  details: [
    "Shows each in Slack, wide and on a phone, light and dark, on a lock screen, and as a screen reader reads it.",
  ],
  flags: {
    stage: text("name", "the stage whose settings count; default: $STAGE, else dev"),
    "no-serve": option("only writes the page to build/preview/index.html"),
    port,
    pictures: option("takes the pictures in docs/images again instead; needs Chromium"),
  },
  environment: {
    STAGE: "the stage, where no flag names it",
    STAGES_DIR: "another folder of stage files",
    CHROMIUM_PATH: "the browser that takes the pictures",
  },
  examples: ["--stage prod", "--no-serve"],
  run: async ({ flags }, context) => {
    const serve = !flags["no-serve"] && !flags.pictures;
    await (await import("./preview/preview")).runPreview({ ...flags, serve }, context);
  },
});

export const docs = command({
  name: "docs",
  summary: "Writes docs/causes.md and docs/messages.md from the code. A test fails if one is out of date.",
  run: async (_, context) => (await import("./docs/write-pages")).writePages(context),
});
