import { makeDigest } from "../../handler/watch/digest/digest";
import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { readDeployedWatch } from "../report/deployed-watch";
import { reportLines } from "../report/report-lines";
import { readDeployedStack } from "../stack/deployed-stack";

/** Nothing but the report on standard output: another program reads it. */
const quiet = (context: Context): Context => ({
  ...context,
  terminal: { ...context.terminal, step: (_title, work) => work(() => {}) },
});

/**
 * Shows what the digest would say now, with every name. Reads as the watch does, and changes nothing.
 * @throws Failure where the stage is not deployed, or has no watch.
 */
export const report = async (
  request: StageRequest<{ readonly json: boolean }>,
  given: Context,
): Promise<void> => {
  const { json } = request.flags;
  const context = json ? quiet(given) : given;
  const { terminal } = context;
  const outputs = await readDeployedStack(request, "report", context);
  const watch = await readDeployedWatch(outputs, context);
  const { digest } = await terminal.step("Asking AWS for plans, resources, backups and jobs", () =>
    makeDigest(watch),
  );
  if (json) terminal.say(JSON.stringify(digest, undefined, 2));
  else for (const line of reportLines(digest)) terminal.say(line);
};
