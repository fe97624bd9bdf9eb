import {
  type FunctionConfiguration,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import type { HandlerEnv } from "../../../handler/env";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain, lookAgain } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

export type FunctionFacts = {
  /** Absent where there is no such function. */
  readonly configuration?: FunctionConfiguration;
  /** Absent where none is reserved. */
  readonly reservedConcurrency?: number;
};

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

/** Names only: a value may be a secret. */
const differingVariables = ({ Environment }: FunctionConfiguration, outputs: StackOutputs): string[] =>
  Object.entries(expectedEnvironment(outputs))
    .filter(([name, value]) => (Environment?.Variables?.[name] ?? "") !== value)
    .map(([name]) => name);

const checkState = (
  { State, StateReason, LastUpdateStatus, LastUpdateStatusReason }: FunctionConfiguration,
  outputs: StackOutputs,
): Finding | undefined => {
  const name = outputs.function_name;
  if (State === "Failed")
    return problem(`${name} cannot run (${StateReason || "AWS gave no reason"})`, deployAgain(outputs));
  if (LastUpdateStatus === "Failed") {
    return problem(
      `the last update of ${name} failed (${LastUpdateStatusReason || "AWS gave no reason"})`,
      deployAgain(outputs),
    );
  }
  if (State === "Pending" || LastUpdateStatus === "InProgress")
    return warning(`${name} is being updated`, lookAgain);
  return undefined;
};

/** Checks the notifier itself: whether it exists, can run, and has the environment that the stack gave it. */
export const checkFunction = (
  { configuration, reservedConcurrency }: FunctionFacts,
  outputs: StackOutputs,
): Finding => {
  const name = outputs.function_name;
  if (configuration === undefined) return problem(`${name} does not exist`, deployAgain(outputs));
  const state = checkState(configuration, outputs);
  if (state) return state;
  if (reservedConcurrency === 0) {
    return problem(
      `${name} is disabled: its reserved concurrency is 0`,
      `enable it with \`aws lambda delete-function-concurrency --region ${outputs.region} --function-name ${name}\``,
    );
  }
  const error = configuration.Environment?.Error;
  if (error)
    return unknown(`the environment of ${name} cannot be read (${error.ErrorCode}); allow kms:Decrypt`);
  const differing = differingVariables(configuration, outputs);
  if (differing.length > 0) {
    return problem(`${name} differs from the stack in ${differing.join(", ")}`, deployAgain(outputs));
  }
  return ok(`${name} is active, ${configuration.Runtime}`);
};

const readFunction = async ({ outputs, aws }: DeployedStage): Promise<FunctionFacts> => {
  const lambda = connect(LambdaClient, aws);
  const input = { FunctionName: outputs.function_name };
  const configuration = await unlessMissing(lambda.send(new GetFunctionConfigurationCommand(input)));
  if (configuration === undefined) return {};
  const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand(input));
  return {
    configuration,
    ...(ReservedConcurrentExecutions !== undefined && { reservedConcurrency: ReservedConcurrentExecutions }),
  };
};

export const functionCheck = (stage: DeployedStage): Check =>
  check("function", async () => checkFunction(await readFunction(stage), stage.outputs));
