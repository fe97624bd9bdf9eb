/** A check that a resource need not pass, and why. */
type Suppression = {
  readonly checkId: string;
  /** Address of the resource. */
  readonly resource: RegExp;
  readonly reason: string;
};

const notifier = /^aws_lambda_function\.notifier_[0-9A-F]{8}$/;

/**
 * Every suppressed check. There is no other place for one.
 *
 * A blind spot besides these: CKV_AWS_115 (reserved concurrency) passes for every plan, since checkov compares with
 * the text "${-1}" where a plan has the number -1. `reservedConcurrency` in src/stage/schema.ts says why there is none.
 */
export const suppressions: readonly Suppression[] = [
  {
    checkId: "CKV_AWS_117", // Lambda inside a VPC
    resource: notifier,
    reason:
      "the notifier calls only Slack and AWS's public endpoints; a VPC would need a NAT gateway, which costs more than everything else and is one more thing that can fail",
  },
  {
    checkId: "CKV_AWS_272", // Lambda code signing
    resource: notifier,
    reason:
      "the code is bundled from this repository at deployment, and the plan holds its SHA-256; a Signer profile would sign whatever the same person deploys",
  },
];
