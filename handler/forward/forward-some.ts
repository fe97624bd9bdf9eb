import { advise } from "../advise/advise";
import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import { failureOf } from "../model/failure";
import type { RenderContext } from "../render/location";
import { renderAll } from "../render/render";

/**
 * Forwards what a route forwards. What does that is loaded only for such updates. It holds back no message, even if it
 * cannot be loaded.
 */
export const forwardSome = async (
  updates: readonly Update[],
  context: RenderContext,
  invocation: Invocation,
): Promise<void> => {
  const wanted = updates.filter(({ forwards }) => forwards);
  if (wanted.length === 0) return;
  try {
    const rendered = await renderAll(await advise(wanted, invocation), context);
    await (await import("./forward")).forward(rendered, context, invocation);
  } catch (error) {
    invocation.log({ outcome: "forward-failed", reason: failureOf(error) });
  }
};
