import { type AwsAnswer, type AwsCall, parametersOf, serviceOf } from "./call";

/** IAM's own words, as issue 26253 of aws-cdk and issue 2603 of eksctl quote them. */
const duplicateKeys = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";

const tagKey = /^Tags\.member\.\d+\.Key$/;

/**
 * IAM's refusal of a call whose tag keys differ only in case, which the emulator accepts; `undefined` for any other call.
 * (IAM User Guide, tagging rules)
 */
export const refusalOfTags = (call: AwsCall): AwsAnswer | undefined => {
  if (serviceOf(call) !== "iam") return undefined;
  const keys = [...parametersOf(call)].flatMap(([name, value]) =>
    tagKey.test(name) ? [value.toLowerCase()] : [],
  );
  if (new Set(keys).size === keys.length) return undefined;
  return {
    status: 400,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidInput</Code><Message>${duplicateKeys}</Message></Error></ErrorResponse>`,
    ),
  };
};
