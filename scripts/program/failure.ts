/** What a command exits with. 0 done, 1 failed, 2 wrong usage, 3 found changes, 130 stopped by Ctrl-C (128 + SIGINT). */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * A failure that we expect. Its message is for the operator: one sentence that says what happened, with which
 * value, and what to do. It is shown without a stack trace.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: ExitCode;

  constructor(message: string, options: { readonly exitCode?: ExitCode; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command was typed wrong. */
export const wrongUsage = (message: string): Failure => new Failure(message, { exitCode: 2 });

/** The operator pressed Ctrl-C. */
export const interrupted = (): Failure => new Failure("stopped", { exitCode: 130 });
