/** Tables of Markdown. */

/** A text in a table's cell: one line, and nothing that Markdown would read. */
export const cell = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\|<>{}[\]]/g, (sign) => `\\${sign}`)
    .trim();

/** A text in a table's cell, as it is. */
export const verbatim = (text: string): string => `\`${text.replace(/\s+/g, " ").replaceAll("|", "\\|")}\``;

/** Head and rows; what is in a cell is Markdown already. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(" | ")} |`,
    `|${"---|".repeat(head.length)}`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
