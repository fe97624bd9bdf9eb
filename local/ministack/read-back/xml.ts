import type { AwsAnswer } from "../call";

export const xmlAnswer = (xml: string): AwsAnswer => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(xml),
});

/** The answer with its XML edited. */
export const withXml = (answer: AwsAnswer, edit: (xml: string) => string): AwsAnswer => ({
  ...answer,
  body: Buffer.from(edit(answer.body.toString("utf8"))),
});

export const escapeXml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (character) =>
      ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" })[character] ?? character,
  );

/** XML as AWS's query protocol writes it, from JSON: lists become `<member>`s, absent values nothing. */
export const toXml = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join("");
  if (typeof value === "object") {
    return Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([name, inner]) => `<${name}>${toXml(inner)}</${name}>`)
      .join("");
  }
  return escapeXml(String(value));
};
