import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parseArn } from "../../handler/model/arn";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";

const callerOf = async (region: string | undefined, context: Context) => {
  const sts = connect(STSClient, context.awsConfig(region));
  return sts.send(new GetCallerIdentityCommand({}));
};

const silent = (): Failure => new Failure("AWS did not say whose the credentials are; check AWS_PROFILE");

/** The account of the credentials, by the cheapest call that proves that they work. */
export const callerAccountId = async (region: string | undefined, context: Context): Promise<string> => {
  const { Account } = await callerOf(region, context);
  if (Account === undefined) throw silent();
  return Account;
};

/** Whose the credentials are: a user's ARN, or that of a role's session. */
export const callerArn = async (region: string | undefined, context: Context): Promise<string> => {
  const { Arn } = await callerOf(region, context);
  if (Arn === undefined) throw silent();
  return Arn;
};

/** The account of the credentials, and the partition that it is in. */
export const caller = async (
  region: string | undefined,
  context: Context,
): Promise<{ readonly partition: string; readonly accountId: string }> => {
  const arn = parseArn(await callerArn(region, context));
  if (arn?.accountId === undefined) throw silent();
  return { partition: arn.partition, accountId: arn.accountId };
};
