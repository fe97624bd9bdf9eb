/** So many names have a line of their own. */
const maxListed = 10;

/** Slack refuses a message whose blocks together have about 9,600 characters. The rest is for line breaks and sections. */
const maxCost = 8900;

/** Slack counts 15,600 bytes for the same blocks. Neither limit is documented. (seen in slackapi/bolt-js issue 2867) */
const charactersPerByte = 9600 / 15_600;

/** A section holds 3,000 characters. */
const maxLineLength = 2800;

/** A name as a line shows it, in mrkdwn. Events with the same one share it. */
export type Name<T> = { readonly text: string; readonly items: readonly T[] };

/** The events with the same reason and advice: what is not the same for all of the group. */
export type Reason<T> = {
  readonly head: string;
  /** What it means, and what to do. */
  readonly advice: readonly string[];
  readonly names: readonly Name<T>[];
};

/** What one message shows: names by reason, and events that it only counts. */
export type Page<T> = {
  readonly names: Map<Reason<T>, Name<T>[]>;
  readonly items: T[];
  readonly unnamed: T[];
};

/** How much of a message something takes. */
const costOf = (part: unknown): number => {
  const json = JSON.stringify(part);
  return Math.max(json.length, Buffer.byteLength(json) * charactersPerByte);
};

/** What a message has room for besides these blocks. */
export const roomBeside = (blocks: unknown): number => maxCost - costOf(blocks);

/** Distributes names over as few messages as possible, and over no more than `most`. */
export const pagesOf = <T>(reasons: readonly Reason<T>[], room: number, most: number): readonly Page<T>[] => {
  const pages: Page<T>[] = [];
  let page: Page<T> | undefined;
  let left = 0;
  for (const reason of reasons) {
    const headCost = costOf(`*100*${reason.head}:\n${reason.advice.join("\n")}\n`);
    for (const name of reason.names) {
      const cost = costOf(name.text);
      if (page === undefined || cost + (page.names.has(reason) ? 0 : headCost) > left) {
        if (page !== undefined && pages.length === most) {
          page.items.push(...name.items);
          page.unnamed.push(...name.items);
          continue;
        }
        page = { names: new Map(), items: [], unnamed: [] };
        pages.push(page);
        left = room;
      }
      const names = page.names.get(reason);
      if (names) names.push(name);
      else page.names.set(reason, [name]);
      left -= cost + (names ? 0 : headCost);
      page.items.push(...name.items);
    }
  }
  return pages;
};

/** Puts names behind a head, in lines that fit into a section. */
const wrapped = (head: string, names: readonly Name<unknown>[]): readonly string[] => {
  const lines: string[] = [];
  let line = head;
  for (const [index, { text }] of names.entries()) {
    if (line.length + text.length > maxLineLength) {
      lines.push(index === 0 ? line : `${line},`);
      line = text;
    } else line += `${index === 0 ? " " : ", "}${text}`;
  }
  return [...lines, line];
};

const countOf = (names: readonly Name<unknown>[]): number =>
  names.reduce((sum, { items }) => sum + items.length, 0);

/** One line per name where all have the same reason, at least for the first ten; else one line per reason, with its command. */
export const linesOf = <T>(
  { names, unnamed }: Page<T>,
  commandOf: (names: readonly Name<T>[]) => readonly string[] = () => [],
): readonly string[] => [
  ...[...names].flatMap(([{ head, advice }, shown]) => {
    if (head !== "" || advice.length > 0)
      return [...wrapped(`*${countOf(shown)}*${head}:`, shown), ...advice, ...commandOf(shown)];
    const others = shown.slice(maxListed);
    return [
      ...shown.slice(0, maxListed).map(({ text }) => `• ${text}`),
      ...(others.length > 0 ? wrapped(`and ${countOf(others)} more:`, others) : []),
    ];
  }),
  ...(unnamed.length > 0
    ? [`and ${unnamed.length} more: each is whole in the notifier's log, as outcome \`content\``]
    : []),
];

/** Whether a page only counts some events. */
export const isCut = (pages: readonly Page<unknown>[]): boolean =>
  pages.some(({ unnamed }) => unnamed.length > 0);
