import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { connect } from "../aws/client";
import type { Context } from "../program/context";

/** Asks AWS whose credentials these are; the cheapest call that proves they work. */
export const callerAccountId = async (region: string | undefined, context: Context): Promise<string> => {
  const sts = connect(STSClient, context.awsConfig(region));
  return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
};
