import { costOf } from "../../../scripts/commands/cost";
import { summaryOf } from "../../../scripts/stack/plan-summary";
import { all, everyTestResource, type Synthesized, synthesize, vaultStage } from "../../fixtures/stack";

const replaced = (name: string) => ({
  address: `aws_dynamodb_table.${name}`,
  type: "aws_dynamodb_table",
  change: { actions: ["delete", "create"], before: { name } },
});

test("a replaced ledger loses its record, and a replaced test table nothing", () => {
  const lossesOf = (name: string) => summaryOf([replaced(name)], "", 0).losses;
  expect(lossesOf("backup-notifications-dev-ledger")).toEqual([
    "The plan replaces table backup-notifications-dev-ledger: the record of past jobs and messages in it is lost.",
  ]);
  expect(lossesOf("backup-notifications-dev-test-table")).toEqual([]);
});

const typesOf = (stack: Synthesized): readonly string[] =>
  Object.keys(stack.resource).flatMap((type) => all(stack, type).map(() => type));

test("every test resource has a word in the summary", () => {
  const stack = synthesize({
    ...vaultStage,
    testWorkload: everyTestResource,
  });
  const changes = typesOf(stack).map((type) => ({ address: type, type, change: { actions: ["create"] } }));
  const { lines } = summaryOf(changes, "", 0);
  expect(lines.join("\n")).toContain("1 test database");
  expect(lines.join("\n")).not.toMatch(/aws_/);
  expect(costOf(stack.json).notIncluded).toHaveLength(3);
});
