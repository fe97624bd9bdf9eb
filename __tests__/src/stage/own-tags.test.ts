import { stackTagsOf, tagProblemsOf } from "../../../src/stage/own-tags";

const own = { application: "backup-notifications", stage: "dev" };

test.each([
  [{}, own],
  [{ team: "platform" }, { ...own, team: "platform" }],
  [{ Application: "shop" }, { stage: "dev", Application: "shop" }],
  [
    { STAGE: "live", application: "shop" },
    { STAGE: "live", application: "shop" },
  ],
])("tags %j make the stack's tags %j: one in another case replaces the stack's own", (tags, expected) => {
  expect(stackTagsOf({ name: "dev", tags })).toEqual(expected);
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));

test("a selection of the stack's own tags is refused, one of a tag that only others have is not", () => {
  const stage = (selectionTags: Record<string, string>) =>
    tagProblemsOf({ name: "dev", tags: { team: "platform" }, vault: { selectionTags } });
  for (const tags of [{ stage: "dev" }, { team: "platform", application: "backup-notifications" }]) {
    expect(stage(tags)).toEqual([
      expect.stringMatching(/^vault.selectionTags: .* the plan would back up its ledger/),
    ]);
  }
  expect(stage({ team: "platform", backup: "daily" })).toEqual([]);
  expect(stage({ stage: "prod" })).toEqual([]);
  expect(tagProblemsOf({ name: "dev", tags: {} })).toEqual([]);
});

test("a test instance with more than 50 tags is refused", () => {
  const stage = (count: number) =>
    tagProblemsOf({
      name: "dev",
      tags: many(count),
      vault: { selectionTags: { backup: "daily", team: "x" } },
      testWorkload: {},
    });
  expect(stage(45)).toEqual([]);
  expect(stage(46)).toEqual([
    "vault.selectionTags: the test instance would have 51 tags, with those of the stack, and EC2 allows 50; use fewer in tags or selectionTags",
  ]);
});
