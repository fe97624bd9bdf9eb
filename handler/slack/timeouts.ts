/** How long a call to Slack may take, and when waiting makes sense: the same for every transport. */

const longestCallMilliseconds = 5000;
const shortestCallMilliseconds = 1000;

/** Longer waits are better spent in the queue than in a running function. */
const maxWaitSeconds = 10;

/** What must be left of the function's time after Slack's response: to settle events and to return. */
const reserveMilliseconds = 6000;

/** How long a call may take. */
export const callMilliseconds = (
  remainingMilliseconds: number,
  longestMilliseconds = longestCallMilliseconds,
): number =>
  Math.max(
    shortestCallMilliseconds,
    Math.min(longestMilliseconds, remainingMilliseconds - reserveMilliseconds),
  );

/** Whether the function can wait that long and still call once more. */
export const fitsWait = (waitSeconds: number, remainingMilliseconds: number): boolean =>
  waitSeconds <= maxWaitSeconds &&
  waitSeconds * 1000 + longestCallMilliseconds + reserveMilliseconds <= remainingMilliseconds;
