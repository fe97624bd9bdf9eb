import { createContext, runProgram } from "../scripts/program/run";
import { fuzzHelp, readFuzzArguments } from "./fuzz/arguments";

const fuzz = async (): Promise<void> => {
  const context = createContext();
  process.exit(
    await runProgram(context, async () => {
      const request = readFuzzArguments(process.argv.slice(2));
      if (request === "help") context.terminal.say(fuzzHelp);
      else if (request.only) await (await import("./fuzz/only")).runOnly(request.seed, request.only, context);
      else await (await import("./fuzz/run")).runFuzz(request, context);
    }),
  );
};

void fuzz();
