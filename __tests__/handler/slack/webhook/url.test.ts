import { checkWebhookUrl } from "../../../../handler/slack/webhook/url";

const hosts = ["hooks.slack.com", "hooks.slack-gov.com", "127.0.0.1", "localhost"];
const path = "/services/T0/B0/secret-canary";

describe("a webhook URL", () => {
  test.each([
    `https://hooks.slack.com${path}`,
    `  https://hooks.slack.com${path}\n`,
    `https://hooks.slack-gov.com${path}`,
    `http://127.0.0.1:8123${path}`,
    `https://localhost:8123${path}`,
    `HTTPS://HOOKS.SLACK.COM${path}`,
  ])("is taken: %s", (url) => {
    expect(checkWebhookUrl(url, hosts)).toMatchObject({ ok: true });
  });

  test.each([
    ["nothing", "", "is empty"],
    ["a word", "secret-canary", "is not a URL"],
    ["plain http", `http://hooks.slack.com${path}`, "does not begin with https://"],
    ["another scheme", `ftp://hooks.slack.com${path}`, "does not begin with https://"],
    ["another host", `https://evil.example${path}`, "points to a host other than hooks.slack.com"],
    [
      "Slack's host as a subdomain",
      `https://hooks.slack.com.evil.example${path}`,
      "points to a host other than",
    ],
    ["Slack's host as a user", `https://hooks.slack.com@evil.example${path}`, "contains a user"],
    ["a user", `https://canary@hooks.slack.com${path}`, "contains a user"],
    ["a password", `https://:canary@hooks.slack.com${path}`, "contains a user"],
    ["a port", `https://hooks.slack.com:8443${path}`, "names a port"],
    ["the default port, written out", `https://hooks.slack.com:443${path}`, "names a port"],
    ["a trailing dot", `https://hooks.slack.com.${path}`, "points to a host other than"],
    ["a look-alike letter", `https://hooks.sl\u0430ck.com${path}`, "contains blanks or characters"],
    ["a query", `https://hooks.slack.com${path}?x=1`, "contains a query"],
    ["an empty query", `https://hooks.slack.com${path}?`, "contains a query"],
    ["a fragment", `https://hooks.slack.com${path}#x`, "contains a query or a fragment"],
    ["a blank inside", "https://hooks.slack.com/services/T0 /B0/secret-canary", "contains blanks"],
    ["a backslash", `https:\\\\hooks.slack.com${path}`, "contains blanks or characters"],
    ["another path", "https://hooks.slack.com/api/secret-canary", "has a path"],
    ["a workflow's path", "https://hooks.slack.com/workflows/T0/A0/secret-canary", "is that of a workflow"],
    ["a trigger's path", "https://hooks.slack.com/triggers/T0/1/secret-canary", "is that of a workflow"],
    ["no path", "https://hooks.slack.com/", "has a path"],
    ["a path that climbs out", "https://hooks.slack.com/services/../api/secret-canary", "has a path"],
    [
      "an address of this machine that is not on the list",
      `http://[::1]:80${path}`,
      "points to a host other than",
    ],
  ])("is refused for %s, and never repeated", (_name, url, problem) => {
    const checked = checkWebhookUrl(url, hosts);
    if (checked.ok) throw new Error("taken");
    expect(checked.problem).toContain(problem);
    expect(checked.problem).not.toContain("canary");
  });

  test("of loopback is refused where the stage does not name it", () => {
    expect(checkWebhookUrl(`http://127.0.0.1:8123${path}`, ["hooks.slack.com"])).toMatchObject({ ok: false });
  });
});
