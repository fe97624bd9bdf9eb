import { createHash } from "node:crypto";

/** An id in the form of a UUID that is the same for the same content: what is sent twice can be dropped. */
export const idOf = (content: unknown): string => {
  const hex = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
