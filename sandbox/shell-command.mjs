/** A command of the sandbox's shell: asks the sandbox to run it, and prints its lines as they come. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

const [controlFile, name, ...args] = process.argv.slice(2);

/** @returns the exit code. */
const run = async () => {
  const { url, token } = JSON.parse(readFileSync(controlFile, "utf8"));
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ name, args, isTerminal: process.stdout.isTTY === true }),
  });
  let exitCode = 1;
  for await (const text of createInterface({ input: Readable.fromWeb(response.body) })) {
    const answer = JSON.parse(text);
    if (answer.line !== undefined) console.log(answer.line);
    if (answer.error !== undefined) console.error(answer.error);
    exitCode = answer.exitCode ?? exitCode;
  }
  return exitCode;
};

try {
  process.exitCode = await run();
} catch {
  console.error("Error: the sandbox of this shell does not answer; start one with `npm run sandbox`");
  process.exitCode = 1;
}
