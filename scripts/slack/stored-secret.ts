import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type StackOutputs, stackIdOf } from "../../src/outputs";
import { type AwsConfig, connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import type { SlackSecret } from "./slack-secret";

/** How a secret of the stage is stored. */
export type StoredSecret =
  | { readonly kind: "absent" }
  /** With the stage's key. */
  | { readonly kind: "usable" }
  /** With a key that the notifier cannot use, such as that of a stage that was destroyed since. */
  | { readonly kind: "other-key"; readonly keyId: string }
  /** Stored; with which key is not known. */
  | { readonly kind: "unknown"; readonly reason: string };

/** SSM returns the key as it was named when the parameter was stored. */
export const isStackKey = (
  keyId: string,
  { key_arn, stage }: Pick<StackOutputs, "key_arn" | "stage">,
): boolean =>
  keyId === key_arn ||
  key_arn.endsWith(`/${keyId}`) ||
  keyId.split(":").at(-1) === `alias/${stackIdOf(stage)}`;

type Named = Pick<SlackSecret, "parameterName">;

/** The key that a parameter is encrypted with; absent where SSM does not say. */
export const readKeyId = async ({ parameterName }: Named, aws: AwsConfig): Promise<string | undefined> => {
  const { Parameters } = await connect(SSMClient, aws).send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [parameterName] }],
    }),
  );
  return Parameters?.[0]?.KeyId;
};

const keyOf = async (secret: Named, outputs: StackOutputs, aws: AwsConfig): Promise<StoredSecret> => {
  try {
    const keyId = await readKeyId(secret, aws);
    if (keyId === undefined) return { kind: "unknown", reason: "SSM did not say which" };
    return isStackKey(keyId, outputs) ? { kind: "usable" } : { kind: "other-key", keyId };
  } catch (error) {
    return { kind: "unknown", reason: explain(error) };
  }
};

/**
 * Whether a secret is stored so that the notifier can read it. Nothing is decrypted.
 * @throws AWS's error where it does not say whether it is stored
 */
export const readStoredSecret = async (
  secret: Named,
  outputs: StackOutputs,
  aws: AwsConfig,
): Promise<StoredSecret> => {
  const command = new GetParameterCommand({ Name: secret.parameterName });
  const found = await unlessMissing(connect(SSMClient, aws).send(command));
  return found === undefined ? { kind: "absent" } : keyOf(secret, outputs, aws);
};

/** What to say about how a secret is stored; nothing where it is usable or absent. */
export const noteOn = (stored: StoredSecret, { what, parameterName }: SlackSecret): string | undefined => {
  switch (stored.kind) {
    case "other-key":
      return `The ${what} in SSM parameter ${parameterName} is encrypted with ${stored.keyId}, which is not the key of this deployment, so the notifier cannot read it; set it again.`;
    case "unknown":
      return `It is not known with which key the ${what} in SSM parameter ${parameterName} is encrypted: ${stored.reason}.`;
    default:
      return undefined;
  }
};

/** Says how a secret that is about to be replaced is stored. A missing permission must not stop that. */
export const noteStored = async (
  secret: SlackSecret,
  outputs: StackOutputs,
  { awsConfig, terminal }: Context,
): Promise<void> => {
  const stored = await readStoredSecret(secret, outputs, awsConfig(outputs.region)).catch(
    (error: unknown): StoredSecret => ({ kind: "unknown", reason: explain(error) }),
  );
  const note = noteOn(stored, secret);
  if (note !== undefined) terminal.warn(note);
};
