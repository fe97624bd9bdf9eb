/** A checked webhook URL, or why it is none. The problem never repeats the URL: it is a credential. */
export type WebhookUrl =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): WebhookUrl => ({ ok: false, problem: `the webhook URL ${problem}` });

const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(host);

const example = "it looks like https://hooks.slack.com/services/T.../B.../...";

/**
 * Checks that a text is a Slack webhook URL: https, a host of the list, no port, user, query or fragment, and a
 * path of Slack's (services, workflows, triggers). A loopback host of the list may use http and a port.
 * (Slack developer docs, Sending messages using incoming webhooks)
 */
export const checkWebhookUrl = (text: string, hosts: readonly string[]): WebhookUrl => {
  const given = text.trim();
  if (given === "") return no(`is empty; ${example}`);
  // The URL class repairs what it reads; what it would repair here is refused: it is no address that Slack gave out.
  if (/[\s\\]|[^\x21-\x7e]/.test(given)) return no(`holds blanks or characters that no URL has; ${example}`);
  if (!URL.canParse(given)) return no(`is not a URL; ${example}`);
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") return no("holds a user or a password; remove both");
  if (!hosts.includes(url.hostname)) return no(`points to a host other than ${hosts.join(", ")}; ${example}`);
  const local = isLoopback(url.hostname);
  if (url.protocol !== "https:" && !(local && url.protocol === "http:"))
    return no("does not begin with https://");
  if (!local && /^https:\/\/[^/]*:/.test(given)) return no("names a port; remove it");
  if (given.includes("?") || given.includes("#"))
    return no("holds a query or a fragment; copy it again from Slack");
  if (!/^\/(?:services|workflows|triggers)\/[^/]+/.test(url.pathname)) {
    return no(`has a path that is not a webhook's; ${example}`);
  }
  return { ok: true, url };
};
