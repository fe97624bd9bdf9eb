import type { Stage } from "../../../src/stage";
import { stageSchema } from "../../../src/stage/schema";
import { sharedVaultProblemsOf } from "../../../src/stage/shared-vaults";
import { ruleOf } from "../../fixtures/stack";

const region = "eu-west-1";
const accountId = "111122223333";

const named = (name: string, stage: Stage) => ({
  ...stageSchema.parse({ region, accountId, ...stage }),
  name,
});

const creating = (vaultName?: string): Stage => ({
  vault: {
    rules: [ruleOf()],
    selectionTags: { backup: "daily" },
    ...(vaultName !== undefined && { name: vaultName }),
  },
});

const problems = (stage: Stage, ...others: readonly Stage[]): readonly string[] =>
  sharedVaultProblemsOf(named("dev", stage), region, () => [
    named("dev", stage),
    ...others.map((other, index) => named(`other${index}`, other)),
  ]);

const topic = "arn:aws:sns:eu-west-1:111122223333:backup-notifications-other0";
const sentence = (vault: string, index = 0) =>
  `existingVaults[${index}]: "${vault}" is a vault of other0.ts too, in the same account and Region, and a vault notifies one topic; subscribe to that stage's: { name: "${vault}", subscribeTo: "${topic}" }`;

test("an existing vault that another stage names too is refused, with the way to share it", () => {
  expect(problems({ existingVaults: ["a1", "team"] }, { existingVaults: ["team", "b1"] })).toEqual([
    sentence("team", 1),
  ]);
});

test("so is one that another stage creates, which is not refused itself", () => {
  const other = "backup-notifications-other0";
  expect(problems({ existingVaults: [other] }, creating())).toEqual([sentence(other)]);
  expect(problems({ existingVaults: ["team"] }, creating("team"))).toEqual([sentence("team")]);
  expect(problems(creating("team"), { existingVaults: ["team"] })).toEqual([]);
});

test("two stages that create one vault are refused", () => {
  expect(problems(creating("team"), creating("team"))).toEqual([
    'vault.name: "team" is also the vault that other0.ts creates, in the same account and Region; choose another name',
  ]);
});

test("a topic can be shared: a stage that subscribes takes nothing", () => {
  const subscribed = { existingVaults: [{ name: "team", subscribeTo: topic }] };
  expect(problems(subscribed, { existingVaults: ["team"] })).toEqual([]);
  expect(problems({ existingVaults: ["team"] }, subscribed)).toEqual([]);
});

test.each<[string, Stage, Stage]>([
  ["another account", {}, { accountId: "444455556666" }],
  ["an account that is not named", {}, { accountId: undefined }],
  ["an account that this stage does not name", { accountId: undefined }, {}],
  ["another Region", {}, { region: "eu-central-1" }],
  ["a Region that depends on where it is deployed", {}, { region: undefined }],
])("a stage of %s may name the same vault, as far as its file says", (_, stage, other) => {
  const existingVaults = ["Default"];
  expect(problems({ existingVaults, ...stage }, { existingVaults, ...other })).toEqual([]);
});

test("a stage that does not name its account reads no other file", () => {
  const others = () => {
    throw new Error("read");
  };
  expect(
    sharedVaultProblemsOf(named("dev", { existingVaults: ["a1"], accountId: undefined }), region, others),
  ).toEqual([]);
});
