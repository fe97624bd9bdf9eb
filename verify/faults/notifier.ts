import { jsonFieldsOf } from "../../handler/model/fields";
import type { LogLine } from "../../handler/telemetry/log";
import { type Invocation, type LocalLambda, startLambda } from "../../local/aws/lambda/lambda";
import type { VirtualTime } from "../../local/clock/virtual-time";
import { functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import type { LoggedGroup, RunningBatch } from "./reported";
import type { SentEvent } from "./sent-events";

/** A batch that a sandbox is processing. */
export type Batch = RunningBatch & { readonly lambda: LocalLambda };

type NotifierOptions = {
  readonly time: VirtualTime;
  readonly codeDirectory: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly namedHosts: Readonly<Record<string, number>>;
};

const newLog = () => ({
  /** Lines by their outcome. */
  outcomes: new Map<LogLine["outcome"], number>(),
  groups: [] as LoggedGroup[],
  /** Lines with the path of a webhook URL, which must never be in the log. */
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
const sandboxCount = 2;

const count = <Name>(counts: Map<Name, number>, name: Name): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const mostNoise = 20;
const longestNoise = 200;

/** Reads one sandbox's log: counts outcomes, and collects the events of each group message. */
const logReader = (log: Log) => {
  let ids: string[] = [];
  return (line: string): void => {
    if (line.includes("/services/")) log.secrets += 1;
    const fields = jsonFieldsOf(line);
    if (fields === undefined && line.trim() !== "" && log.noise.length < mostNoise) {
      log.noise.push(line.slice(0, longestNoise));
    }
    const { outcome, id, eventsInMessage } = fields ?? {};
    if (typeof outcome !== "string") return;
    count(log.outcomes, outcome as LogLine["outcome"]); // What the notifier writes.
    if (outcome !== "delivered" || typeof eventsInMessage !== "number") return;
    ids.push(String(id));
    if (ids.length < eventsInMessage) return;
    log.groups.push(ids);
    ids = [];
  };
};

/** Runs the notifier's bundle in two sandboxes. */
export const startNotifier = (options: NotifierOptions): Notifier => {
  const { time, seed, environment, namedHosts } = options;
  const running = new Set<Batch>();
  const log = newLog();
  const lambdas = Array.from({ length: sandboxCount }, (_, index) =>
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
      environment: { ...environment, ...time.sandboxes.environment(seed * 10 + index, namedHosts) },
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
