import { duration } from "../../handler/render/mrkdwn";
import { terminalText } from "../../handler/render/printable";
import { Failure, interrupted, wrongUsage } from "./failure";

/** Reports the progress of a step. */
export type Report = (text: string) => void;

/** What a command shows and asks. No text that it is given can control the terminal, whoever wrote it. */
export type Terminal = {
  /** Whether an operator can answer. False in CI, and where input or output is not a terminal. */
  readonly isInteractive: boolean;
  /** A line for the operator, on standard output. */
  readonly say: (text: string) => void;
  /** A line with our own colors. Its words went through `terminalLine` before they were colored. */
  readonly sayColored: (line: string) => void;
  /** A line on standard error. */
  readonly warn: (text: string) => void;
  /** Does something that takes a while, and shows its progress. */
  readonly step: <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly ask: (question: string) => Promise<string>;
  /** Asks without showing what is typed, until `check` finds no problem. */
  readonly askSecret: (question: string, check: (answer: string) => string | undefined) => Promise<string>;
  /** Everything that is piped into the command. */
  readonly readInput: () => Promise<string>;
  /** Resolves once no step is shown; until then, the spinner can hold back a line. */
  readonly idle: () => Promise<void>;
};

/** A webhook URL has about 80 characters. */
const maxInputCharacters = 4096;

const readInput = async (): Promise<string> => {
  if (process.stdin.isTTY) {
    throw wrongUsage("nothing is piped into the command, and in CI it does not ask; pipe the value into it");
  }
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk;
    if (text.length > maxInputCharacters) {
      throw new Failure(
        `more than ${maxInputCharacters} characters were piped into the command; pipe one value`,
      );
    }
  }
  return text;
};

/** Without a terminal, one line per change: logs stay short and readable. */
const plainStep: Terminal["step"] = async (title, work) => {
  console.log(`${title} ...`);
  let last = "";
  const value = await work((text) => {
    if (text !== last) console.log(`  ${text}`);
    last = text;
  });
  console.log(`${title}: done`);
  return value;
};

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** In a terminal, a spinner with the elapsed time. An error is shown once, when the command ends. */
const showLive = async <T>(
  title: string,
  work: (report: Report) => Promise<T>,
  signal: AbortSignal,
): Promise<T> => {
  const { Listr } = await import("listr2");
  const startedAt = Date.now();
  let finish: (() => T) | undefined;
  const task = async (_: unknown, shown: { output: string }): Promise<void> => {
    let last = "";
    const show = (): void => {
      shown.output = `${last}${last === "" ? "" : ", "}${duration(Date.now() - startedAt)}`;
    };
    const ticking = setInterval(show, 1000);
    try {
      const report = (text: string): void => {
        last = text;
        show();
      };
      const value = await Promise.race([work(report), rejectOnAbort(signal)]);
      finish = () => value;
    } finally {
      clearInterval(ticking);
    }
  };
  await new Listr([{ title, task }], {
    registerSignalListeners: false,
    renderer: "default",
    rendererOptions: { showErrorMessage: false },
  }).run();
  if (finish === undefined) throw new Failure(`"${title}" did not finish`);
  return finish();
};

/** Asks a question. The prompt library reports Ctrl-C as its own error; here it means the same as everywhere. */
const prompt = async <T>(ask: (prompts: typeof import("@inquirer/prompts")) => Promise<T>): Promise<T> => {
  try {
    return await ask(await import("@inquirer/prompts"));
  } catch (error) {
    if (error instanceof Error && /^(?:ExitPromptError|AbortPromptError)$/.test(error.name))
      throw interrupted();
    throw error;
  }
};

/** A terminal that no text from AWS, Slack, a file or an event can control: not its cursor, colors, title or direction. */
export const safeTerminal = (terminal: Terminal): Terminal => ({
  ...terminal,
  say: (text) => terminal.say(terminalText(text)),
  warn: (text) => terminal.warn(terminalText(text)),
  step: (title, work) =>
    terminal.step(terminalText(title), (report) => work((text) => report(terminalText(text)))),
  confirm: (question) => terminal.confirm(terminalText(question)),
  ask: (question) => terminal.ask(terminalText(question)),
  askSecret: (question, check) =>
    terminal.askSecret(terminalText(question), (answer) => {
      const problem = check(answer);
      return problem === undefined ? undefined : terminalText(problem);
    }),
});

/** The real terminal. */
export const createTerminal = (env: NodeJS.ProcessEnv, signal: AbortSignal): Terminal => {
  const isInteractive = Boolean(process.stdin.isTTY && process.stdout.isTTY) && !env["CI"];
  const shown = new Set<Promise<unknown>>();
  const liveStep: Terminal["step"] = (title, work) => {
    const step = showLive(title, work, signal);
    shown.add(step);
    return step.finally(() => shown.delete(step));
  };
  return safeTerminal({
    isInteractive,
    say: (text) => console.log(text),
    sayColored: (line) => console.log(line),
    warn: (text) => console.error(text),
    step: isInteractive ? liveStep : plainStep,
    confirm: (message) => prompt(({ confirm }) => confirm({ message, default: false }, { signal })),
    ask: (message) => prompt(({ input }) => input({ message }, { signal })),
    askSecret: (message, check) =>
      prompt(({ password }) =>
        password({ message, validate: (answer) => check(answer) ?? true }, { signal }),
      ),
    readInput,
    idle: async () => {
      await Promise.allSettled(shown);
    },
  });
};
