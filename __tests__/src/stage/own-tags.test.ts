import { stackTagsOf } from "../../../src/stage/own-tags";

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
