import type { Notifier } from "../../../handler/context";
import { notify } from "../../../handler/pipeline";
import type { Route } from "../../../handler/route/route";
import { checkPayload } from "../../../local/slack/payload";
import { spokenOf } from "../../../local/slack/spoken";
import { newNotifier } from "./notifier";

export type Surroundings = Partial<Notifier> & {
  /** What AWS Backup answers, by path; it refuses everything else. */
  readonly answers?: Readonly<Record<string, object>>;
  readonly routes?: readonly Route[];
};

/** A message as a reader sees it. */
export type Seen = {
  /** The notification. */
  readonly text: string;
  /** All of it from top to bottom, without markup. */
  readonly whole: string;
  /** Of the bar at its side. */
  readonly color: "good" | "neutral" | "warning" | "danger" | undefined;
};

const colors: Readonly<Record<string, Seen["color"]>> = {
  "#2EB67D": "good",
  "#9AA0A6": "neutral",
  "#ECB22E": "warning",
  "#E01E5A": "danger",
};

const seenOf = (payload: string): Seen => {
  const check = checkPayload(payload);
  if (!check.ok) throw new Error(check.reason);
  const { text, attachments } = JSON.parse(payload);
  return {
    text,
    whole: spokenOf(check.message).lines.join("\n"),
    color: colors[attachments?.[0]?.color],
  };
};

/** Events as one batch of a queue. */
export const queueOf = (...bodies: readonly (object | string)[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: "handle",
    body: typeof body === "string" ? body : JSON.stringify(body),
    // So often received, what could not be checked is sent as such.
    attributes: { ApproximateReceiveCount: "3" },
    eventSource: "aws:sqs",
  })),
});

/** Runs one invocation of the notifier, and shows what it posts and logs. */
export const messagesFor = async (input: unknown, surroundings: Surroundings = {}) => {
  const { answers = {}, routes, ...parts } = surroundings;
  const asked: string[] = [];
  const { notifier, posted, lines } = newNotifier({
    aws: async ({ path }) => {
      asked.push(path);
      const [, answer] = Object.entries(answers).find(([start]) => path.startsWith(start)) ?? [];
      return answer === undefined
        ? { status: 403, headers: {}, body: '{"Message":"not allowed"}' }
        : { status: 200, headers: {}, body: JSON.stringify(answer) };
    },
    ...parts,
  });
  const settings = { ...notifier.settings, routes: routes ?? [] };
  await notify(input, () => 30_000, { ...notifier, settings });
  return { messages: posted.map(seenOf), lines, asked };
};
