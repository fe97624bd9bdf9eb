import type { CheckedSecret } from "../../aws/ssm-secret";

const no = (problem: string): CheckedSecret => ({ ok: false, problem: `the webhook URL ${problem}` });

const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(host);

const example = "it looks like https://hooks.slack.com/services/T.../B.../...";

/**
 * Checks that a text is a Slack webhook URL: https, one of the allowed hosts, no port, user, query or fragment, and the
 * path of an incoming webhook (services). An allowed loopback host may use http and a port. A workflow's URL is refused:
 * it answers with JSON, never with `ok`, so that a delivered message looks like a lost one and is posted again.
 * The problem never repeats the URL: it is a credential.
 * (Slack developer docs, Sending messages using incoming webhooks)
 */
export const checkWebhookUrl = (text: string, hosts: readonly string[]): CheckedSecret => {
  const given = text.trim();
  if (given === "") return no(`is empty; ${example}`);
  // The URL class repairs what it reads. Whatever needs repair is refused: Slack never issued it.
  if (/[\s\\]|[^\x21-\x7e]/.test(given))
    return no(`contains blanks or characters that no URL has; ${example}`);
  if (!URL.canParse(given)) return no(`is not a URL; ${example}`);
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") return no("contains a user or a password; remove both");
  if (!hosts.includes(url.hostname)) return no(`points to a host other than ${hosts.join(", ")}; ${example}`);
  const local = isLoopback(url.hostname);
  if (url.protocol !== "https:" && !(local && url.protocol === "http:"))
    return no("does not begin with https://");
  if (!local && /^https:\/\/[^/]*:/.test(given)) return no("names a port; remove it");
  if (given.includes("?") || given.includes("#"))
    return no("contains a query or a fragment; copy it again from Slack");
  if (/^\/(?:workflows|triggers)\//.test(url.pathname))
    return no(
      `is that of a workflow, which never confirms a message; create an incoming webhook, ${example}`,
    );
  if (!/^\/services\/[^/]+/.test(url.pathname)) {
    return no(`has a path that is not that of a webhook; ${example}`);
  }
  return { ok: true, value: url.href };
};
