import type { AwsConfig } from "../../../scripts/aws/client";
import type { Command } from "../../../scripts/program/command";
import type { Context } from "../../../scripts/program/context";
import { type ExitCode, interrupted } from "../../../scripts/program/failure";
import { createProcesses } from "../../../scripts/program/processes";
import { runCommand } from "../../../scripts/program/run";
import { safeTerminal } from "../../../scripts/program/terminal";
import type { ProjectFolder } from "./project-folder";

type OperatorOptions = {
  readonly project: Pick<ProjectFolder, "path">;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the terminal can ask questions. */
  readonly isInteractive?: boolean;
  /** The answers to yes-or-no questions, to other questions, and to hidden ones. */
  readonly answers?: {
    readonly confirm?: boolean;
    readonly text?: string;
    readonly secrets?: readonly string[];
  };
  /** What is piped into the command. */
  readonly input?: string;
  /** An AWS endpoint for the calls that are not mocked. */
  readonly endpoint?: string;
  /** The Region of the AWS profile. Default: none. */
  readonly profileRegion?: string;
  /** Called at the beginning of each step. */
  readonly onStep?: (title: string) => void;
  /** Called instead of each wait. */
  readonly whileWaiting?: (milliseconds: number) => void;
};

/** An operator who runs commands. Time passes at once. */
export type Operator = {
  readonly run: (command: Command, ...args: string[]) => Promise<number>;
  /** Everything that was printed, in order. */
  readonly output: () => string;
  readonly questions: () => readonly string[];
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
};

/** Starts an operator in a project folder. */
export const newOperator = (options: OperatorOptions): Operator => {
  const { project, env = {}, isInteractive = false, answers = {}, input = "" } = options;
  const screen: string[] = [];
  const questions: string[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  let hint = "";
  let exitCode: ExitCode = 0;
  let passed = 0;
  const secrets = [...(answers.secrets ?? [])];
  const asked = <T>(question: string, answer: T | undefined): Promise<T> => {
    questions.push(question);
    return answer === undefined ? Promise.reject(interrupted()) : Promise.resolve(answer);
  };
  const show = (text: string): void => {
    screen.push(text);
  };
  const terminal = safeTerminal({
    isInteractive,
    say: show,
    sayColored: show,
    warn: show,
    step: (title, work) => {
      show(title);
      options.onStep?.(title);
      return work(show);
    },
    confirm: (question) => asked(question, answers.confirm),
    ask: (question) => asked(question, answers.text),
    askSecret: async (question, check) => {
      for (;;) {
        const secret = await asked(question, secrets.shift());
        const problem = check(secret);
        if (problem === undefined) return secret;
        show(problem);
      }
    },
    idle: async () => {},
    readInput: () => Promise.resolve(input),
  });
  const context: Context = {
    projectDir: project.path,
    env: { PATH: process.env["PATH"], ...env },
    terminal,
    clock: {
      now: () => Date.parse("2026-08-22T02:00:00Z") + passed,
      sleep: async (milliseconds, { aborted }) => {
        passed += milliseconds;
        options.whileWaiting?.(milliseconds);
        if (aborted) throw interrupted();
      },
    },
    processes: createProcesses(signal, true),
    signal,
    ifInterrupted: (text) => {
      hint = text;
    },
    resumeHint: () => hint,
    endWith: (code) => {
      exitCode = code;
    },
    exitCode: () => exitCode,
    profileRegion: async () => options.profileRegion,
    awsConfig: (region): AwsConfig => ({
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      ...(region !== undefined && { region }),
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    }),
  };
  return {
    run: (command, ...args) => runCommand(command, args, context),
    output: () => screen.join("\n"),
    questions: () => questions,
    interrupt: () => controller.abort(interrupted()),
  };
};
