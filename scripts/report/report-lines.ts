import type { Digest } from "../../handler/model/digest";
import {
  headlineOf,
  healthOf,
  type Named,
  needsOf,
  numbersOf,
  odditiesOf,
  type Part,
  testedOf,
  unseenPartsOf,
} from "../../handler/render/digest/digest-words";

const nameLine = ({ name, service, note }: Named): string =>
  `    ${name}${service === undefined ? "" : ` (${service})`}${note === undefined ? "" : `  ${note}`}`;

const partLines = ({ head, names, total }: Part): readonly string[] => [
  `  ${total} ${head}`,
  ...names.map(nameLine),
];

const headed = (head: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", head, ...lines];

/** The digest for a terminal, with every name. AWS's text is as it came. */
export const reportLines = (digest: Digest): readonly string[] => {
  const { title, rest, unseen } = headlineOf(digest);
  const { all, services } = numbersOf(digest);
  const health = healthOf(digest);
  return [
    [title, ...rest].join("; "),
    ...unseen.map((one) => `  not checked: ${one}`),
    ...headed(
      "Not checked",
      unseenPartsOf(digest).flatMap(({ words, names }) => [`  ${words}`, ...names.map(nameLine)]),
    ),
    ...headed("Needs you", needsOf(digest).flatMap(partLines)),
    ...headed(
      `From ${digest.from} to ${digest.to}`,
      [...all, ...services].map((line) => `  ${line}`),
    ),
    ...headed(
      "Restore tests",
      testedOf(digest).map((line) => `  ${line}`),
    ),
    ...headed("Worth a look", odditiesOf(digest).flatMap(partLines)),
    ...(health === undefined ? [] : ["", health]),
  ];
};
