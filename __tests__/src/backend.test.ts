import { stateProblemsOf } from "../../src/backend";
import { stageSchema } from "../../src/stage/schema";
import { synthesizeNamed } from "../fixtures/stack";

const place = { bucket: "states", region: "eu-west-1" };
const backendOf = (more: object) =>
  synthesizeNamed({
    ...stageSchema.parse({ existingVaults: ["Default"], accountId: "111122223333", ...more }),
    name: "prod",
  });

test("without a bucket, the state is a file in the project's folder", () => {
  const { terraform, output } = backendOf({});
  expect(terraform.backend).toEqual({
    local: { path: "../../../terraform.backup-notifications-prod.tfstate" },
  });
  expect(output["state_path"]?.value).toBe("terraform.backup-notifications-prod.tfstate");
});

test("in a bucket, the state is encrypted, locked, and apart from that of other accounts and Regions", () => {
  const { terraform, output } = backendOf({ state: place });
  const key = "111122223333/eu-central-1/backup-notifications-prod.tfstate";
  expect(terraform.backend).toEqual({
    s3: { bucket: "states", key, region: "eu-west-1", encrypt: true, use_lockfile: true },
  });
  expect(output["state_path"]?.value).toBe(`s3://states/${key}`);
});

test("a key and a prefix of one's own are used", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  expect(
    backendOf({ state: { ...place, kmsKeyArn, keyPrefix: "team/backups" } }).terraform.backend,
  ).toMatchObject({
    s3: {
      kms_key_id: kmsKeyArn,
      key: "team/backups/111122223333/eu-central-1/backup-notifications-prod.tfstate",
    },
  });
});

test("a bucket without the stage's account is refused", () => {
  expect(stateProblemsOf({ state: place, accountId: undefined })).toEqual([
    'accountId: expected the account of the stage, because its state in bucket states is kept under it, got none; example: "111122223333"',
  ]);
  expect(stateProblemsOf({ state: place, accountId: "111122223333" })).toEqual([]);
  expect(stateProblemsOf({ state: undefined, accountId: undefined })).toEqual([]);
});

test.each([
  [{ bucket: "States" }, /state\.bucket: expected the name of an S3 bucket, got "States"/],
  [{ keyPrefix: "/team" }, /state\.keyPrefix: expected folders/],
])("what S3 does not take is refused: %j", (more, problem) => {
  const { error } = stageSchema.safeParse({ existingVaults: ["Default"], state: { ...place, ...more } });
  const [issue] = error?.issues ?? [];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toMatch(problem);
});
