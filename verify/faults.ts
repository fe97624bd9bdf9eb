import { createContext, runProgram } from "../scripts/program/run";
import { readFaultsArguments } from "./faults/arguments";

const faults = async (): Promise<void> => {
  const context = createContext();
  process.exit(
    await runProgram(context, async () => {
      const request = readFaultsArguments(process.argv.slice(2));
      if (request === "help") context.terminal.say((await import("./faults/arguments")).faultsHelp);
      else await (await import("./faults/faults")).runFaults(request, context);
    }),
  );
};

void faults();
