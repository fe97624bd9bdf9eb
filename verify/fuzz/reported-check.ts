import type { BackupEvent } from "../../handler/model/event";
import { blocksOf } from "./message-check";
import type { Reported } from "./subjects";

/** A group message names this many events, and counts the rest. */
const maxNamed = 10;

const linesOf = ({ message }: Reported): readonly string[] =>
  blocksOf(message).flatMap((block) =>
    block.type === "section" && block.text ? block.text.text.split("\n") : [],
  );

const numbersIn = (line: string): readonly number[] => (line.match(/\d+/g) ?? []).map(Number);

/** A message for several events must say how many, name the first ten and count the rest in the line below them. */
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
  const isBullet = (line: string): boolean => line.startsWith("• ");
  const named = lines.filter(isBullet).length;
  if (named < Math.min(count, maxNamed)) return `${named} lines for ${count} events`;
  const rest = count - maxNamed;
  const below = lines[lines.findLastIndex(isBullet) + 1] ?? "";
  return rest <= 0 || numbersIn(below).join() === String(rest)
    ? undefined
    : `the line below the list says "${below.slice(0, 40)}" for ${rest} more events`;
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
