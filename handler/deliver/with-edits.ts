import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import type { Batch, QueueMessage } from "../model/batch";
import { orWithout } from "../model/late-part";
import type { RenderContext } from "../render/location";
import { renderAll } from "../render/render";

/** Edits messages once everything is posted. Returns what must be received again: events of our own, if that fails. */
export const withEdits = async (
  batch: Batch,
  muted: readonly Update[],
  context: RenderContext,
  invocation: Invocation,
): Promise<readonly QueueMessage[]> => {
  const { channels, remainingMilliseconds } = invocation;
  const { amend, finishEdits } = channels();
  const edit = async (): Promise<readonly QueueMessage[]> => {
    // A message that shows a job as started must not do so forever because its end is muted.
    if (muted.length > 0) await amend?.(await renderAll(muted, context), remainingMilliseconds);
    if (finishEdits || batch.own) await (await import("./finish-edits")).finishEdits(batch, invocation);
    return [];
  };
  const ownMessages = (batch.own ?? []).map(({ message }) => message);
  return orWithout(edit, ownMessages, invocation);
};
