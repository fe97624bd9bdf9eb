import type { Stage } from "../../../src/stage";
import { neededOptIns } from "../../../src/stage/needed-opt-ins";
import { stageSchema } from "../../../src/stage/schema";
import { everyTestResource, ruleOf } from "../../fixtures/stack";

const neededBy = (stage: Stage) => neededOptIns({ name: "test", ...stageSchema.parse(stage) });

const withSelections = (
  selections: NonNullable<NonNullable<Stage["vault"]>["plans"]>[number]["selections"],
): Stage => ({
  vault: { plans: [{ name: "plan", rules: [ruleOf()], selections }] },
});

test("test resources that plans select by tags need their types", () => {
  const stage: Stage = {
    vault: { rules: [ruleOf()], selectionTags: { backup: "daily" } },
    testWorkload: everyTestResource,
  };
  expect(neededBy(stage)).toEqual({
    EC2: ["the test instance"],
    DynamoDB: ["the test table"],
    EBS: ["the test volume"],
    RDS: ["the test database"],
    EFS: ["the test file system"],
    S3: ["the test bucket"],
  });
});

test("a selection that names a type overrides the opt-in, except of some types", () => {
  const types = ["RDS", "Aurora", "FSx", "S3"] as const;
  expect(
    neededBy({
      ...withSelections([{ name: "databases", resourceTypes: types }]),
      testWorkload: { database: true },
    }),
  ).toEqual({ Aurora: ["Aurora resources of databases"], FSx: ["FSx resources of databases"] });
});

test("tags alone need no type: what has them may be of any", () => {
  expect(neededBy(withSelections([{ name: "tagged", tags: { backup: "daily" } }]))).toEqual({});
  expect(neededBy({ existingVaults: ["Default"] })).toEqual({});
});
