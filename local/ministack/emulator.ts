import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listen } from "../http-server";
import { type ProcessGroup, type ProcessMark, startGroup } from "../process/process-group";

export type EmulatorOptions = {
  /** From `installEmulator`. */
  readonly program: string;
  /** The only folder that the emulator writes to. */
  readonly directory: string;
  readonly region: string;
  /** What functions in the emulator inherit, such as `AWS_ENDPOINT_URL_BACKUP`. */
  readonly functionEnvironment: Readonly<Record<string, string>>;
  readonly startSeconds?: number;
  /** Called with the process before anything waits for it. */
  readonly onStart?: (mark: ProcessMark) => void;
};

export type Emulator = {
  readonly url: string;
  readonly logFile: string;
  /** Resolves when the emulator ends, expected or not. */
  readonly ended: Promise<number | string>;
  readonly close: () => Promise<void>;
};

/** The emulator cannot choose a free port. */
const findFreePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const lastLineOf = async (logFile: string): Promise<string> =>
  (await readFile(logFile, "utf8")).trim().split("\n").at(-1) ?? "";

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const waitUntilHealthy = async (url: string, { ended }: ProcessGroup, logFile: string, seconds: number) => {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isHealthy(url))) {
    const exit = await Promise.race([ended, delay(50)]);
    if (exit !== undefined) {
      throw new Error(`the local AWS ended right after its start (${exit}): ${await lastLineOf(logFile)}`);
    }
    if (Date.now() > deadline) {
      throw new Error(`the local AWS was not ready within ${seconds} s; its log is ${logFile}`);
    }
  }
};

/**
 * Starts MiniStack on loopback, with IAM enforced: it checks signatures and policies.
 * @throws Error in one sentence where it does not start.
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const { program, directory, region, functionEnvironment, startSeconds = 30 } = options;
  const port = await findFreePort();
  const temporary = join(directory, "tmp");
  await mkdir(temporary, { recursive: true });
  const logFile = join(directory, "emulator.log");
  const group = await startGroup({
    command: program,
    args: [],
    cwd: directory,
    logFile,
    // Nothing of the caller's environment: the emulator must not see credentials, and must not write elsewhere.
    env: {
      PATH: process.env["PATH"],
      ...functionEnvironment,
      AUTH: "true",
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      // As in an AWS account; otherwise it depends on this machine's memory.
      LAMBDA_ACCOUNT_CONCURRENCY: "1000",
      // Otherwise it opens port 8883 on every interface.
      IOT_MTLS_ENABLED: "0",
      HOME: temporary,
      TMPDIR: temporary,
      STATE_DIR: join(directory, "state"),
      S3_DATA_DIR: join(directory, "s3"),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    options.onStart?.(group.mark);
    await waitUntilHealthy(url, group, logFile, startSeconds);
  } catch (error) {
    await group.end();
    throw error;
  }
  return { url, logFile, ended: group.ended, close: group.end };
};
