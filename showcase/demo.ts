import { createContext, runProgram } from "../scripts/program/run";
import { readDemoArguments } from "./demo/arguments";

const demo = async (): Promise<void> => {
  // See `main` in program/run.ts.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const context = createContext();
  process.exit(
    await runProgram(context, async () => {
      const request = readDemoArguments(process.argv.slice(2));
      if (request === "help") context.terminal.say((await import("./demo/arguments")).demoHelp);
      else await (await import("./demo/demo")).runDemo(request, context);
    }),
  );
};

void demo();
