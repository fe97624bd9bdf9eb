import type { TestEvent, UnrecognisedEvent } from "../model/event";
import { type Card, footerOf } from "./card";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, short } from "./mrkdwn";

/** The message of `npm run send-test`: cannot be mistaken for news of a backup. */
export const testCard = ({ testId, origin }: TestEvent, surroundings: RenderContext): Card => ({
  severity: "good",
  emoji: "wave",
  title: "Test message",
  subject: "nothing happened to your backups",
  location: locationOf(origin, surroundings),
  sentence: `Test message: notifications of stage ${short(surroundings.stage, 60)} reach this channel; nothing happened to your backups`,
  means: "AWS Backup's notifications reach this channel.",
  footer: footerOf(origin.sentAt, `test ${code(testId, 100)}`),
});

/** An event that no other card fits. It says so, and shows what came. */
export const unrecognisedCard = (
  { what, raw, origin }: UnrecognisedEvent,
  surroundings: RenderContext,
): Card => {
  const where = locationText(origin, surroundings);
  const said = raw.trim() === "" ? "" : `: ${clause(raw, 240)}`;
  return {
    severity: "neutral",
    emoji: "grey_question",
    title: "Unrecognised event",
    groupTitle: "unrecognised events",
    where,
    name: short(`${what}: ${raw}`, 120),
    subject: code(what, 160),
    location: locationOf(origin, surroundings),
    sentence: `Unrecognised event: ${short(what, 160)}${said}${where}`,
    means: "This notifier does not know this kind of event. It is shown as it came, so that nothing is lost.",
    footer: footerOf(origin.sentAt),
    ...(raw.trim() !== "" && { quote: { label: "As it came", text: raw } }),
  };
};
