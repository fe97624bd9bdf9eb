import type { Advice, JobDetails, JobEvent } from "../model/event";

/** States of jobs that did not end well. (AWS Backup API Reference, BackupJobState) */
const badStates = ["FAILED", "EXPIRED", "ABORTED", "PARTIAL"];

/** `1 of 8 parts failed: orders (RDS)`. */
const highlightOf = ({
  count,
  byState,
  failed = [],
}: NonNullable<JobDetails["parts"]>): string | undefined => {
  const counted = badStates.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
  const bad = Math.max(counted, failed.length);
  if (bad === 0) return undefined;
  const names = failed.map(({ name }) => name).join(", ");
  const many = count === undefined ? (bad === 1 ? "part" : "parts") : `of ${count} parts`;
  return `${bad} ${many} failed${names === "" ? "" : `: ${names}`}`;
};

/** `8: 7 completed, 1 failed`. */
const countsOf = ({ count, byState }: NonNullable<JobDetails["parts"]>): string =>
  [
    count,
    Object.entries(byState)
      .map(([state, number]) => `${number} ${state.toLowerCase().replaceAll("_", " ")}`)
      .join(", "),
  ]
    .filter(Boolean)
    .join(": ");

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
      ...reasons.filter((text) => text !== undefined).map((text) => ["Failed part", text] as const),
    ],
  };
};
