import type { DigestMessage } from "../../model/event";
import { known } from "../../model/fields";
import { type Card, emojis, footerOf } from "../card";
import { jobsUrl, resourcesUrl } from "../console-url";
import { linksTo } from "../facts";
import { locationOf, locationText, type RenderContext } from "../location";
import { messageOf } from "../message";
import { capitalized, code, plain, short, words } from "../mrkdwn";
import { roomBeside } from "../pages";
import {
  headlineOf,
  healthOf,
  isCalm,
  type Named,
  needsOf,
  numbersOf,
  odditiesOf,
  type Part,
  testedOf,
} from "./digest-words";

/** How much of a digest a message shows. */
type Extent = {
  /** Names of each part. */
  readonly names: number;
  readonly parts: number;
  readonly services: number;
};

/** The first that fits into a message is taken: the least one always does. */
const extents: readonly Extent[] = [
  { names: 100, parts: 40, services: 40 },
  { names: 50, parts: 40, services: 40 },
  { names: 25, parts: 40, services: 40 },
  { names: 10, parts: 20, services: 20 },
  { names: 5, parts: 20, services: 12 },
  { names: 3, parts: 15, services: 8 },
  { names: 1, parts: 10, services: 5 },
  { names: 0, parts: 10, services: 5 },
];

const maxNameLength = 80;
const maxNoteLength = 100;

/** A line holds less than a section. */
const maxLineLength = 2500;

type SummaryExtent = Pick<Extent, "names" | "parts">;

/** In the summary: the details have more. */
const summaryExtents: readonly SummaryExtent[] = [
  { names: 5, parts: 6 },
  { names: 3, parts: 6 },
  { names: 1, parts: 6 },
];
const leastSummary: SummaryExtent = { names: 0, parts: 6 };

const nameText = ({ name, service, note }: Named): string =>
  code(name, maxNameLength) +
  (service === undefined ? "" : ` (${words(service, 40)})`) +
  (note === undefined ? "" : ` ${words(note, maxNoteLength)}`);

const partLines = ({ head, names, total }: Part, most: number): readonly string[] => {
  const shown = names.slice(0, most).map(nameText);
  const lines: string[] = [];
  let line = `*${total}* ${plain(head, 120)}${shown.length > 0 ? ":" : ""}`;
  for (const [index, text] of shown.entries()) {
    if (line.length + text.length > maxLineLength) {
      lines.push(line);
      line = text;
    } else line += `${index === 0 ? " " : ", "}${text}`;
  }
  const rest = total - shown.length;
  return [...lines, rest > 0 && shown.length > 0 ? `${line}, and ${rest} more` : line];
};

const partsText = (parts: readonly Part[], extent: SummaryExtent): readonly string[] => {
  const rest = parts.slice(extent.parts);
  const restTotal = rest.reduce((sum, { total }) => sum + total, 0);
  return [
    ...parts.slice(0, extent.parts).flatMap((part) => partLines(part, extent.names)),
    ...(rest.length > 0 ? [`and ${restTotal} more of ${rest.length} other kinds`] : []),
  ];
};

/** How much of what needs a person fits into one section. */
const summaryExtentOf = (needs: readonly Part[]): SummaryExtent =>
  summaryExtents.find((extent) => partsText(needs, extent).join("\n").length <= maxLineLength) ??
  leastSummary;

const reportLine = (stage: string): string =>
  `All of it: ${code(`npm run report -- ${short(stage, 40)}`, 80)}`;

const isCut = (parts: readonly Part[], extent: SummaryExtent): boolean =>
  parts.length > extent.parts ||
  parts.some(({ names, total }) => total > Math.min(names.length, extent.names));

const headed = (head: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`*${head}*`, ...lines];

/** So many of what was not seen are named. */
const maxUnseen = 6;

/** In the sentence of a notification, so many parts of what needs a person. */
const maxHeads = 4;

const unseenWords = (unseen: readonly string[], shown: (text: string) => string): string | undefined => {
  if (unseen.length === 0) return undefined;
  const rest = unseen.length - maxUnseen;
  return `not checked: ${unseen.slice(0, maxUnseen).map(shown).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
};

const detailLines = (
  { digest }: DigestMessage,
  extent: Extent,
  shownFirst: SummaryExtent,
  stage: string,
): readonly string[] => {
  const needs = needsOf(digest);
  const oddities = odditiesOf(digest);
  const { all, services } = numbersOf(digest);
  const hidden = services.length - extent.services;
  const health = healthOf(digest);
  const tested = testedOf(digest);
  const isRest =
    hidden > 0 || tested.length > extent.services || [needs, oddities].some((parts) => isCut(parts, extent));
  return [
    ...(isCut(needs, shownFirst) ? headed("All that needs you", partsText(needs, extent)) : []),
    ...headed("Last 24 hours", [
      ...all.map((line) => plain(line, 300)),
      ...services.slice(0, extent.services).map((line) => `• ${plain(line, 250)}`),
      ...(hidden > 0 ? [`and ${hidden} more services`] : []),
    ]),
    ...headed(
      "Restore tests",
      tested.slice(0, extent.services).map((line) => `• ${plain(line, 250)}`),
    ),
    ...headed("Worth a look", partsText(oddities, extent)),
    ...(health === undefined ? [] : [plain(health, 200)]),
    ...(isRest ? [reportLine(stage)] : []),
  ];
};

/**
 * The card of a day's digest: one line where all is well and was seen. Otherwise the verdict and what needs a person, and
 * everything else in its lines, as much as a message holds; it says what it leaves out, and where that is.
 */
export const digestCard = (event: DigestMessage, context: RenderContext): Card => {
  const { severity, digest, origin } = event;
  const { title, rest, unseen } = headlineOf(digest);
  const where = locationText(origin, context);
  const highlight = unseenWords(unseen, (text) => short(text, 80));
  const needs = needsOf(digest);
  const heads = needs.slice(0, maxHeads).map(({ head, total }) => `${total} ${head}`);
  const line = heads.length > 0 ? `${title}: ${heads.join("; ")}` : [title, ...rest].join("; ");
  const calm: Card = {
    severity,
    emoji: emojis[severity],
    title,
    location: locationOf(origin, context),
    sentence: `${highlight === undefined ? "" : `${capitalized(highlight)} — `}${line}${where}`,
    ...known({
      subject: rest.length > 0 ? plain(rest.join("; "), 300) : undefined,
      highlight,
      datedHighlight: unseenWords(unseen, (text) => words(text, 80)),
    }),
  };
  if (isCalm(digest)) return calm;
  const shownFirst = summaryExtentOf(needs);
  const summary = partsText(needs, shownFirst).join("\n");
  const card: Card = {
    ...calm,
    ...known({ means: summary === "" ? undefined : summary }),
    links: linksTo([
      ["Open jobs", jobsUrl(origin.region)],
      ["Open protected resources", resourcesUrl(origin.region)],
    ]),
    footer: footerOf(new Date(digest.to)),
  };
  for (const extent of extents) {
    const whole: Card = { ...card, lines: detailLines(event, extent, shownFirst, context.stage) };
    const { blocks, attachments } = messageOf(whole);
    if (roomBeside([blocks, attachments]) >= 0) return whole;
  }
  return { ...card, lines: [reportLine(context.stage)] };
};
