import { parseArgs } from "node:util";
import { type Breakage, breakages } from "./breakages";
import type { Story } from "./scene";
import { directStory } from "./stories/direct";
import { prodStory } from "./stories/prod";
import { botStory, queueStory } from "./stories/queue";

const stories: readonly Story[] = [queueStory, botStory, directStory, prodStory];

const namesOf = (items: readonly { readonly name: string }[]): string =>
  items.map(({ name }) => name).join(", ");

export const help = `npm run e2e -- [--prepare] [--story <name>]... [--break <name>]

The real thing on this machine: the real cdktf, Terraform, providers and bundle against a local AWS, AWS Backup and
Slack. Nothing outside of this machine is touched, and no credentials are needed.

  --prepare        only finds or gets what the run needs, and says what it uses
  --story <name>   plays this story only: ${namesOf(stories)}
  --break <name>   puts a mistake into a copy of the product, and expects the main story to notice it:
                   ${breakages.map(({ name }) => name).join("\n                   ")}
  --help           this text

Exit codes: 0 all steps passed (with --break: the mistake was noticed where it must be), 1 not so, 2 wrong usage,
130 interrupted. Logs stay in .e2e/run/logs until the next run.`;

/** What was typed is not what can be done. */
export class UsageError extends Error {}

export type Asked =
  | { readonly kind: "help" }
  | { readonly kind: "prepare" }
  | { readonly kind: "play"; readonly stories: readonly Story[] }
  | { readonly kind: "break"; readonly breakage: Breakage; readonly stories: readonly Story[] };

const pick = <Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string,
  noun: string,
): Item => {
  const item = items.find((one) => one.name === name);
  if (item === undefined) throw new UsageError(`there is no ${noun} "${name}"; there are ${namesOf(items)}`);
  return item;
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        prepare: { type: "boolean", default: false },
        story: { type: "string", multiple: true, default: [] },
        break: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}; see npm run e2e -- --help`,
    );
  }
};

/** @throws UsageError in one sentence. */
export const readArguments = (args: readonly string[]): Asked => {
  const values = parse(args);
  if (values.help) return { kind: "help" };
  if (values.prepare) return { kind: "prepare" };
  if (values.break !== undefined) {
    return { kind: "break", breakage: pick(breakages, values.break, "mistake"), stories: [queueStory] };
  }
  const chosen = values.story.map((name) => pick(stories, name, "story"));
  return { kind: "play", stories: chosen.length > 0 ? chosen : stories };
};
