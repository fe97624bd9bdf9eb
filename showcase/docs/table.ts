/** Tables of Markdown. */

/** A text in a table cell: one line, without Markdown. */
export const cell = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\|<>{}[\]]/g, (character) => `\\${character}`)
    .trim();

/** A text in a table cell, unchanged, as code. */
export const verbatim = (text: string): string => `\`${text.replace(/\s+/g, " ").replaceAll("|", "\\|")}\``;

/** A table; its cells are Markdown already. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(" | ")} |`,
    `|${"---|".repeat(head.length)}`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
