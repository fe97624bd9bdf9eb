import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Chunk, type Failure, familyOf } from "./chunk";
import type { Answer } from "./worker";

type Ended = { readonly lost: string };

/** A chunk takes a tenth of a second; after this time it hangs. */
const defaultHangMilliseconds = 60_000;

/** A worker keeps nothing of an input. What does not fit here leaks memory. */
const maxHeapMegabytes = 512;

export type LaneOptions = {
  /** The bundled worker. */
  readonly workerFile: string;
  /** A file that only this lane uses. */
  readonly positionFile: string;
  readonly next: () => Chunk | undefined;
  readonly onAnswer: (chunk: Chunk, answer: Answer) => void;
  readonly onFailure: (failure: Failure) => void;
  readonly signal: AbortSignal;
  readonly hangMilliseconds?: number;
};

const answerTo = (
  worker: ChildProcess,
  chunk: Chunk,
  { hangMilliseconds = defaultHangMilliseconds }: LaneOptions,
): Promise<Answer | Ended> =>
  new Promise((resolve) => {
    let isHanging = false;
    const timer = setTimeout(() => {
      isHanging = true;
      worker.kill("SIGKILL");
    }, hangMilliseconds);
    const finish = (result: Answer | Ended): void => {
      clearTimeout(timer);
      worker.removeAllListeners("message").removeAllListeners("exit");
      resolve(result);
    };
    worker.once("message", (answer) => finish(answer as Answer)); // What worker.ts sends.
    worker.once("exit", (code, killedBy) => {
      const how = `ended the process (${killedBy ?? code})`;
      finish({ lost: isHanging ? `did not end within ${hangMilliseconds / 1000} s` : how });
    });
    worker.send(chunk);
  });

/** Sends chunks to one process at a time, until there are none left. A process that ends is replaced. */
export const runLane = async (options: LaneOptions): Promise<void> => {
  const { workerFile, positionFile, next, onAnswer, onFailure, signal } = options;
  const execArgv = [`--max-old-space-size=${maxHeapMegabytes}`];
  const start = () =>
    fork(workerFile, [positionFile], { execArgv, signal, killSignal: "SIGKILL" }).on("error", () => {}); // It was stopped.
  let worker: ChildProcess | undefined;
  while (!signal.aborted) {
    const chunk = next();
    if (chunk === undefined) break;
    worker ??= start();
    const answered = await answerTo(worker, chunk, options);
    if (!("lost" in answered)) {
      onAnswer(chunk, answered);
      if (answered.failure) onFailure(answered.failure);
      continue;
    }
    worker = undefined;
    if (signal.aborted) break;
    const id = `${chunk.number}:${readFileSync(positionFile, "utf8").trim() || "0"}`;
    onFailure({ family: familyOf(chunk.number).name, id, problem: answered.lost, input: "not known" });
  }
  if (worker === undefined) return;
  worker.disconnect();
  await once(worker, "exit");
};
