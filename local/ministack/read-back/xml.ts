import type { AwsAnswer } from "../call";

export const xmlAnswer = (xml: string): AwsAnswer => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(xml),
});

export const escapeXml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (character) =>
      ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" })[character] ?? character,
  );

/** EC2 describes a parameter under its last name: `MetadataOptions.HttpTokens` as `<httpTokens>`. Absent ones are left out. */
export const fieldsXml = (parameters: URLSearchParams, names: readonly string[]): string =>
  names
    .map((name) => {
      const value = parameters.get(name);
      const tag = name.replace(/^.*\./, "").replace(/^./, (initial) => initial.toLowerCase());
      return value === null ? "" : `<${tag}>${escapeXml(value)}</${tag}>`;
    })
    .join("");

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
