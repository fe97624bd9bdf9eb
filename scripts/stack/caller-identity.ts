import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";

/** The account of the credentials, by the cheapest call that proves that they work. */
export const callerAccountId = async (region: string | undefined, context: Context): Promise<string> => {
  const sts = connect(STSClient, context.awsConfig(region));
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account === undefined)
    throw new Failure("AWS did not say whose the credentials are; check AWS_PROFILE");
  return Account;
};
