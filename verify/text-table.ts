/**
 * Rows as lines with columns of one width: numbers to the right, the columns in `left` to the left.
 * The first row is the head.
 */
export const textTable = (
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
};
