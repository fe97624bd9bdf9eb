import fc from "fast-check";
import { createResolver, resolve } from "../../../handler/selection/resolve";
import { isSelected } from "../../../local/aws/backup/selected";
import { selectionOf } from "../../../scripts/selection/selected-plan";

const arns = [
  "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  "arn:aws:dynamodb:eu-west-1:111122223333:table/awsbackup-restore-test-1",
  "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
  "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
  "arn:aws:s3:::logs-2026",
  "arn:aws:rds:eu-west-1:111122223333:db:orders",
  "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-1",
  "arn:aws:lambda:eu-west-1:111122223333:function:f",
];
const patterns = [
  ...arns,
  ...["*", "arn:aws:ec2:*", "arn:aws:ec2:*:*:volume/*", "arn:aws:dynamodb:*:*:table/ord*", "arn:aws:s3:::*"],
  ...["arn:aws:fsx:*", "arn:aws:rds:*:*:db:*"],
];
const key = fc.constantFrom("env", "team", "toString", "aws:cloudformation:stack-name");
const value = fc.constantFrom("prod", "prod server", "pr*", "*", "", "staging");
const list = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 3 });
const parameters = list(
  fc.record({ ConditionKey: key.map((name) => `aws:ResourceTag/${name}`), ConditionValue: value }),
);

const selection = fc
  .record({
    Resources: list(fc.constantFrom(...patterns)),
    NotResources: list(fc.constantFrom(...patterns)),
    ListOfTags: list(
      fc.record({
        ConditionType: fc.constant("STRINGEQUALS" as const),
        ConditionKey: key,
        ConditionValue: value,
      }),
    ),
    Conditions: fc.record({
      StringEquals: parameters,
      StringNotEquals: parameters,
      StringLike: parameters,
      StringNotLike: parameters,
    }),
  })
  // AWS Backup refuses conditions alone.
  .filter(({ Resources, ListOfTags }) => Resources.length + ListOfTags.length > 0)
  .map((more) => ({ SelectionName: "some", IamRoleArn: "arn:aws:iam::111122223333:role/r", ...more }));

const types = ["DynamoDB", "EC2", "EBS", "S3", "RDS", "FSx"];
const optIns = fc
  .array(fc.boolean(), { minLength: types.length, maxLength: types.length })
  .map((flags) => Object.fromEntries(types.map((type, index) => [type, flags[index] ?? true])));

test("what a stage's plans select is explained as the local AWS Backup selects it", () => {
  fc.assert(
    fc.property(
      selection,
      fc.constantFrom(...arns),
      fc.dictionary(key, value, { noNullPrototype: true }),
      optIns,
      (given, arn, tags, optIn) => {
        const verdict = resolve(selectionOf(given), { arn, tags }, optIn);
        expect(verdict.is === "selected").toBe(
          isSelected(given, { arn, tags }, new Map(Object.entries(optIn))),
        );
        expect(verdict.is).not.toBe("unknown");
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
});

test("a fleet's resolver says of each resource what is said of it alone", () => {
  const candidate = fc.record(
    {
      arn: fc.constantFrom(...arns, "arn:aws:rds:eu-west-1:111122223333:cluster:c"),
      tags: fc.dictionary(fc.oneof(key, fc.constant("awsbackup-restore-test")), value, {
        noNullPrototype: true,
      }),
    },
    { requiredKeys: ["arn"] },
  );
  fc.assert(
    fc.property(
      fc.array(selection, { minLength: 1, maxLength: 4 }),
      fc.array(candidate, { minLength: 2, maxLength: 12 }),
      fc.option(optIns, { nil: undefined }),
      (given, candidates, optIn) => {
        const selections = given.map(selectionOf);
        const resolverOf = createResolver(optIn);
        for (const one of candidates) {
          const verdictOf = resolverOf(one);
          for (const asked of selections) expect(verdictOf(asked)).toEqual(resolve(asked, one, optIn));
        }
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
