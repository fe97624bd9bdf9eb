import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { parseArn } from "../../handler/model/arn";
import { stackIdOf, statePathOf } from "../../src/outputs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { Target } from "./commands";

/** What AWS knows of a stage whose state is not here. */
export type StageInAws =
  /** AWS says that this account and Region have no such stage. */
  | { readonly kind: "absent" }
  /** It is deployed, from elsewhere. */
  | { readonly kind: "found"; readonly fact: string; readonly remedy: string }
  | { readonly kind: "unknown"; readonly reason: string };

const inRegion = (region: string | undefined): string => (region === undefined ? "" : ` in ${region}`);

/**
 * Asks AWS whether a stage exists in this account and Region, by the alias of its key: every stage has one, and it is
 * gone once the stage is destroyed. (AWS KMS API reference, DescribeKey)
 */
export const findStageInAws = async ({ stage, region }: Target, context: Context): Promise<StageInAws> => {
  const unknown = (reason: string): StageInAws => ({
    kind: "unknown",
    reason: `the state of stage ${stage} is not here, and whether it is deployed${inRegion(region)} is not known: ${reason}`,
  });
  try {
    const kms = connect(KMSClient, context.awsConfig(region));
    const command = new DescribeKeyCommand({ KeyId: `alias/${stackIdOf(stage)}` });
    const found = await unlessMissing(kms.send(command));
    if (found === undefined) return { kind: "absent" };
    const arn = parseArn(found.KeyMetadata?.Arn);
    if (arn === undefined) return unknown("AWS returned no key");
    return {
      kind: "found",
      fact: `stage ${stage} is deployed in account ${arn.accountId}, Region ${arn.region}, but its state is not here`,
      remedy: `run the command in the folder that it was deployed from, or copy ${statePathOf(stage)} from there into this one, or name the bucket of its state in the stage file`,
    };
  } catch (error) {
    return unknown(explain(error));
  }
};

/**
 * No state here does not mean that a stage is not deployed.
 * @throws Failure unless AWS says that this account and Region have no such stage.
 */
export const checkNotInAws = async (target: Target, context: Context): Promise<void> => {
  const found = await findStageInAws(target, context);
  if (found.kind === "found") throw new Failure(`${found.fact}; ${found.remedy}`);
  if (found.kind === "unknown") throw new Failure(found.reason);
};
