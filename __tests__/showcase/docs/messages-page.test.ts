import { readFileSync } from "node:fs";
import { join } from "node:path";
import { messageKindOf } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { isPostedByKind } from "../../../handler/route/match";
import { type MessageRow, messageRowsOf } from "../../../showcase/docs/message-row";
import { kindsWithoutState, messagesPage, problemsOf } from "../../../showcase/docs/messages-page";
import { samples } from "../../../showcase/samples/samples";
import { knownMessageKinds } from "../../../src/stage/message-kind";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";

let page: string;
let rows: readonly MessageRow[];

beforeAll(async () => {
  page = await messagesPage();
  rows = await messageRowsOf(samples, "prod");
});

const tableLines = (): readonly string[] => page.split("\n").filter((line) => /^\| `/.test(line));

/** Columns of a row: kind, AWS's words, severity, by default, example. */
const columnsOf = (line: string): readonly string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((one) => one.trim());

test("docs/messages.md matches the notifier; if not, run npm run docs", () => {
  expect(readFileSync(join(__dirname, "../../../docs/messages.md"), "utf8")).toBe(page);
});

test("every kind that a stage may name has a row, or AWS documents no state for it", () => {
  const shown = new Set(tableLines().map((line) => columnsOf(line)[0]));
  expect(
    knownMessageKinds.filter((kind) => !shown.has(`\`${kind}\``) && !kindsWithoutState.includes(kind)),
  ).toEqual([]);
});

test("every state that AWS documents for a job has a row", () => {
  const documented = {
    backup: [
      "CREATED",
      "PENDING",
      "RUNNING",
      "ABORTING",
      "ABORTED",
      "COMPLETED",
      "FAILED",
      "EXPIRED",
      "PARTIAL",
    ],
    copy: ["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"],
    restore: ["CREATED", "PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"],
  };
  for (const [jobType, states] of Object.entries(documented)) {
    const shown = tableLines()
      .map(columnsOf)
      .filter(([kind]) => kind?.startsWith(`\`${jobType}.`))
      .map(([, said]) => said?.split(",")[0]);
    expect(shown).toEqual(expect.arrayContaining(states.map((state) => `\`${state}\``)));
  }
});

test("every message of a sample belongs to one section", () => {
  const lines = tableLines();
  const examples = lines.map((line) => columnsOf(line)[4]);
  expect(new Set(examples.map((example, index) => `${example} ${lines[index]}`)).size).toBe(lines.length);
  expect(lines.every((line) => columnsOf(line).length === 5 && !columnsOf(line).includes(""))).toBe(true);
  for (const { kind } of rows) expect(lines.some((line) => line.startsWith(`| \`${kind}\``))).toBe(true);
});

test("a row says how its kind is routed without routes", () => {
  for (const line of tableLines()) {
    const [kind = "", , severity = "", byDefault] = columnsOf(line);
    const isBad = /warning|danger/.test(severity);
    // Of a plan's run, as all samples of good backups are.
    if (byDefault === "counted in its run") {
      expect([kind, severity]).toEqual(["`backup.completed`", expect.stringContaining("good")]);
      continue;
    }
    const isPosted = isPostedByKind(kind.replaceAll("`", "")) || isBad;
    expect([kind, byDefault]).toEqual([kind, isPosted ? "posted" : "logged only"]);
  }
});

test("the kinds of all fixtures are known", () => {
  const events = [...vaultEvents.map(throughSns), ...eventBridgeEvents.map(({ event }) => event)].flatMap(
    (input) => parse(input).records.map(({ event }) => event),
  );
  const kinds = new Set(events.map(messageKindOf));
  expect([...kinds].filter((kind) => !knownMessageKinds.includes(kind))).toEqual(["unrecognized"]);
});

describe("a page", () => {
  const without = (kind: string) => rows.filter((row) => row.kind !== kind);
  const more = (kind: string) => [...rows, { kind }];

  test("is not generated without a sample of a kind", () => {
    expect(problemsOf(rows)).toEqual([]);
    expect(problemsOf(without("access-point.expired"))).toEqual([
      "No sample has a message of kind access-point.expired: add one in showcase/samples/samples/.",
    ]);
    expect(problemsOf(without("test"))).toHaveLength(1);
  });

  test("is not generated where a kind is unknown, or wrongly listed as one without a state", () => {
    expect(problemsOf(more("backup-vault.moved"))).toEqual([
      "A sample has a message of the unknown kind backup-vault.moved: add it to src/stage/message-kind.ts.",
    ]);
    expect(problemsOf(more("copy.expired"))).toEqual([
      "A sample has a message of kind copy.expired: remove it from the list of kinds without a state.",
    ]);
  });
});
