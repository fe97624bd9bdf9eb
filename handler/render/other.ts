import type { TestEvent, UnrecognizedEvent } from "../model/event";
import { severityOf } from "../model/severity-of";
import { type Card, emojis, footerOf } from "./card";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, short } from "./mrkdwn";

/** The message of `npm run send-test`: cannot be mistaken for a message about a backup. */
export const testCard = ({ testId, origin }: TestEvent, context: RenderContext): Card => ({
  severity: "good",
  emoji: "wave",
  title: "Test message",
  subject: "nothing happened to your backups",
  location: locationOf(origin, context),
  sentence: `Test message: notifications for stage ${short(context.stage, 60)} reach this channel; nothing happened to your backups`,
  means: "AWS Backup notifications reach this channel.",
  footer: footerOf(origin.sentAt, `test ${code(testId, 100)}`),
});

/** A section holds 3,000 characters, of which label and fences take some. (Slack developer docs, Section block) */
const maxRawLength = 2900;

/** An event that no other card fits. It says so, and shows the event as received. */
export const unrecognizedCard = (event: UnrecognizedEvent, context: RenderContext): Card => {
  const { what, raw, origin } = event;
  const severity = severityOf(event);
  const where = locationText(origin, context);
  const said = raw.trim() === "" ? "" : `: ${clause(raw, 240)}`;
  return {
    severity,
    emoji: severity === "neutral" ? "grey_question" : emojis[severity],
    title: "Unrecognized event",
    groupTitle: "unrecognized events",
    content: JSON.stringify([what, raw, where]),
    where,
    name: short(`${what}: ${raw}`, 120),
    subject: code(what, 160),
    location: locationOf(origin, context),
    sentence: `Unrecognized event: ${short(what, 160)}${said}${where}`,
    means: "The notifier does not know this kind of event. It is shown as received, so nothing is lost.",
    footer: footerOf(origin.sentAt),
    ...(raw.trim() !== "" && { quote: { label: "As received", text: raw, maxLength: maxRawLength } }),
  };
};
