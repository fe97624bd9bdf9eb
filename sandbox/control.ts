import { randomBytes } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { bodyOf, startHttpServer } from "../local/http-server";
import { runTyped, shellCommands, type World } from "./commands";

/** What `shell-command.mjs` sends. */
const typedSchema = z.object({ name: z.string(), args: z.array(z.string()), isTerminal: z.boolean() });

/** The sandbox, as the programs in `bin` reach it. */
export type Control = {
  /** For PATH: a program for each command of the shell. */
  readonly bin: string;
  readonly close: () => Promise<void>;
};

/** A word for a POSIX shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const programOf = (name: string, controlFile: string): string => {
  const words = [process.execPath, join(__dirname, "shell-command.mjs"), controlFile, name];
  return `#!/bin/sh\nexec ${words.map(shellWord).join(" ")} "$@"\n`;
};

/** Listens for the commands of the shell, and writes their programs into a folder. Only who can read that folder can use it. */
export const startControl = async (directory: string, world: World): Promise<Control> => {
  const token = randomBytes(24).toString("hex");
  const { url, close } = await startHttpServer(async (request, response) => {
    if (request.method !== "POST" || request.headers.authorization !== `Bearer ${token}`) {
      response
        .writeHead(403, { "content-type": "text/plain" })
        .end("Only the sandbox's own shell is served.\n");
      return;
    }
    const typed = typedSchema.parse(JSON.parse((await bodyOf(request)).toString("utf8")));
    const send = (value: object): void => void response.write(`${JSON.stringify(value)}\n`);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const exitCode = await runTyped(
      typed,
      world,
      (line) => send({ line }),
      (error) => send({ error }),
    );
    response.end(JSON.stringify({ exitCode }));
  });
  const controlFile = join(directory, "control.json");
  const bin = join(directory, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(controlFile, JSON.stringify({ url, token }), { mode: 0o600 });
  for (const name of Object.keys(shellCommands)) {
    await writeFile(join(bin, name), programOf(name, controlFile));
    await chmod(join(bin, name), 0o755);
  }
  return { bin, close };
};
