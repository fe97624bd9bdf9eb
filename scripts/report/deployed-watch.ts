import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { http } from "../../handler/aws/http";
import { createAws } from "../../handler/aws/request";
import { readWatchEnv } from "../../handler/watch/env";
import type { WatchContext } from "../../handler/watch/watch-context";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";

/** What the SDK finds out by itself, as Lambda gives it to a function. */
const signingEnvironment = async (
  client: LambdaClient,
  region: string,
  { env, awsConfig }: Context,
): Promise<NodeJS.ProcessEnv> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const { endpoint } = awsConfig(region);
  return {
    ...env,
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
};

/**
 * What the deployed watch reads and writes, with the operator's credentials: its settings are those of the function, so that
 * a report never differs from the digest because a stage file was changed since.
 * @throws Failure where the stage has no watch, or its settings cannot be read.
 */
export const readDeployedWatch = async (
  outputs: StackOutputs,
  context: Context,
): Promise<Omit<WatchContext, "log">> => {
  const { region, stage, watch_function_name: FunctionName } = outputs;
  if (FunctionName === "") {
    throw new Failure(
      `stage ${stage} has no watch; set \`watch: true\` in stages/${stage}.ts and run \`npm run deploy -- ${stage} ${region}\``,
    );
  }
  const client = connect(LambdaClient, context.awsConfig(region));
  try {
    const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { Environment, FunctionArn = "" } = configuration;
    if (Environment?.Variables === undefined) {
      throw new Failure(
        `AWS does not show the settings of ${FunctionName} (${Environment?.Error?.ErrorCode ?? "no variables"}); report needs \`kms:Decrypt\` on the stage's key`,
      );
    }
    const environment = await signingEnvironment(client, region, context);
    const { settings, placeOf } = readWatchEnv({ ...Environment.Variables, AWS_REGION: region });
    const { clock, signal } = context;
    return {
      aws: createAws(http, environment),
      settings,
      env: placeOf(FunctionArn),
      now: new Date(clock.now()),
      sleep: (milliseconds) => clock.sleep(milliseconds, signal),
      elapsed: clock.now,
    };
  } finally {
    client.destroy();
  }
};
