import { type CommandLine, readCommandLine } from "./command-line";
import type { Context } from "./context";
import type { Flags, FlagValues } from "./flag";
import { type Description, helpOf } from "./help";
import { refuseTakenFlags } from "./npm-flags";
import { readStage, type StageRequest, stageEnvironment, stageOperands } from "./stage-request";

/** A command of package.json. */
export type Command = {
  readonly name: string;
  /** Whether the work stops itself at Ctrl-C and removes what it started: then its end is awaited. */
  readonly cleansUp?: boolean;
  /** Returning means done. @throws Failure, or whatever its work throws. */
  readonly run: (args: readonly string[], context: Context) => Promise<void>;
};

type Work<Request> = {
  /** Loads its modules when it is called, so that `--help` is fast. */
  readonly run: (request: Request, context: Context) => Promise<void>;
};

/** Makes a command of its description. */
export const command = <F extends Flags = Record<never, never>>(
  description: Description<F> & Pick<Command, "cleansUp"> & Work<CommandLine<F>>,
): Command => ({
  ...description,
  run: async (args, context) => {
    const line = readCommandLine(description, args);
    if (line === "help") return context.terminal.say(helpOf(description));
    refuseTakenFlags(description, args, context.env);
    await description.run(line, context);
  },
});

/** Makes a command for one stage: it takes `[stage] [region]`. */
export const stageCommand = <F extends Flags = Record<never, never>>({
  run,
  ...description
}: Description<F> & Work<StageRequest<FlagValues<F>>>): Command =>
  command<F>({
    ...description,
    operands: stageOperands,
    environment: { ...description.environment, ...stageEnvironment },
    run: async ({ operands, ...line }, context) => {
      const request = { ...(await readStage(operands, context.env)), ...line };
      const profileRegion = request.region === undefined ? await context.profileRegion() : undefined;
      // The project's program decides: only it knows what the stage file names.
      const env = { ...context.env, PROFILE_REGION: profileRegion };
      await run(request, profileRegion === undefined ? context : { ...context, env });
    },
  });
