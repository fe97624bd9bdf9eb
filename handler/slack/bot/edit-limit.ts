/** Slack takes fifty edits a minute, and two functions may edit. (Slack developer docs, Rate limits: tier 3) */
const mostEdits = 24;
const minuteMilliseconds = 60_000;

/** Says for each edit whether it may be made now. It is the app's, not the channel's: Slack counts edits per app. */
export type EditLimit = () => boolean;

/** Allows 24 edits in any minute. What a clock that was set back shows as later is forgotten. */
export const createEditLimit = (now = Date.now): EditLimit => {
  let times: readonly number[] = [];
  return () => {
    const at = now();
    times = times.filter((time) => time <= at && time > at - minuteMilliseconds);
    if (times.length >= mostEdits) return false;
    times = [...times, at];
    return true;
  };
};
