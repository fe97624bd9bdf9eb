import { createHistory } from "../../../handler/history";
import type { LogLine } from "../../../handler/log";
import { createQueue } from "../../../handler/queue";
import { checkWebhookUrl } from "../../../handler/webhook-url";
import type { Notifier } from "../../../handler/work";

export const deadLetterQueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters";

/** A notifier whose surroundings all say yes, with those parts replaced that a test is about. */
export const newNotifier = (parts: Partial<Notifier> = {}) => {
  const lines: LogLine[] = [];
  const metrics: object[] = [];
  const posted: string[] = [];
  const aws: Notifier["aws"] =
    parts.aws ?? (async () => ({ status: 403, headers: {}, body: '{"Message":"no"}' }));
  const notifier: Notifier = {
    settings: {
      stage: "dev",
      webhookParameterName: "/x",
      slackHosts: [],
      mutedKinds: new Set(),
      deadLetterQueueUrl,
    },
    aws,
    history: createHistory(),
    queue: createQueue(aws, deadLetterQueueUrl),
    delivery: {
      webhook: async () => checkWebhookUrl("https://hooks.slack.com/services/T0/B0/x", ["hooks.slack.com"]),
      http: async ({ body }) => {
        posted.push(body ?? "");
        return { status: 200, headers: {}, body: "ok" };
      },
      stage: "dev",
      sleep: async () => undefined,
    },
    log: (line) => void lines.push(line),
    report: (one) => void metrics.push(one),
    random: () => 0,
    now: Date.now,
    ...parts,
  };
  return { notifier, lines, metrics, posted };
};
