import type { Aws, AwsRequest } from "../../../../handler/aws/request";
import { createWebhook } from "../../../../handler/slack/webhook/secret";

const parameterName = "/backup-notifications/dev/slack-webhook-url";
const url = (token: string) => `https://hooks.slack.com/services/T0/B0/${token}`;

/** An SSM that gives these answers in turn. */
const ssm = (...answers: readonly { readonly status: number; readonly body: string }[]) => {
  const requests: AwsRequest[] = [];
  const aws: Aws = async (request) => {
    const next = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    if (next === undefined) throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    return { ...next, headers: {} };
  };
  return { aws, requests };
};

const parameter = (Value: string) => ({
  status: 200,
  body: JSON.stringify({ Parameter: { Name: parameterName, Value } }),
});

const webhookOf = (aws: Aws, now = () => 0) =>
  createWebhook({ parameterName, slackHosts: ["hooks.slack.com"], stage: "dev", aws, now });

const hrefOf = async (read: ReturnType<typeof webhookOf>, options?: { fresh: boolean }) => {
  const value = await read(options);
  return value.ok ? value.value : value.problem;
};

describe("the webhook URL", () => {
  test("is read decrypted from its parameter", async () => {
    const { aws, requests } = ssm(parameter(url("one")));
    expect(await hrefOf(webhookOf(aws))).toBe(url("one"));
    expect(requests[0]).toMatchObject({ service: "ssm", method: "POST", path: "/" });
    expect(requests[0]?.headers).toMatchObject({ "x-amz-target": "AmazonSSM.GetParameter" });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ Name: parameterName, WithDecryption: true });
  });

  test("is kept for five minutes, then read again", async () => {
    let now = 0;
    const { aws } = ssm(parameter(url("one")), parameter(url("two")));
    const webhook = webhookOf(aws, () => now);
    expect(await hrefOf(webhook)).toBe(url("one"));
    now = 299_999;
    expect(await hrefOf(webhook)).toBe(url("one"));
    now = 300_000;
    expect(await hrefOf(webhook)).toBe(url("two"));
  });

  test("is read again where the clock was set back since", async () => {
    let now = 86_400_000;
    const { aws } = ssm(parameter(url("one")), parameter(url("two")));
    const webhook = webhookOf(aws, () => now);
    expect(await hrefOf(webhook)).toBe(url("one"));
    now = 0;
    expect(await hrefOf(webhook)).toBe(url("two"));
  });

  test("is read again when asked for a fresh one", async () => {
    const { aws } = ssm(parameter(url("one")), parameter(url("two")));
    const webhook = webhookOf(aws);
    expect(await hrefOf(webhook)).toBe(url("one"));
    expect(await hrefOf(webhook, { fresh: true })).toBe(url("two"));
    expect(await hrefOf(webhook)).toBe(url("two"));
  });

  test.each([
    ["is missing", { status: 400, body: '{"__type":"ParameterNotFound"}' }, "npm run set-webhook -- dev"],
    [
      "is missing, in the older form",
      { status: 400, body: '{"__type":"com.amazonaws.ssm#ParameterNotFound"}' },
      "there is no webhook URL",
    ],
    [
      "may not be read",
      { status: 400, body: '{"__type":"AccessDeniedException"}' },
      "cannot be read (AccessDeniedException)",
    ],
    ["fails without words", { status: 503, body: "busy" }, "cannot be read (HTTP 503)"],
    [
      "holds a foreign URL",
      parameter("https://evil.example/services/T0/B0/canary"),
      "points to a host other than",
    ],
    ["holds nothing", { status: 200, body: "{}" }, "is empty"],
  ])("that %s is explained without being shown, and asked for again", async (_name, answer, problem) => {
    const { aws } = ssm(answer, parameter(url("two")));
    const webhook = webhookOf(aws);
    const first = await hrefOf(webhook);
    expect(first).toContain(problem);
    expect(first).not.toContain("canary");
    expect(await hrefOf(webhook)).toBe(url("two"));
  });

  test("that cannot be reached is explained", async () => {
    expect(await hrefOf(webhookOf(ssm().aws))).toContain("cannot be read (ECONNREFUSED)");
  });
});
