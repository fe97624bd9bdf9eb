import { jsonFieldsOf } from "../../handler/model/fields";
import type { LogLine } from "../../handler/telemetry/log";
import { type Invocation, type LocalLambda, startLambda } from "../../local/aws/lambda/lambda";
import type { VirtualTime } from "../../local/clock/virtual-time";
import { functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import type { RunningBatch } from "./reported";
import type { SentEvent } from "./sent-events";

/** A batch that a sandbox is processing. */
export type Batch = RunningBatch & { readonly lambda: LocalLambda };

type NotifierOptions = {
  readonly time: VirtualTime;
  readonly codeDirectory: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly namedHosts: Readonly<Record<string, number>>;
  /** As many invocations run at once; the event source's maximum where absent. */
  readonly sandboxes?: number | undefined;
};

const newLog = () => ({
  /** Lines by their outcome. */
  outcomes: new Map<LogLine["outcome"], number>(),
  /** What messages do not show whole, as far as it takes to recognize it. */
  contents: [] as string[],
  /** Events that the message of their plan run counts: kind, job and run. */
  counted: [] as { readonly kind: string; readonly id: string; readonly run: string }[],
  /** How many plan runs were reported by a message of their own. */
  runs: 0,
  /** Lines with the path of a webhook URL or with a bot token, which must never be in the log. */
  secrets: 0,
  /** How invocations ended. */
  invocations: new Map<Invocation["status"], number>(),
  /** The first lines that are not the notifier's, such as a stack trace. */
  noise: [] as string[],
});

/** What the notifier's log says. */
export type Log = ReturnType<typeof newLog>;

export type Notifier = {
  readonly log: Log;
  readonly running: ReadonlySet<Batch>;
  /** One for each sandbox, which takes one invocation at a time. */
  readonly functions: readonly ((event: unknown, events: readonly SentEvent[]) => Promise<Invocation>)[];
  readonly close: () => Promise<void>;
};

/** The event source's maximum concurrency, as the stack sets it. */
const usualSandboxes = 2;

const count = <Name>(counts: Map<Name, number>, name: Name): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const mostNoise = 20;
const longestNoise = 200;

/** SNS's message ID and the lab's names stand at the beginning. */
const longestContent = 2000;

/** Reads a log: counts outcomes, and keeps what only the log shows. */
const logReader =
  (log: Log) =>
  (line: string): void => {
    if (/\/services\/|xoxb-/.test(line)) log.secrets += 1;
    const fields = jsonFieldsOf(line);
    if (fields === undefined && line.trim() !== "" && log.noise.length < mostNoise) {
      log.noise.push(line.slice(0, longestNoise));
    }
    const { outcome, content, kind, id, run } = fields ?? {};
    if (typeof outcome !== "string") return;
    count(log.outcomes, outcome as LogLine["outcome"]); // What the notifier writes.
    if (outcome === "counted") log.counted.push({ kind: String(kind), id: String(id), run: String(run) });
    if (outcome === "delivered" && String(kind).startsWith("run.")) log.runs += 1;
    if (outcome === "content") log.contents.push(String(content).slice(0, longestContent));
  };

/** Runs the notifier's bundle in as many sandboxes as may run at once; each starts with its first invocation. */
export const startNotifier = (options: NotifierOptions): Notifier => {
  const { time, seed, environment, namedHosts, sandboxes = usualSandboxes } = options;
  const running = new Set<Batch>();
  const log = newLog();
  const lambdas = Array.from({ length: sandboxes }, (_, index) =>
    startLambda({
      codeDirectory: options.codeDirectory,
      handler: "index.handler",
      region: "eu-west-1",
      timeoutMilliseconds: functionTimeoutSeconds * 1000,
      scheduler: time.clock,
      hold: time.hold,
      onStart: time.sandboxes.adopt,
      onLog: logReader(log),
      nodeArguments: time.sandboxes.nodeArguments,
      environment: { ...environment, ...time.sandboxes.environment(seed * 100 + index, namedHosts) },
    }),
  );
  return {
    log,
    running,
    functions: lambdas.map((lambda) => async (event, events) => {
      const batch: Batch = { events, lambda, startedAtMilliseconds: time.clock.nowMilliseconds() };
      running.add(batch);
      try {
        const invocation = await lambda.invoke(event);
        count(log.invocations, invocation.status);
        return invocation;
      } finally {
        running.delete(batch);
      }
    }),
    close: async () => {
      await Promise.all(lambdas.map((lambda) => lambda.close()));
    },
  };
};
