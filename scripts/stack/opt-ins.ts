import { BackupClient, DescribeRegionSettingsCommand } from "@aws-sdk/client-backup";
import type { OptIns } from "../../handler/selection/selection";
import { type AwsConfig, connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import type { Target } from "./commands";
import type { SynthesizedStack } from "./synthesized-stack";

/**
 * Which resource types AWS Backup's plans take in a Region. The setting is the account's, so nothing here changes it.
 * @throws AWS's error, or one where the answer lacks them
 */
export const readOptIns = async (aws: AwsConfig): Promise<OptIns> => {
  const { ResourceTypeOptInPreference } = await connect(BackupClient, aws).send(
    new DescribeRegionSettingsCommand({}),
  );
  if (ResourceTypeOptInPreference === undefined) {
    throw new Error("AWS Backup did not say which resource types are enabled");
  }
  return ResourceTypeOptInPreference;
};

const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** Needed types that are off, or of which AWS Backup does not say so: what follows, and what to do. */
type Skipped = { readonly fact: string; readonly remedy: string; readonly isKnown: boolean };

/** What a stage's plans skip in a Region because its type is not opted in to; `undefined` where nothing is. */
export const skippedBy = (
  optIns: OptIns,
  needed: SynthesizedStack["optIns"],
  region: string,
): Skipped | undefined => {
  const typesThat = (state: false | undefined): readonly string[] =>
    Object.keys(needed).filter((type) => optIns[type] === state);
  const what = (types: readonly string[]): string => joined(types.flatMap((type) => needed[type] ?? []));
  const off = typesThat(false);
  if (off.length > 0) {
    const preferences = off.map((type) => `${type}=true`).join(",");
    return {
      fact: `AWS Backup is not enabled for ${joined(off)} in ${region}, so the plans skip ${what(off)}`,
      remedy: `enable it, for the whole account in this Region, with \`aws backup update-region-settings --region ${region} --resource-type-opt-in-preference ${preferences}\``,
      isKnown: true,
    };
  }
  const unnamed = typesThat(undefined);
  if (unnamed.length === 0) return undefined;
  return {
    fact: `AWS Backup does not say whether it is enabled for ${joined(unnamed)} in ${region}, so the plans may skip ${what(unnamed)}`,
    remedy: `see \`aws backup describe-region-settings --region ${region}\``,
    isKnown: false,
  };
};

/**
 * Says before a deployment what the plans would skip. A warning: who owns the account decides, at any time. What AWS does not answer
 * is not known.
 */
export const warnOfOptIns = async (
  { optIns: needed }: Pick<SynthesizedStack, "optIns">,
  { region }: Target,
  { awsConfig, terminal }: Context,
): Promise<void> => {
  if (Object.keys(needed).length === 0 || region === undefined) return;
  try {
    const skipped = skippedBy(await readOptIns(awsConfig(region)), needed, region);
    if (skipped) terminal.warn(`${skipped.fact}; ${skipped.remedy}.`);
  } catch (error) {
    terminal.warn(
      `It is not known whether AWS Backup is enabled for ${joined(Object.keys(needed))} in ${region}: ${explain(error)}.`,
    );
  }
};
