/** Edit distance of two words (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [fromIndex, letter] of [...from].entries()) {
    const next = [fromIndex + 1];
    for (const [toIndex, other] of [...to].entries()) {
      const replace = (row[toIndex] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, (row[toIndex + 1] ?? 0) + 1, (next[toIndex] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** More edits than a typo has make another word: RESTORE_JOB_COMPLETED is not what REPORT_JOB_COMPLETED means. */
const maxEdits = 2;

/** The word that was probably meant, if one is close enough to be a typo. */
export const closest = (word: string, words: readonly string[]): string | undefined => {
  const ranked = words
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  const best = ranked[0];
  return best && best.edits <= maxEdits ? best.candidate : undefined;
};
