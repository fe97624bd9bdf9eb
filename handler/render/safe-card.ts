import type { BackupEvent } from "../model/event";
import { failureOf } from "../model/failure";
import { unrecognized } from "../model/unrecognized";
import type { Posting } from "../route/match";
import { type Card, withPosting } from "./card";
import type { RenderContext } from "./location";
import { unrecognizedCard } from "./other";

/** The card of an event, as its route wants it. No event is known to fail here: one that does reaches Slack all the same. */
export const safeCardOf = (
  event: BackupEvent,
  context: RenderContext,
  cardOf: (event: BackupEvent, context: RenderContext) => Card,
  posting: Partial<Posting> = {},
): Card => {
  try {
    return withPosting(cardOf(event, context), posting);
  } catch (error) {
    const what = `${event.kind} that could not be rendered: ${failureOf(error)}`;
    return withPosting(unrecognizedCard(unrecognized(what, event, event.origin), context), posting);
  }
};
