import type { Origin, UnrecognizedEvent } from "./event";

/** More than any message can show, but short enough to keep a batch of large events small. */
const maxRawLength = 2000;

/** Anything as text: a text as it is, anything else as JSON. Never throws. */
export const rawTextOf = (raw: unknown): string => {
  if (typeof raw === "string") return raw;
  try {
    return JSON.stringify(raw) ?? String(raw);
  } catch {
    return Object.prototype.toString.call(raw); // A cycle or a BigInt: AWS sends neither, but it is no reason to lose the event.
  }
};

/** An event that no parser knows: kept as it came, cut to a length that a message can show. */
export const unrecognized = (what: string, raw: unknown, origin: Origin = {}): UnrecognizedEvent => ({
  kind: "unrecognized",
  what,
  raw: rawTextOf(raw).slice(0, maxRawLength),
  origin,
});
