import { type CommandLine, readCommandLine } from "./command-line";
import type { Context } from "./context";
import type { Description, Flags, FlagValues } from "./description";
import { helpOf } from "./help";
import { readStage, type StageRequest, stageEnvironment, stageOperands } from "./stage-request";

/** A command of package.json. */
export type Command = {
  readonly name: string;
  readonly cleansUp: boolean;
  /** Returning means done. @throws Failure, or whatever its work throws. */
  readonly run: (args: readonly string[], context: Context) => Promise<void>;
};

type Work<Request> = {
  /** Loads its modules when it is called, so that `--help` is fast. */
  readonly run: (request: Request, context: Context) => Promise<void>;
  /** Whether the work stops itself at Ctrl-C and removes what it started: then its end is awaited. */
  readonly cleansUp?: boolean;
};

/** Makes a command of its description. */
export const command = <const F extends Flags = Record<never, never>>(
  description: Description<F> & Work<CommandLine<F>>,
): Command => ({
  name: description.name,
  cleansUp: description.cleansUp ?? false,
  run: async (args, context) => {
    const line = readCommandLine(description, args);
    if (line === "help") context.terminal.say(helpOf(description));
    else await description.run(line, context);
  },
});

/** Makes a command for one stage: it takes `[stage] [region]`. */
export const stageCommand = <const F extends Flags = Record<never, never>>({
  run,
  ...description
}: Description<F> & Work<StageRequest<FlagValues<F>>>): Command =>
  command<F>({
    ...description,
    operands: stageOperands,
    environment: { ...description.environment, ...stageEnvironment },
    run: ({ operands, flags, passedOn }, context) =>
      run({ ...readStage(operands, context.env), flags, passedOn }, context),
  });
