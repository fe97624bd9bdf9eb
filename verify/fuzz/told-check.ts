import type { BackupEvent } from "../../handler/model/event";
import { blocksOf } from "./message-check";
import type { Told } from "./subjects";

const maxNamed = 10;

const blockTexts = ({ message }: Told): readonly string[] =>
  blocksOf(message).flatMap((block) =>
    block.type === "section" && block.text ? block.text.text.split("\n") : [],
  );

/** A message for several events must say how many, name the first ten and count the rest. */
const problemOfCount = (told: Told): string | undefined => {
  const count = told.about.length;
  if (count === 1) return undefined;
  if (!told.message.text.startsWith(`${count} `))
    return `a message for ${count} events says "${told.message.text.slice(0, 40)}"`;
  if (blocksOf(told.message).length === 0) return undefined;
  const lines = blockTexts(told);
  if (!/^:\w+: \*(\d+) /.test(lines[0] ?? "") || !lines[0]?.includes(`*${count} `))
    return `a title without the number ${count}`;
  const named = lines.filter((line) => line.startsWith("• ")).length;
  if (named < Math.min(count, maxNamed)) return `${named} lines for ${count} events`;
  const rest = lines.filter((line) => /^and \d+ more$/.test(line));
  const wanted = count > maxNamed ? `and ${count - maxNamed} more` : undefined;
  return wanted === undefined || rest.includes(wanted) ? undefined : `"${wanted}" is missing`;
};

/** What is wrong with how events were told; `undefined` where each is told once and numbers are right. */
export const problemOfTold = (events: readonly BackupEvent[], told: readonly Told[]): string | undefined => {
  const about = told.flatMap((one) => one.about);
  if (about.length !== events.length || new Set(about).size !== new Set(events).size) {
    return `${events.length} events are told ${about.length} times`;
  }
  for (const one of told) {
    const problem = problemOfCount(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
};
