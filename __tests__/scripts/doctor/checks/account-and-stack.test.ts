import { checkAccount } from "../../../../scripts/doctor/checks/account";
import { checkDeployment } from "../../../../scripts/doctor/checks/stack";
import type { StageInAws } from "../../../../scripts/stack/stage-in-aws";
import { said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

test.each([
  ["111122223333", "111122223333", "ok: account 111122223333"],
  ["111122223333", undefined, "ok: account 111122223333"],
  [
    "999999999999",
    "111122223333",
    "problem: they belong to account 999999999999, but the stage is deployed in 111122223333; choose other credentials with AWS_PROFILE",
  ],
])("credentials of %s for a stage in %s", (caller, deployedIn, sentence) => {
  expect(said(checkAccount(caller, deployedIn))).toBe(sentence);
});

const deploy = "`npm run deploy -- dev`";

const neverAsked = (): never => {
  throw new Error("AWS was asked although the state is here");
};

test.each([
  [
    { state: "partial", resources: [], outputs: {} } as const,
    `problem: the stage is only partially deployed; finish it with ${deploy}`,
  ],
  [{ state: "complete", outputs: outputsOf() } as const, "ok: deployed in eu-west-1"],
])("a deployment that is %j", async (deployment, sentence) => {
  expect(said(await checkDeployment(deployment, deploy, neverAsked))).toBe(sentence);
});

test.each<[StageInAws, string]>([
  [{ kind: "absent" }, `problem: the stage is not deployed; deploy it with ${deploy}`],
  [
    { kind: "found", fact: "it is in AWS", remedy: "copy its state" },
    "problem: it is in AWS; copy its state",
  ],
  [{ kind: "unknown", reason: "AWS denied it" }, "unknown: could not be checked: AWS denied it"],
])("without a state here, AWS decides: %j", async (inAws, sentence) => {
  expect(said(await checkDeployment({ state: "none" }, deploy, async () => inAws))).toBe(sentence);
});
