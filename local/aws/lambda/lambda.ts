import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Scheduler, systemScheduler } from "../../clock/scheduler";
import { type Outcome, type RuntimeApi, startRuntimeApi } from "./runtime-api";

export type LambdaOptions = {
  /** Folder of the bundle. */
  readonly codeDirectory: string;
  /** File and export, `index.handler`. */
  readonly handler: string;
  /** The function's variables; it sees nothing of this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly region?: string;
  readonly onLog?: (line: string) => void;
  /** Additional Node.js arguments, such as `--use-openssl-ca`. */
  readonly nodeArguments?: readonly string[];
  /** The clock behind deadline and timeout; the machine's where absent. */
  readonly scheduler?: Scheduler;
  /** Keeps a virtual clock still while a process starts or ends, until `release` is called. */
  readonly hold?: () => Release;
  /** Called with every process as soon as it is started. */
  readonly onStart?: (child: ChildProcess) => void;
};

export type Release = () => void;

/** How one invocation went. */
export type Invocation = (Outcome | { readonly status: "timeout" } | { readonly status: "crashed" }) & {
  /** From the event to the response, without init. */
  readonly durationMilliseconds: number;
  /** Of the sandbox's start, where this invocation started one. */
  readonly initMilliseconds?: number;
};

export type LocalLambda = {
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** The peak memory of the running sandbox, in bytes; 0 where the system does not report it. */
  readonly peakMemoryBytes: () => number;
  /** Applies `how` to the running process, if there is one. */
  readonly freeze: (how: (child: ChildProcess) => void) => void;
  /** Kills the sandbox at once; the next event starts another. */
  readonly kill: () => void;
  readonly close: () => Promise<void>;
};

type Sandbox = {
  readonly api: RuntimeApi;
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  readonly initMilliseconds: number;
};

const functionName = "local-function";

const nothing = (): void => undefined;

const startSandbox = async (options: LambdaOptions): Promise<Sandbox> => {
  const release = options.hold?.() ?? nothing;
  const { codeDirectory, handler, environment, region = "us-east-1", onLog } = options;
  const api = await startRuntimeApi(`arn:aws:lambda:${region}:000000000000:function:${functionName}`);
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...(options.nodeArguments ?? []), join(__dirname, "bootstrap.mjs")],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        AWS_LAMBDA_RUNTIME_API: api.address,
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        LAMBDA_TASK_ROOT: codeDirectory,
        _HANDLER: handler,
        TZ: ":UTC",
        ...environment,
      },
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => onLog?.(line));
  }
  options.onStart?.(child);
  release();
  // By then its last log lines have been read.
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const died = exited.then(() => {
    throw new Error("the function's process ended before it was ready; see its log");
  });
  died.catch(() => undefined);
  try {
    await Promise.race([api.ready, died]);
  } catch (error) {
    child.kill("SIGKILL");
    await exited;
    await api.close();
    throw error;
  }
  return { api, child, exited, initMilliseconds: performance.now() - startedAt };
};

const stopSandbox = async ({ api, child, exited }: Sandbox, { hold }: LambdaOptions): Promise<void> => {
  const release = hold?.() ?? nothing;
  child.kill("SIGKILL");
  await exited;
  await api.close();
  release();
};

/** The high-water mark that Linux keeps of a process. */
const peakMemoryOf = (processId: number | undefined): number => {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
};

/**
 * Runs a bundled function as Lambda does: in its own Node.js process, started by the first event, kept warm for the
 * next, killed at its timeout or after a crash. One event at a time.
 */
export const startLambda = (options: LambdaOptions): LocalLambda => {
  const { scheduler = systemScheduler(), timeoutMilliseconds } = options;
  const now = (): number => options.scheduler?.now().getTime() ?? Date.now();
  let sandbox: Sandbox | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const invokeNow = async (event: unknown): Promise<Invocation> => {
    if (closed) throw new Error("the local Lambda is closed; start another");
    const cold = sandbox === undefined;
    sandbox ??= await startSandbox(options);
    const running = sandbox;
    const startedAt = performance.now();
    let cancelTimeout = nothing;
    const outcome = await Promise.race([
      running.api.invoke(event, now() + timeoutMilliseconds),
      running.exited.then(() => ({ status: "crashed" }) as const),
      new Promise<{ readonly status: "timeout" }>((resolve) => {
        cancelTimeout = scheduler.after(timeoutMilliseconds, () => resolve({ status: "timeout" }));
      }),
    ]);
    cancelTimeout();
    const durationMilliseconds = performance.now() - startedAt;
    if (outcome.status === "timeout" || outcome.status === "crashed") {
      sandbox = undefined;
      await stopSandbox(running, options);
    }
    return { ...outcome, durationMilliseconds, ...(cold && { initMilliseconds: running.initMilliseconds }) };
  };

  return {
    invoke: (event) => {
      const invocation = last.then(() => invokeNow(event));
      last = invocation.catch(() => undefined);
      return invocation;
    },
    peakMemoryBytes: () => peakMemoryOf(sandbox?.child.pid),
    kill: () => void sandbox?.child.kill("SIGKILL"),
    freeze: (how) => {
      if (sandbox) how(sandbox.child);
    },
    close: async () => {
      closed = true;
      const running = sandbox;
      sandbox = undefined;
      if (running) await stopSandbox(running, options);
    },
  };
};
