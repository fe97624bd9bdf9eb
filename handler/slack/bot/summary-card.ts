import type { Card } from "../../render/card";

/**
 * What a job's message in the channel shows: the job's current state, why, what it means and what to do. Facts, the
 * command and AWS's full text are in the thread.
 */
export const summaryCard = ({ facts: _facts, command: _command, lines: _lines, ...card }: Card): Card => ({
  ...card,
  ...(card.quote && { quote: { ...card.quote, text: firstLine(card.quote.text) } }),
});

const maxReasonLength = 200;

/** The beginning of AWS's text: the thread has all of it. */
const firstLine = (text: string): string => {
  const characters = [...(text.trim().split(/\r\n|[\n\r\u2028\u2029]/u)[0] ?? "").trim()];
  const isCut = characters.length > maxReasonLength || text.trim().length > characters.join("").length;
  return isCut ? `${characters.slice(0, maxReasonLength).join("").trimEnd()}…` : characters.join("");
};
