import type { Command } from "../model/advice";

/** A longer one would be cut, and do something else. */
const maxLength = 1000;

/** What a backup or a copy is of, in a command that runs it again: nothing else may differ. */
const target = / --(?:resource|recovery-point)-arn ('[^']*'|\S+)/;

const isRunAgain = ({ label }: Command): boolean => label.includes(" it again*");

/** What all have in common up to a separator, so that a reader sees only names. Quoted ones share nothing. */
const prefixOf = ([first = "", ...others]: readonly string[]): string => {
  let length = first.search(/[^/:]*$/);
  while (length > 0 && !others.every((other) => other.startsWith(first.slice(0, length))))
    length = first.slice(0, length - 1).search(/[^/:]*$/);
  return first.slice(0, length);
};

/**
 * One command that runs all jobs of a cause again, each resource once; `undefined` where one has no such command, where
 * they differ in more than the resource, and where there are too many. A loop is not the same in every shell: this is for bash.
 */
export const commandForAll = (commands: readonly (Command | undefined)[]): Command | undefined => {
  const known = commands.filter((command) => command !== undefined);
  const [first] = known;
  if (first === undefined || known.length < commands.length || !known.every(isRunAgain)) return undefined;
  const targets = [...new Set(known.map(({ line }) => target.exec(line)?.[1] ?? ""))];
  if (targets.length === 1) return first;
  const bodies = new Set(known.map(({ line }) => line.replace(target, "")));
  if (targets.includes("") || bodies.size > 1 || known.some(({ label }) => label !== first.label))
    return undefined;
  const common = prefixOf(targets);
  const prefix = targets.some((one) => one.startsWith("'") || one === common) ? "" : common;
  const names = targets.map((one) => one.slice(prefix.length));
  const body = first.line.replace(target, (option, value: string) =>
    option.replace(value, () => `"${prefix}$name"`),
  );
  const line = `for name in ${names.join(" ")}; do ${body}; done`;
  const words = first.label.replace(/[*`]/g, "").replace(" it again", ` all ${targets.length} again in bash`);
  const label = `*${words}*`;
  return line.length > maxLength ? undefined : { label, line };
};
