import type { Advice } from "../model/advice";
import type { JobEvent } from "../model/job-event";
import type { Parts } from "../model/parts";
import { failedCountOf } from "../model/parts";

/** How many failed parts nobody named. */
const unnamedOf = (parts: Parts): number => Math.max(0, failedCountOf(parts) - (parts.failed?.length ?? 0));

/** `2 of 8 parts failed: orders (RDS) and 1 not named`. */
const highlightOf = (parts: Parts): string | undefined => {
  const { count, failed = [] } = parts;
  const unnamed = unnamedOf(parts);
  const bad = failed.length + unnamed;
  if (bad === 0) return undefined;
  const names = failed.map(({ name }) => name).join(", ");
  const many = count === undefined ? (bad === 1 ? "part" : "parts") : `of ${count} parts`;
  const others = unnamed === 0 ? "" : ` and ${unnamed} not named`;
  return `${bad} ${many} failed${names === "" ? "" : `: ${names}${others}`}`;
};

/** `8 (7 completed, 1 failed)`. */
const countsOf = ({ count, byState }: Parts): string => {
  const states = Object.entries(byState)
    .map(([state, number]) => `${number} ${state.toLowerCase().replaceAll("_", " ")}`)
    .join(", ");
  if (count === undefined) return states;
  return states === "" ? `${count}` : `${count} (${states})`;
};

/** What a message says about the parts of a composite backup, or about the whole that a part belongs to. */
export const partsWordsOf = ({ details }: JobEvent): Pick<Advice, "highlight" | "facts"> => {
  const { parts, parentJobId, parentName } = details;
  if (parentJobId !== undefined) return { facts: [["Part of", parentName ?? `job ${parentJobId}`]] };
  if (parts === undefined) return {};
  const highlight = highlightOf(parts);
  const reasons = (parts.failed ?? []).flatMap(({ name, reason }) => reason && `${name}: ${reason}`);
  return {
    ...(highlight !== undefined && { highlight }),
    facts: [
      ["Parts", countsOf(parts)],
      ...(unnamedOf(parts) > 0
        ? [
            [
              `${parts.failed?.length ? "Other failed" : "Failed"} parts`,
              "AWS Backup did not say which",
            ] as const,
          ]
        : []),
      ...reasons.filter((text) => text !== undefined).map((text) => ["Failed part", text] as const),
    ],
  };
};
