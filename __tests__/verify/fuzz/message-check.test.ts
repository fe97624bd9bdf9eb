import type { KnownBlock } from "@slack/types";
import { parse } from "../../../handler/parse/parse";
import type { SlackMessage } from "../../../handler/render/message";
import { render } from "../../../handler/render/render-each";
import { commandLabels } from "../../../verify/fuzz/command-labels";
import { problemOfMessage, refusalOf } from "../../../verify/fuzz/message-check";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";

const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true }) as const;
const section = (text: string): KnownBlock => ({ type: "section", text: mrkdwn(text) });
const fields = (...texts: readonly string[]): KnownBlock => ({ type: "section", fields: texts.map(mrkdwn) });
const footer = (text: string): KnownBlock => ({ type: "context", elements: [mrkdwn(text)] });

const says = (text: string, ...blocks: readonly KnownBlock[]): SlackMessage => ({
  text,
  attachments: [{ color: "#E01E5A", blocks: blocks.length > 0 ? blocks : [section("fine")] }],
  unfurl_links: false,
  unfurl_media: false,
});

const shows = (...blocks: readonly KnownBlock[]) => says("Backup failed", ...blocks);

const date = "<!date^1787371439^{date_short_pretty} {time}|2026-08-22 04:03 UTC>";
const link =
  "<https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#/jobs/backup/A|Open job>";

const problemOf = (message: SlackMessage) => problemOfMessage(message, () => false);

describe("a message that we would write", () => {
  test.each<readonly [string, SlackMessage]>([
    ["escapes what Slack would read", says("a &lt;!channel&gt; &amp;amp; b")],
    ["links to the console, and only that", shows(section(`${link}   ${link.replace("job>", "vault>")}`))],
    ["shows dates among its facts", shows(section(`*Plan*  \`a\`\n*Started*  ${date}\n*Ended*  ${date}`))],
    ["ends its footer with a date", shows(footer(`job \`a\` · stage dev · ${date}`))],
    ["quotes in a code block", shows(section("*Reason*\n```\nfirst line\nsecond line\n```"))],
    ...[...commandLabels].map((label): readonly [string, SlackMessage] => [
      `has a command labeled ${label}`,
      shows(section(`${label}\n\`\`\`\naws\n\`\`\``)),
    ]),
    ["has emoji that are joined", says("👩🏽\u200d🚀 👨\u200d👩\u200d👧 ❤️\u200d🔥 ❤️ 1️⃣")],
    ["names things in code", shows(section("• `a` (EC2)\n• `b` (EBS)"))],
  ])("passes where it %s", (_name, message) => {
    expect(problemOf(message)).toBeUndefined();
    expect(refusalOf(message)).toBeUndefined();
  });

  test.each(eventBridgeEvents)("passes: $name", ({ event }) => {
    for (const record of parse(event).records) {
      const message = render(record.event, { stage: "dev" });
      expect(problemOf(message)).toBeUndefined();
      expect(refusalOf(message)).toBeUndefined();
    }
  });
});

test("labels of commands vary with job, cause and lifecycle", () => {
  expect(commandLabels.size).toBeGreaterThanOrEqual(5);
});

describe("a bad message", () => {
  test.each<readonly [string, SlackMessage, string]>([
    ["pings the channel", says("Backup failed <!channel>"), "markup that is not ours"],
    ["mentions a person", shows(section("by <@U1>")), "markup that is not ours"],
    ["links elsewhere", shows(section("<https://evil.example|Open job>")), "markup that is not ours"],
    [
      "links to a host that only begins so",
      shows(section(link.replace(".com/", ".com.evil/"))),
      "markup that is not ours",
    ],
    ["has our link in AWS's text", shows(section(`*Reason*\n${link}`)), "markup that is not ours"],
    ["has a date in AWS's text", shows(section(`failed ${date} again`)), "markup that is not ours"],
    ["has a date of another form", shows(fields("*Started*\n<!date^0^{ago}|x>")), "markup that is not ours"],
    ["has a bare bracket in a field", shows(fields("*Size*\n> 5")), "markup that is not ours"],
    ["has a bare bracket in its footer", shows(footer("<b")), "markup that is not ours"],
    [
      "has a bare bracket above its attachment",
      { ...shows(), blocks: [section("fine"), footer("<b")] },
      "markup that is not ours",
    ],
    ["has a link in its notification text", says(link), "markup or several lines"],
    ["has half an entity", says("a &am"), "an & that begins no entity"],
    ["has an entity that Slack does not know", says("a &nbsp; b"), "an & that begins no entity"],
    ["has NUL", says("a\u0000"), "a control, format or half character"],
    ["has a C1 control", shows(section("a\u009bb")), "a control, format or half character"],
    ["has a bidi override", shows(section("a\u202eb")), "a control, format or half character"],
    ["has a zero-width space", shows(fields("*Vault*\na\u200bb")), "a control, format or half character"],
    ["has a joiner that joins no emoji", shows(section("a\u200db")), "a control, format or half character"],
    ["has a joiner at its end", says("👩\u200d"), "a control, format or half character"],
    ["has a line separator", shows(section("a\u2028b")), "a control, format or half character"],
    ["has a filler", says("a\u3164b"), "a control, format or half character"],
    ["has a selector that selects no emoji", says("a\ufe0f"), "a control, format or half character"],
    ["has half a surrogate pair", says("a\ud83d"), "a control, format or half character"],
    [
      "ends a code block early",
      shows(section("*Reason*\n```\na\n```\nb\n```")),
      "a code block that is broken up",
    ],
    [
      "has AWS's words beside a label",
      shows(section("*Run it again* as AWS says\n```\naws\n```")),
      "a code block that is broken up",
    ],
    ["has two labels", shows(section("*Reason*\n*Reason*\n```\na\n```")), "a code block that is broken up"],
    ["opens a code block in its sentence", says("a ``` b"), "a code block that is broken up"],
    ["leaves a code span open", shows(section("• `a\n• `b`")), "a code span that is broken up"],
    ["says undefined", says("Backup of undefined failed"), "undefined that is not in the input"],
    ["says NaN", shows(fields("*Size*\nNaN bytes")), "NaN that is not in the input"],
    ["says [object Object]", shows(section("[object Object]")), "[object  that is not in the input"],
    ["says Invalid Date", shows(footer("Invalid Date")), "Invalid Date that is not in the input"],
    ["has no notification text", says(" "), "no words in its notification text"],
    ["has two lines of notification text", says("a\nb"), "markup or several lines"],
    ["has a notification text that Slack may split", says("x".repeat(4001)), "4001 characters"],
  ])("is found: it %s", (_name, message, problem) => {
    expect(problemOf(message)).toContain(problem);
  });

  test("can say undefined where AWS said it", () => {
    expect(problemOfMessage(says("undefined"), (word) => word === "undefined")).toBeUndefined();
  });

  test.each<readonly [string, SlackMessage, string]>([
    ["no block", { ...shows(), attachments: [{ color: "#E01E5A", blocks: [] }] }, "invalid_attachments"],
    ["51 blocks", shows(...Array(51).fill(section("x"))), "invalid_attachments"],
    ["eleven fields", shows(fields(...Array(11).fill("x"))), "invalid_attachments"],
    ["a field of 2,001 characters", shows(fields("x".repeat(2001))), "invalid_attachments"],
    ["a section of 3,001 characters", shows(section("x".repeat(3001))), "invalid_attachments"],
    ["an empty section", shows(section(" ")), "invalid_attachments"],
    ["an empty section above its attachment", { ...shows(), blocks: [section(" ")] }, "invalid_blocks"],
    [
      "blocks of more than 9,600 characters, above and in its attachment",
      {
        ...shows(...Array(2).fill(section("x".repeat(2500)))),
        blocks: Array(2).fill(section("x".repeat(2500))),
      },
      "msg_blocks_too_long",
    ],
    [
      "blocks of more than 9,600 characters",
      shows(...Array(4).fill(section("x".repeat(2500)))),
      "msg_blocks_too_long",
    ],
    [
      "an invalid color",
      { ...shows(), attachments: [{ color: "red", blocks: [section("x")] }] },
      "invalid_attachments",
    ],
  ])("with %s is rejected as Slack does", (_name, message, word) => {
    expect(refusalOf(message)).toMatch(new RegExp(`^${word} `));
  });
});
