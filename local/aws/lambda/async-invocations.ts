import type { Scheduler } from "../../clock/scheduler";

export type AsyncOptions = {
  readonly scheduler: Scheduler;
  /** One per sandbox: as many events run at once. */
  readonly functions: readonly ((event: unknown) => Promise<{ readonly status: string }>)[];
  /** Called with an event that failed at every attempt. */
  readonly onGivenUp: (event: unknown) => void;
};

export type AsyncInvocations = {
  readonly send: (event: unknown) => void;
  /** Events that are waiting, running, or due for a retry. */
  readonly openCount: () => number;
};

/** Two retries, a minute and two minutes later. (AWS Lambda Developer Guide, asynchronous invocation error handling) */
const retryAfterSeconds = [60, 120];

/** Lambda's queue for asynchronous invocations, as SNS uses it. */
export const startAsyncInvocations = (options: AsyncOptions): AsyncInvocations => {
  const { scheduler, onGivenUp } = options;
  const idle = [...options.functions];
  const waiting: { readonly event: unknown; readonly attempt: number }[] = [];
  let open = 0;

  const fail = (event: unknown, attempt: number): void => {
    const seconds = retryAfterSeconds[attempt];
    if (seconds !== undefined) {
      scheduler.after(seconds * 1000, () => enqueue(event, attempt + 1));
      return;
    }
    open -= 1;
    onGivenUp(event);
  };

  const run = async (
    event: unknown,
    attempt: number,
    invoke: AsyncOptions["functions"][number],
  ): Promise<void> => {
    const { status } = await invoke(event);
    if (status === "ok") open -= 1;
    else fail(event, attempt);
    idle.push(invoke);
    next();
  };

  const next = (): void => {
    const invoke = waiting.length > 0 ? idle.shift() : undefined;
    const first = invoke && waiting.shift();
    if (invoke && first) void run(first.event, first.attempt, invoke);
  };

  const enqueue = (event: unknown, attempt: number): void => {
    waiting.push({ event, attempt });
    next();
  };

  return {
    send: (event) => {
      open += 1;
      enqueue(event, 0);
    },
    openCount: () => open,
  };
};
