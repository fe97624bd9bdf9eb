import { BackupClient } from "@aws-sdk/client-backup";
import { http } from "../../handler/aws/http";
import { type Aws, createAws } from "../../handler/aws/request";
import { type AwsConfig, connect } from "./client";

/**
 * AWS as the functions call it, with the operator's credentials: for code that a function and a command share. Each request
 * takes the credentials that are valid then, since a command may run for longer than they last.
 */
export const signedRequests = (config: AwsConfig, env: NodeJS.ProcessEnv): Aws => {
  const client = connect(BackupClient, config);
  return async (request) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    const aws = createAws(http, {
      ...env,
      ...(config.endpoint !== undefined && { AWS_ENDPOINT_URL: config.endpoint }),
      AWS_REGION: await client.config.region(),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
    return aws(request);
  };
};
