import { resolve } from "node:path";
import { createContext, runProgram } from "../scripts/program/run";
import { stageNames } from "../src/stage/load";
import { readScanArguments, scanHelp } from "./scan/arguments";
import { newLocalAwsHandle } from "./scan/local-aws";
import { runScan } from "./scan/scan";

const scan = async (): Promise<void> => {
  // See `main` in program/run.ts.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const context = createContext();
  const door = newLocalAwsHandle(context);
  const exitCode = await runProgram(context, async () => {
    const known = stageNames(resolve(context.projectDir, context.env["STAGES_DIR"] || "stages"));
    const request = readScanArguments(process.argv.slice(2), known);
    if (request === "help") context.terminal.say(scanHelp);
    else await runScan(request, door, context);
  });
  // Behind the command's end, since Ctrl-C ends that at once.
  await door.close();
  process.exit(exitCode);
};

void scan();
