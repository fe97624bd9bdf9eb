import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moveProblemsOf } from "../../../src/stage/place";

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "state-"));
  file = join(folder, "state");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = { region: "us-east-1", from: "the AWS profile" };
const problems = (): readonly string[] => moveProblemsOf({ name: "prod" }, found, file);

test("without a state, no Region is refused", () => {
  expect(problems()).toEqual([]);
});

test.each([
  ["the same Region", '{"outputs":{"region":{"value":"us-east-1"}}}'],
  ["no output, as after a destruction", '{"outputs":{}}'],
  [
    "resources that have no Region, or are only read",
    JSON.stringify({
      outputs: {},
      resources: [
        { mode: "managed", instances: [{ attributes: { arn: "arn:aws:iam::111122223333:role/r" } }, {}] },
        { mode: "data", instances: [{ attributes: { arn: "arn:aws:sns:eu-west-1:111122223333:theirs" } }] },
      ],
    }),
  ],
  ["no JSON, of which Terraform complains", "<<<<<<< HEAD"],
])("a state with %s refuses nothing", (_name, text) => {
  writeFileSync(file, text);
  expect(problems()).toEqual([]);
});

test("a stage stays in the Region of its state", () => {
  writeFileSync(file, '{"outputs":{"region":{"value":"eu-west-1"}}}');
  expect(problems()).toEqual([
    'stage prod is deployed in eu-west-1, as its state says, not in us-east-1 (the AWS profile); write `region: "eu-west-1"` into the stage file, or destroy the stage in eu-west-1 first',
  ]);
});

test("so does a stage whose first deployment stopped before Terraform wrote the outputs", () => {
  const attributes = { arn: "arn:aws:sns:eu-west-1:111122223333:backup-notifications-prod" };
  const resources = [{ mode: "managed", type: "aws_sns_topic", instances: [{ attributes }] }];
  writeFileSync(file, JSON.stringify({ outputs: {}, resources }));
  expect(problems()).toEqual([
    expect.stringContaining("stage prod is deployed in eu-west-1, as its state says, not in us-east-1"),
  ]);
});
