import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { judgeFunction } from "../../../../scripts/doctor/checks/function";
import { putBack, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const name = outputs.function_name;

const variables = {
  STAGE: "dev",
  WEBHOOK_PARAMETER_NAME: outputs.webhook_parameter_name,
  SLACK_HOSTS: outputs.slack_hosts,
  DEAD_LETTER_QUEUE_URL: outputs.dead_letter_queue_url,
  LEDGER_TABLE_NAME: "",
  ROUTES: '[{"kinds":["*.failed"],"mention":"here"}]',
};

const well: FunctionConfiguration = {
  State: "Active",
  LastUpdateStatus: "Successful",
  Runtime: "nodejs24.x",
  Environment: { Variables: variables },
};

test.each<[string, FunctionConfiguration | undefined, string]>([
  ["well", well, `ok: ${name} is active, nodejs24.x`],
  ["asleep", { ...well, State: "Inactive" }, `ok: ${name} is active, nodejs24.x`],
  ["gone", undefined, `problem: ${name} does not exist; ${putBack}`],
  [
    "broken",
    { ...well, State: "Failed", StateReason: "the key is disabled" },
    `problem: ${name} cannot run (the key is disabled); ${putBack}`,
  ],
  [
    "badly updated",
    { ...well, LastUpdateStatus: "Failed" },
    `problem: the last update of ${name} failed (AWS gave no reason); ${putBack}`,
  ],
  [
    "being updated",
    { ...well, LastUpdateStatus: "InProgress" },
    `warning: ${name} is being updated; look again in a minute`,
  ],
  [
    "changed by hand",
    { ...well, Environment: { Variables: { ...variables, STAGE: "prod", SLACK_HOSTS: "" } } },
    `problem: ${name} has another STAGE, SLACK_HOSTS than the stack; ${putBack}`,
  ],
  [
    "closed",
    { ...well, Environment: { Error: { ErrorCode: "AccessDeniedException", Message: "kms" } } },
    `unknown: could not be checked: the environment of ${name} cannot be read (AccessDeniedException); allow kms:Decrypt`,
  ],
])("a function that is %s", (_is, configuration, sentence) => {
  expect(said(judgeFunction(configuration ? { configuration } : {}, outputs))).toBe(sentence);
});

test("a function that somebody has throttled to nothing is switched off", () => {
  expect(said(judgeFunction({ configuration: well, reservedConcurrency: 0 }, outputs))).toBe(
    `problem: ${name} is switched off: its reserved concurrency is 0; switch it on with \`aws lambda delete-function-concurrency --region eu-west-1 --function-name ${name}\``,
  );
  expect(judgeFunction({ configuration: well, reservedConcurrency: 2 }, outputs).verdict).toBe("ok");
});

test("what somebody has put into a variable is not shown: it may be a secret", () => {
  const Variables = {
    ...variables,
    SLACK_HOSTS: "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary",
  };
  const finding = judgeFunction({ configuration: { ...well, Environment: { Variables } } }, outputs);
  expect(said(finding)).not.toMatch(/canary/i);
});
