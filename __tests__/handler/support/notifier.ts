import type { Http } from "../../../handler/aws/http";
import { createQueue } from "../../../handler/aws/sqs";
import type { Notifier } from "../../../handler/context";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { newJobMemory } from "../../../handler/enrich/job-memory";
import { checkWebhookUrl } from "../../../handler/slack/webhook/url";
import type { WebhookChannelOptions } from "../../../handler/slack/webhook/webhook-channel";
import { createWebhookChannel } from "../../../handler/slack/webhook/webhook-channel";
import type { LogLine } from "../../../handler/telemetry/log";

export const deadLetterQueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters";

/** A webhook that is known and never slow, but for what a test is about. */
export const deliverOptions = (
  parts: Partial<WebhookChannelOptions> & Pick<WebhookChannelOptions, "http">,
): WebhookChannelOptions => ({
  webhook: async () => checkWebhookUrl("https://hooks.slack.com/services/T0/B0/x", ["hooks.slack.com"]),
  stage: "dev",
  sleep: async () => undefined,
  ...parts,
});

/** A notifier whose surroundings all say yes, with those parts replaced that a test is about. */
export const newNotifier = (parts: Partial<Notifier> = {}) => {
  const lines: LogLine[] = [];
  const metrics: object[] = [];
  const posted: string[] = [];
  const aws: Notifier["aws"] =
    parts.aws ?? (async () => ({ status: 403, headers: {}, body: '{"Message":"no"}' }));
  const http: Http = async ({ body }) => {
    posted.push(body ?? "");
    return { status: 200, headers: {}, body: "ok" };
  };
  const channel = createWebhookChannel(deliverOptions({ http }));
  const notifier: Notifier = {
    settings: {
      stage: "dev",
      webhookParameterName: "/x",
      slackHosts: [],
      routes: [{ post: true }],
      deadLetterQueueUrl,
    },
    aws,
    jobMemory: newJobMemory(),
    history: createSentHistory(),
    queue: createQueue(aws, deadLetterQueueUrl),
    channels: () => channel,
    sleep: async () => undefined,
    log: (line) => void lines.push(line),
    report: (one) => void metrics.push(one),
    random: () => 0,
    now: Date.now,
    ...parts,
  };
  return { notifier, lines, metrics, posted };
};
