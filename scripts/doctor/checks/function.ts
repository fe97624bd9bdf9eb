import {
  type FunctionConfiguration,
  GetFunctionConcurrencyCommand,
  type GetFunctionConcurrencyResponse,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import type { HandlerEnv } from "../../../handler/env";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { type DeployedStage, lookAgain } from "../deployed-stage";
import type { DeployedResource } from "../setting";

/** What the outputs show of it: routing is known from the stage file only. */
const expectedEnvironment = (outputs: StackOutputs): Omit<HandlerEnv, "ROUTES"> => ({
  STAGE: outputs.stage,
  WEBHOOK_PARAMETER_NAME: outputs.webhook_parameter_name,
  BOT_TOKEN_PARAMETER_NAME: outputs.bot_token_parameter_name,
  BOT_CHANNEL: outputs.bot_channel,
  BOT_CHANNELS: outputs.bot_channels,
  SLACK_API_URL: outputs.bot_api_url,
  SLACK_HOSTS: outputs.slack_hosts,
  DEAD_LETTER_QUEUE_URL: outputs.dead_letter_queue_url,
  LEDGER_TABLE_NAME: outputs.ledger_table_name,
});

/** The notifier itself: whether it exists, can run, and has the environment that the stack gave it. */
export const deployedFunction = ({
  outputs,
  aws,
}: DeployedStage): DeployedResource<FunctionConfiguration & GetFunctionConcurrencyResponse> => {
  const { function_name: name, region } = outputs;
  const lambda = connect(LambdaClient, aws);
  const input = { FunctionName: name };
  return {
    name: "function",
    read: async () => ({
      ...(await lambda.send(new GetFunctionConfigurationCommand(input))),
      ...(await lambda.send(new GetFunctionConcurrencyCommand(input))),
    }),
    missing: `${name} does not exist`,
    settings: [
      ({ State, LastUpdateStatus }) => {
        if (State === undefined || LastUpdateStatus === undefined) {
          throw new Error(`Lambda did not say the state of ${name}`);
        }
        return false;
      },
      ({ State, StateReason }) =>
        State === "Failed" && `${name} cannot run (${StateReason || "AWS gave no reason"})`,
      ({ LastUpdateStatus, LastUpdateStatusReason }) =>
        LastUpdateStatus === "Failed" &&
        `the last update of ${name} failed (${LastUpdateStatusReason || "AWS gave no reason"})`,
      {
        expect: ({ State, LastUpdateStatus }) =>
          (State === "Pending" || LastUpdateStatus === "InProgress") && `${name} is being updated`,
        verdict: "warning",
        remedy: lookAgain,
      },
      {
        expect: ({ ReservedConcurrentExecutions }) =>
          ReservedConcurrentExecutions === 0 && `${name} is disabled: its reserved concurrency is 0`,
        remedy: `enable it with \`aws lambda delete-function-concurrency --region ${region} --function-name ${name}\``,
      },
      ({ Environment: { Variables = {}, Error: denied } = {} }) => {
        if (denied) {
          throw new Error(
            `the environment of ${name} cannot be read (${denied.ErrorCode}); allow kms:Decrypt`,
          );
        }
        // Names only: a value may be a secret.
        const differing = Object.entries(expectedEnvironment(outputs))
          .filter(([variable, value]) => (Variables[variable] ?? "") !== value)
          .map(([variable]) => variable);
        return differing.length > 0 && `${name} differs from the stack in ${differing.join(", ")}`;
      },
    ],
    good: ({ Runtime }) => `${name} is active, ${Runtime}`,
  };
};
