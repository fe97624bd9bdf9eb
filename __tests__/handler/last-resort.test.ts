import type { LogLine } from "../../handler/log";
import { notify } from "../../handler/notify";
import { checkWebhookUrl } from "../../handler/webhook-url";
import { throughQueue, vaultEvents } from "../fixtures/vault-events";

// No event is known that cannot be shown, so the card of a job gets a bug here.
jest.mock("../../handler/cards/job", () => ({
  jobCard: () => {
    throw new TypeError("size is not a function");
  },
}));

test("an event whose card has a bug reaches Slack as a neutral message with all that is known", async () => {
  const [event] = vaultEvents.filter(({ name }) => name === "backup failed");
  if (event === undefined) throw new Error("no fixture");
  const posted: string[] = [];
  const lines: LogLine[] = [];
  const answered = await notify(throughQueue(event), () => 30_000, {
    settings: {
      stage: "dev",
      webhookParameterName: "/x",
      slackHosts: [],
      mutedKinds: new Set(),
      deadLetterQueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
    },
    aws: async () => ({ status: 404, headers: {}, body: "" }),
    log: (line) => lines.push(line),
    delivery: {
      webhook: async () => checkWebhookUrl("https://hooks.slack.com/services/T0/B0/x", ["hooks.slack.com"]),
      http: async ({ body }) => {
        posted.push(body ?? "");
        return { status: 200, headers: {}, body: "ok" };
      },
      stage: "dev",
      sleep: async () => undefined,
    },
  });
  expect(answered).toEqual({ batchItemFailures: [] });
  expect(posted).toHaveLength(1);
  expect(JSON.parse(posted[0] ?? "").text).toMatch(
    /^Unrecognised event: job that could not be shown: size is not a function/,
  );
  expect(posted[0]).toContain("B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB");
  expect(lines.at(-1)).toMatchObject({ outcome: "delivered", kind: "backup.failed" });
});
