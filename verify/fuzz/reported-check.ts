import type { BackupEvent } from "../../handler/model/event";
import { blocksOf } from "./message-check";
import type { Reported } from "./subjects";

const linesOf = ({ message }: Reported): readonly string[] =>
  blocksOf(message).flatMap((block) =>
    block.type === "section" && block.text ? block.text.text.split("\n") : [],
  );

/** How many events a line of a group counts: `• orders ×2`, `and 3 more: ...`, `*4* · reason: ...`. */
const countIn = (line: string): number =>
  Number(/^and (\d+) more:/.exec(line)?.[1] ?? /^\*(\d+)\*(?: · |:)/.exec(line)?.[1] ?? 0) +
  (line.startsWith("• ") ? Number(/ ×(\d+)$/.exec(line)?.[1] ?? 1) : 0);

/** A message for several events must say how many, and its lines must account for each. */
const problemOfCount = (reported: Reported): string | undefined => {
  const count = reported.events.length;
  if (count === 1) return undefined;
  if (!reported.message.text.startsWith(`${count} `))
    return `a message for ${count} events says "${reported.message.text.slice(0, 40)}"`;
  if (blocksOf(reported.message).length === 0) return undefined;
  const lines = linesOf(reported);
  const [title = ""] = lines;
  if (!/^:\w+: \*\d+ /.test(title) || !title.includes(`*${count} `))
    return `a title without the number ${count}`;
  const counted = lines.reduce((sum, line) => sum + countIn(line), 0);
  return counted === count ? undefined : `lines for ${counted} of ${count} events`;
};

/** What is wrong with how events were reported; `undefined` where each is reported once and the numbers are right. */
export const problemOfReported = (
  events: readonly BackupEvent[],
  reported: readonly Reported[],
): string | undefined => {
  const all = reported.flatMap((one) => one.events);
  if (all.length !== events.length || new Set(all).size !== new Set(events).size) {
    return `${events.length} events are reported ${all.length} times`;
  }
  return reported.map(problemOfCount).find((problem) => problem !== undefined);
};
