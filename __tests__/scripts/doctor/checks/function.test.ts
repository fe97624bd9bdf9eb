import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { checkFunction } from "../../../../scripts/doctor/checks/function";
import { restore, said } from "../../support/doctor";
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

const healthy: FunctionConfiguration = {
  State: "Active",
  LastUpdateStatus: "Successful",
  Runtime: "nodejs24.x",
  Environment: { Variables: variables },
};

test.each<[string, FunctionConfiguration | undefined, string]>([
  ["healthy", healthy, `ok: ${name} is active, nodejs24.x`],
  ["inactive", { ...healthy, State: "Inactive" }, `ok: ${name} is active, nodejs24.x`],
  ["gone", undefined, `problem: ${name} does not exist; ${restore}`],
  [
    "broken",
    { ...healthy, State: "Failed", StateReason: "the key is disabled" },
    `problem: ${name} cannot run (the key is disabled); ${restore}`,
  ],
  [
    "badly updated",
    { ...healthy, LastUpdateStatus: "Failed" },
    `problem: the last update of ${name} failed (AWS gave no reason); ${restore}`,
  ],
  [
    "being updated",
    { ...healthy, LastUpdateStatus: "InProgress" },
    `warning: ${name} is being updated; check again in a minute`,
  ],
  [
    "changed manually",
    { ...healthy, Environment: { Variables: { ...variables, STAGE: "prod", SLACK_HOSTS: "" } } },
    `problem: ${name} differs from the stack in STAGE, SLACK_HOSTS; ${restore}`,
  ],
  [
    "encrypted with a denied key",
    { ...healthy, Environment: { Error: { ErrorCode: "AccessDeniedException", Message: "kms" } } },
    `unknown: could not be checked: the environment of ${name} cannot be read (AccessDeniedException); allow kms:Decrypt`,
  ],
])("a function that is %s", (_is, configuration, sentence) => {
  expect(said(checkFunction(configuration ? { configuration } : {}, outputs))).toBe(sentence);
});

test("a function whose reserved concurrency is 0 is disabled", () => {
  expect(said(checkFunction({ configuration: healthy, reservedConcurrency: 0 }, outputs))).toBe(
    `problem: ${name} is disabled: its reserved concurrency is 0; enable it with \`aws lambda delete-function-concurrency --region eu-west-1 --function-name ${name}\``,
  );
  expect(checkFunction({ configuration: healthy, reservedConcurrency: 2 }, outputs).verdict).toBe("ok");
});

test("the value of a variable is not shown: it may be a secret", () => {
  const Variables = {
    ...variables,
    SLACK_HOSTS: "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary",
  };
  const finding = checkFunction({ configuration: { ...healthy, Environment: { Variables } } }, outputs);
  expect(said(finding)).not.toMatch(/canary/i);
});
