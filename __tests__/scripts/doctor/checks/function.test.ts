import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { runCheck } from "../../../../scripts/doctor/check";
import { deployedFunction } from "../../../../scripts/doctor/checks/function";
import { settingsCheck } from "../../../../scripts/doctor/setting";
import { expectedOf, restore, said } from "../../support/doctor";
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

/** What is found where AWS returns this. */
const found = async (configuration: FunctionConfiguration | undefined, reservedConcurrency?: number) => {
  const stage = { outputs, expected: expectedOf(), aws: { region: "eu-west-1" }, clock: { now: () => 0 } };
  const answer = configuration && {
    ...configuration,
    ...(reservedConcurrency !== undefined && { ReservedConcurrentExecutions: reservedConcurrency }),
  };
  const { findings } = await runCheck(
    settingsCheck({ ...deployedFunction(stage), read: async () => answer }, outputs),
  );
  return findings.map(said).join();
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
])("a function that is %s", async (_is, configuration, sentence) => {
  expect(await found(configuration)).toBe(sentence);
});

test("a function whose reserved concurrency is 0 is disabled", async () => {
  expect(await found(healthy, 0)).toBe(
    `problem: ${name} is disabled: its reserved concurrency is 0; enable it with \`aws lambda delete-function-concurrency --region eu-west-1 --function-name ${name}\``,
  );
  expect(await found(healthy, 2)).toMatch(/^ok: /);
});

test("the value of a variable is not shown: it may be a secret", async () => {
  const Variables = {
    ...variables,
    SLACK_HOSTS: "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary",
  };
  expect(await found({ ...healthy, Environment: { Variables } })).not.toMatch(/canary/i);
});
