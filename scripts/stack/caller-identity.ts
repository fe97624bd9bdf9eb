import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { connect } from "../aws/client";
import type { Context } from "../program/context";

/** The account of the credentials, by the cheapest call that proves that they work. */
export const callerAccountId = async (region: string | undefined, context: Context): Promise<string> => {
  const sts = connect(STSClient, context.awsConfig(region));
  return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
};
