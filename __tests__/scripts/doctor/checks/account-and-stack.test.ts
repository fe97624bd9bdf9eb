import { checkAccount } from "../../../../scripts/doctor/checks/account";
import { checkDeployment } from "../../../../scripts/doctor/checks/stack";
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

test.each([
  [{ state: "none" } as const, `problem: the stage is not deployed; deploy it with ${deploy}`],
  [
    { state: "partial", resources: [], outputs: {} } as const,
    `problem: the stage is only partially deployed; finish it with ${deploy}`,
  ],
  [{ state: "complete", outputs: outputsOf() } as const, "ok: deployed in eu-west-1"],
])("a deployment that is %j", (deployment, sentence) => {
  expect(said(checkDeployment(deployment, deploy))).toBe(sentence);
});
