import { withoutKeys } from "./content";
import type { UnrecognizedEvent } from "./event";
import { type Fields, known } from "./fields";
import type { Origin } from "./origin";

/** More than any message can show, but short enough to keep a batch of large events small. */
const maxRawLength = 3000;

/** Anything as text: a text as it is, anything else as JSON. Never throws. */
export const rawTextOf = (raw: unknown): string => {
  if (typeof raw === "string") return raw;
  try {
    return JSON.stringify(raw) ?? String(raw);
  } catch {
    return Object.prototype.toString.call(raw); // A cycle or a BigInt: AWS sends neither, but it is no reason to lose the event.
  }
};

/**
 * An event that no parser knows: kept as it came but for access key IDs, cut to a length that a message can show.
 * @param fields the whole event, where it has fields
 */
export const unrecognized = (
  what: string,
  raw: unknown,
  origin: Origin = {},
  fields?: Fields,
): UnrecognizedEvent => ({
  kind: "unrecognized",
  what,
  raw: withoutKeys(rawTextOf(raw)).slice(0, maxRawLength),
  origin,
  ...known({ fields }),
});
