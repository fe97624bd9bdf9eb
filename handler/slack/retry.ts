import type { Secret } from "../aws/ssm-secret";
import { failureOf, wasSent } from "../model/failure";
import type { Refusal, SlackResponse } from "./response";
import { callMilliseconds, fitsWait } from "./timeouts";

/** What came of a call, once no further try was due. */
export type CallResult =
  | { readonly came: "response"; readonly status: number; readonly response: SlackResponse }
  /** `sent`: the whole request was sent, so that Slack may have taken it. */
  | { readonly came: "no-response"; readonly failure: string; readonly sent: boolean }
  /** Slack was not called at all. */
  | { readonly came: "no-credential"; readonly problem: string };

/** One call to Slack, and the same in plain text in case Slack does not take the blocks. */
export type SlackCall<Payload> = {
  readonly credential: Secret;
  readonly payload: Payload;
  readonly plainPayload: Payload;
  readonly send: (
    credential: string,
    payload: Payload,
    timeoutMilliseconds: number,
  ) => Promise<{ readonly status: number; readonly response: SlackResponse }>;
};

export type RetryOptions = {
  readonly remainingMilliseconds: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Of one call, where it differs from the usual. */
  readonly timeoutMilliseconds?: number | undefined;
};

const outOfTime: CallResult = {
  came: "no-response",
  failure: "the function's time ran out before another try",
  sent: false,
};

/**
 * Calls Slack. Tries again at most three times, once for each cause: after a Retry-After that fits the function's
 * remaining time, with a credential that was replaced meanwhile, and as plain text where Slack refuses the blocks.
 */
export const callSlack = async <Payload>(
  { credential: read, payload: firstPayload, plainPayload, send }: SlackCall<Payload>,
  { remainingMilliseconds, sleep, timeoutMilliseconds }: RetryOptions,
): Promise<CallResult> => {
  let credential = await read();
  if (!credential.ok) return { came: "no-credential", problem: credential.problem };
  let payload = firstPayload;
  const triedCauses = new Set<Refusal>();
  for (;;) {
    let result: Awaited<ReturnType<typeof send>>;
    try {
      const milliseconds = callMilliseconds(remainingMilliseconds(), timeoutMilliseconds);
      result = await send(credential.value, payload, milliseconds);
    } catch (error) {
      return { came: "no-response", failure: failureOf(error), sent: wasSent(error) };
    }
    const { response } = result;
    const last: CallResult = { came: "response", ...result };
    if (response.means === "delivered" || triedCauses.has(response.means)) return last;
    triedCauses.add(response.means);
    const mayChange = response.means === "payload-refused" || response.means === "credential-refused";
    // A refusal is final only if what was to be tried next was tried.
    const hasTime = fitsWait(0, remainingMilliseconds());
    if (mayChange && !hasTime) return outOfTime;
    if (response.means === "unexplained" && !hasTime) return last;
    if (response.means === "rate-limited") {
      const seconds = response.retryAfterSeconds ?? Number.POSITIVE_INFINITY;
      if (!fitsWait(seconds, remainingMilliseconds())) return last;
      await sleep(seconds * 1000);
    } else if (response.means === "payload-refused") {
      payload = plainPayload;
    } else if (response.means === "credential-refused" || response.means === "unexplained") {
      const replaced = await read({ fresh: true });
      if (!replaced.ok || replaced.value === credential.value) return last;
      credential = replaced;
    } else {
      return last;
    }
  }
};
