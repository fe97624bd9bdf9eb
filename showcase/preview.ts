import { createContext, runProgram } from "../scripts/program/run";
import { readPreviewArguments } from "./preview/arguments";

const preview = async (): Promise<void> => {
  const context = createContext();
  process.exit(
    await runProgram(context, async () => {
      const request = readPreviewArguments(process.argv.slice(2));
      if (request === "help") context.terminal.say((await import("./preview/arguments")).previewHelp);
      else await (await import("./preview/preview")).runPreview(request, context);
    }),
  );
};

void preview();
