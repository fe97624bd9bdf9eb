// Loaded once a plan run is reported.
import type { BackupEvent } from "../model/event";
import type { Posting } from "../route/match";
import { withPosting } from "./card";
import type { RenderContext } from "./location";
import type { Rendered } from "./message";
import { runCard } from "./run";

/** Gives plan runs their cards; everything else keeps its own. */
export const withRunCards = <Item extends { readonly event: BackupEvent; readonly posting?: Posting }>(
  rendered: readonly Rendered<Item>[],
  context: RenderContext,
): readonly Rendered<Item>[] =>
  rendered.map((item) => {
    const { event, posting } = item;
    return event.kind === "run" ? { ...item, card: withPosting(runCard(event, context), posting) } : item;
  });
