/** A process of the run: tries the chunks that it receives, one by one. */
import { openSync, writeSync } from "node:fs";
import { inspect } from "node:util";
import { terminalText } from "../../handler/render/printable";
import { type Chunk, type ChunkResult, runChunk } from "./chunk";

/** What a worker answers. */
export type Answer = ChunkResult & { readonly peakMemoryBytes: number };

/** The current input's index, in a file: a worker that hangs cannot be asked. */
const position = openSync(process.argv[2] ?? "", "w");

const note = (index: number): void => {
  writeSync(position, String(index).padEnd(10), 0);
};

const answer = async (chunk: Chunk): Promise<Answer> => ({
  ...(await runChunk(chunk, { onInput: note })),
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
});

process.on("message", (chunk: Chunk) => {
  answer(chunk).then(
    (done) => process.send?.(done),
    (error: unknown) => {
      console.error(terminalText(inspect(error)));
      process.exit(1);
    },
  );
});

process.on("disconnect", () => process.exit());
