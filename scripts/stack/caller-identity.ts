import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parseArn } from "../../handler/model/arn";
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

/** The account of the credentials, and the partition that it is in. */
export const caller = async (
  region: string | undefined,
  { awsConfig }: Context,
): Promise<{ readonly partition: string; readonly accountId: string }> => {
  const sts = connect(STSClient, awsConfig(region));
  const arn = parseArn((await sts.send(new GetCallerIdentityCommand({}))).Arn);
  if (arn?.accountId === undefined) {
    throw new Failure("AWS did not say whose the credentials are; check AWS_PROFILE");
  }
  return { partition: arn.partition, accountId: arn.accountId };
};
