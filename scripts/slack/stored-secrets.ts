import { paginateDescribeParameters, SSMClient } from "@aws-sdk/client-ssm";
import { isChannelName } from "../../handler/model/channel-name";
import { furtherWebhookParameterName, secretParameterNames } from "../../src/outputs";
import { allItems } from "../aws/all-items";
import { connect } from "../aws/client";
import type { Context } from "../program/context";

const channelIn = (name: string): string | undefined => /\/channels\/([^/]+)\//.exec(name)?.[1];

/** Whether a stage could have stored a secret in this parameter. An operator may keep others next to them. */
const isOfStage = (name: string, stage: string): boolean => {
  const { webhook, bot } = secretParameterNames(stage);
  if (name === webhook || name === bot) return true;
  const channel = channelIn(name);
  return isChannelName(channel) && name === furtherWebhookParameterName(stage, channel);
};

/**
 * Names of the parameters in which a stage has stored secrets, including those of removed channels. Nothing is
 * decrypted.
 * @throws AWS's error where it does not list them
 */
export const storedSecretNames = async (
  stage: string,
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  const client = connect(SSMClient, context.awsConfig(region));
  const prefix = `/backup-notifications/${stage}/`;
  const ParameterFilters = [{ Key: "Name", Option: "BeginsWith", Values: [prefix] }];
  const pages = paginateDescribeParameters({ client }, { ParameterFilters });
  const parameters = await allItems(pages, (page) => page.Parameters);
  return parameters.flatMap(({ Name }) => Name ?? []).filter((name) => isOfStage(name, stage));
};
