import { http } from "../aws/http";
import { createAws } from "../aws/request";
import { handle } from "./handle";
import { readRestoreTestEnv } from "./settings";

const settings = readRestoreTestEnv(process.env);
const aws = createAws(http, process.env);

/** Lambda's entry point: checks what restore tests restored. */
export const handler = (event: unknown) =>
  handle(event, {
    aws,
    settings,
    now: () => new Date(),
    log: (line) => {
      process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
    },
  });
