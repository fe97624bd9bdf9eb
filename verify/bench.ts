import { createContext, runProgram } from "../scripts/program/run";

const bench = async (): Promise<void> => {
  const context = createContext();
  process.exit(await runProgram(context, async () => (await import("./bench/bench")).runBench(context)));
};

void bench();
