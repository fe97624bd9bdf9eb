import type { ChildProcess } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listen } from "../http-server";
import type { SandboxConnection } from "./connections";

/** What a sandbox reports once it has nothing left to do. */
export type SandboxReport = {
  readonly ping: number;
  /** Counts what it did with timers and sockets. */
  readonly steps: number;
  /** When its next timer is due, by the virtual clock; `null` where it has none. */
  readonly due: number | null;
  /** A connection is being opened or closed. */
  readonly unsettled: boolean;
  readonly connections: readonly SandboxConnection[];
};

type Message = SandboxReport | { readonly processId: number };

type Sandbox = {
  readonly socket: Socket;
  readonly processId: number;
  answer: ((report: SandboxReport | undefined) => void) | undefined;
};

/** The processes whose clocks this one sets. */
export type Sandboxes = {
  readonly nodeArguments: readonly string[];
  /** `namedHosts`: host names that the process resolves to a port of this machine. */
  readonly environment: (
    seed: number,
    namedHosts?: Readonly<Record<string, number>>,
  ) => Readonly<Record<string, string>>;
  readonly port: number;
  /** Must be called at once with each process that is started with these arguments. */
  readonly adopt: (child: ChildProcess) => void;
  /** Stops a process, as a hanging machine would; from then on it can only be killed. */
  readonly freeze: (child: ChildProcess) => void;
  readonly hasFrozen: () => boolean;
  /** Whether a process is starting or ending: time must not pass meanwhile. */
  readonly areInTransit: () => boolean;
  /** Counts processes that started, ended or were frozen. */
  readonly changeCount: () => number;
  /** Asks every sandbox. Resolves once each has nothing left to do. */
  readonly reports: () => Promise<readonly SandboxReport[]>;
  readonly setNow: (milliseconds: number) => void;
  /** Whether named hosts can be looked up. */
  readonly setNamesKnown: (known: boolean) => void;
  readonly close: () => Promise<void>;
};

const preload = pathToFileURL(join(__dirname, "sandbox-clock.mjs")).href;

/** Listens for sandboxes on loopback. */
export const startSandboxes = async (nowMilliseconds: () => number): Promise<Sandboxes> => {
  const sandboxes = new Map<number, Sandbox>();
  const inTransit = new Set<ChildProcess>();
  const frozen = new Set<number>();
  let namesAreKnown = true;
  let pings = 0;
  let changes = 0;

  const send = (sandbox: Sandbox, message: object): void =>
    void sandbox.socket.write(`${JSON.stringify(message)}\n`);
  const awake = (): Sandbox[] => [...sandboxes.values()].filter(({ processId }) => !frozen.has(processId));

  const admit = (socket: Socket, processId: number): Sandbox => {
    const sandbox: Sandbox = { socket, processId, answer: undefined };
    sandboxes.set(processId, sandbox);
    changes += 1;
    for (const child of inTransit) if (child.pid === processId && !child.killed) inTransit.delete(child);
    send(sandbox, { now: nowMilliseconds(), names: namesAreKnown });
    return sandbox;
  };

  const server = createServer((socket) => {
    let sandbox: Sandbox | undefined;
    socket.setNoDelay(true).on("error", () => undefined);
    socket.on("close", () => {
      changes += 1;
      if (sandbox) sandboxes.delete(sandbox.processId);
      sandbox?.answer?.(undefined);
    });
    const receive = (message: Message): void => {
      if ("processId" in message) sandbox = admit(socket, message.processId);
      else sandbox?.answer?.(message);
    };
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (text + chunk).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) receive(JSON.parse(line));
    });
  });
  const port = await listen(server);

  const ask = (sandbox: Sandbox, ping: number): Promise<SandboxReport | undefined> =>
    new Promise((resolve) => {
      sandbox.answer = (report) => {
        if (report === undefined || report.ping === ping) resolve(report);
      };
      send(sandbox, { ping });
    });

  return {
    nodeArguments: ["--import", preload],
    port,
    environment: (seed, namedHosts = {}) => ({
      VIRTUAL_CLOCK: `127.0.0.1:${port}`,
      VIRTUAL_SEED: String(seed),
      VIRTUAL_HOSTS: Object.entries(namedHosts)
        .map(([host, hostPort]) => `${host}=${hostPort}`)
        .join(","),
    }),
    adopt: (child) => {
      changes += 1;
      inTransit.add(child);
      child.once("close", () => {
        changes += 1;
        inTransit.delete(child);
        frozen.delete(child.pid ?? 0);
      });
      const kill = child.kill.bind(child);
      child.kill = (signal) => {
        // A process that has already ended emits no further close event.
        if (child.exitCode === null && child.signalCode === null) inTransit.add(child);
        return kill(signal);
      };
    },
    freeze: (child) => {
      changes += 1;
      frozen.add(child.pid ?? 0);
      sandboxes.get(child.pid ?? 0)?.answer?.(undefined);
      process.kill(child.pid ?? 0, "SIGSTOP");
    },
    hasFrozen: () => frozen.size > 0,
    areInTransit: () => inTransit.size > 0,
    changeCount: () => changes,
    reports: async () => {
      pings += 1;
      const reports = await Promise.all(awake().map((sandbox) => ask(sandbox, pings)));
      return reports.filter((report) => report !== undefined);
    },
    setNow: (now) => {
      for (const sandbox of awake()) send(sandbox, { now });
    },
    setNamesKnown: (names) => {
      namesAreKnown = names;
      for (const sandbox of awake()) send(sandbox, { names });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of sandboxes.values()) socket.destroy();
      }),
  };
};
