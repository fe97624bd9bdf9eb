// Loaded once Slack may have a message that is to be posted again.
import { webhookResponseOf } from "./response";

/**
 * What the response to an empty message says about Slack. It is not posted: Slack refuses it with a word of its own
 * (`no_text`), and so shows that it is up.
 */
export const probeResponseOf: typeof webhookResponseOf = (status, body, retryAfter) => {
  const response = webhookResponseOf(status, body, retryAfter);
  if (response.means !== "payload-refused") return response;
  const { word } = response;
  return word === `HTTP ${status}` ? { means: "unavailable", word } : { means: "delivered" };
};
