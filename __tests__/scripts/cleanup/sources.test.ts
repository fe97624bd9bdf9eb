import { absent, answered, unanswered } from "../../../scripts/cleanup/agreement";
import { sourcesOf } from "../../../scripts/cleanup/sources";
import { readSynthesizedStack } from "../../../scripts/stack/synthesized-stack";
import { synthesize, vaultStage } from "../../fixtures/stack";
import { outputsOf, vaultResource } from "../support/project-folder";

const fileOf = (stage: Parameters<typeof synthesize>[0]) =>
  readSynthesizedStack(synthesize(stage).json, "/project");

test("every source is read from where it is the first to know", () => {
  const sources = sourcesOf(
    "dev",
    outputsOf({ existing_vault_names: "a,b" }),
    [vaultResource()],
    fileOf({ ...vaultStage, existingVaults: ["Default"] }),
  );
  const { vault_name: name, vault_arn: arn, state_path } = outputsOf();
  expect(sources).toEqual({
    stage: "dev",
    defaultVaultName: "backup-notifications-dev",
    outputs: {
      stage: answered("dev"),
      vaultName: answered(name),
      vaultArn: answered(arn),
      forceDestroy: answered(true),
      existingVaults: answered(["a", "b"]),
      statePath: answered(state_path),
    },
    state: answered({ name, arn, forceDestroy: true }),
    file: {
      vault: answered({ name: "backup-notifications-test", forceDestroy: false }),
      existingVaults: answered(["Default"]),
      statePath: answered("terraform.backup-notifications-test.tfstate"),
    },
  });
});

test("a stage without a vault says so; that is not an absent answer of its outputs", () => {
  const outputs = outputsOf({ vault_name: "", vault_arn: "", vault_force_destroy: "" });
  const {
    outputs: read,
    state,
    file,
  } = sourcesOf("dev", outputs, [], fileOf({ existingVaults: ["Default"] }));
  expect(read).toMatchObject({ vaultName: answered(""), forceDestroy: absent });
  expect([state, file.vault]).toEqual([absent, absent]);
});

test("what cannot be read is not answered", () => {
  const { outputs, state } = sourcesOf(
    "dev",
    { stage: 5, vault_force_destroy: "maybe" },
    [{ address: "one", type: "aws_backup_vault", values: { name: "x" } }],
    fileOf(vaultStage),
  );
  expect(outputs).toMatchObject({
    stage: unanswered("output stage is not valid"),
    forceDestroy: unanswered("output vault_force_destroy is not valid"),
    vaultName: absent,
  });
  expect(state).toEqual(unanswered("its vault has no name or no ARN"));
});
