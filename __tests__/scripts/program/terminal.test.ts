import { createTerminal, safeTerminal, type Terminal } from "../../../scripts/program/terminal";

const hostile = "a\u001b[2Jb\u009b1Ac\u202ed";
const harmless = "a [2Jb 1Acd";

/** A terminal that records what it would show. */
const recordingTerminal = (): { readonly terminal: Terminal; readonly shown: readonly string[] } => {
  const shown: string[] = [];
  const show = (text: string): void => {
    shown.push(text);
  };
  const terminal: Terminal = {
    isInteractive: true,
    say: show,
    sayColored: show,
    warn: show,
    step: (title, work) => {
      show(title);
      return work(show);
    },
    confirm: async (question) => {
      show(question);
      return true;
    },
    ask: async (question) => {
      show(question);
      return "";
    },
    askSecret: async (question, check) => {
      show(question);
      show(check("x") ?? "");
      return "";
    },
    readInput: async () => "",
    idle: async () => {},
  };
  return { terminal, shown };
};

test.each<readonly [string, (terminal: Terminal) => unknown]>([
  ["a line", (terminal) => terminal.say(hostile)],
  ["a warning", (terminal) => terminal.warn(hostile)],
  ["a step", (terminal) => terminal.step(hostile, async () => {})],
  ["a step's progress", (terminal) => terminal.step("", async (report) => report(hostile))],
  ["a question", (terminal) => terminal.confirm(hostile)],
  ["an open question", (terminal) => terminal.ask(hostile)],
  ["a hidden question", (terminal) => terminal.askSecret(hostile, () => undefined)],
  ["a problem with a hidden answer", (terminal) => terminal.askSecret("", () => hostile)],
])("no text controls the terminal: %s", async (_name, use) => {
  const { terminal, shown } = recordingTerminal();
  await use(safeTerminal(terminal));
  expect(shown.filter((text) => text !== "")).toEqual([harmless]);
});

test("an answer that is right has no problem to show", async () => {
  const { terminal, shown } = recordingTerminal();
  await safeTerminal(terminal).askSecret("secret?", () => undefined);
  expect(shown).toEqual(["secret?", ""]);
});

test("the real terminal is such a terminal, also in a log", async () => {
  const lines: string[] = [];
  const record = (line: unknown): void => {
    lines.push(String(line));
  };
  const log = jest.spyOn(console, "log").mockImplementation(record);
  const error = jest.spyOn(console, "error").mockImplementation(record);
  const terminal = createTerminal({ CI: "true" }, new AbortController().signal);
  terminal.say(hostile);
  terminal.warn(hostile);
  await terminal.step(hostile, async (report) => report(hostile));
  log.mockRestore();
  error.mockRestore();
  expect(lines).toEqual([harmless, harmless, `${harmless} ...`, `  ${harmless}`, `${harmless}: done`]);
});
