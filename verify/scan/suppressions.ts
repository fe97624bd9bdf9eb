/** A check that is not asked of a resource, and why. */
export type Suppression = {
  readonly checkId: string;
  /** Address of the resource. */
  readonly resource: RegExp;
  readonly reason: string;
};

const notifier = /^aws_lambda_function\.notifier_[0-9A-F]{8}$/;

/**
 * Every check that the scan lets pass. There is no other place for one.
 *
 * A blind spot beside them: CKV_AWS_115 (reserved concurrency) is met by every plan, since checkov compares with
 * the text "${-1}" where a plan has the number -1. `reservedConcurrency` in src/stage.ts tells why there is none.
 */
export const suppressions: readonly Suppression[] = [
  {
    checkId: "CKV_AWS_117", // Lambda inside a VPC
    resource: notifier,
    reason:
      "the notifier talks to Slack and to AWS's public endpoints only; a VPC would need a NAT gateway, costs more than all the rest, and is one more thing that can be down",
  },
  {
    checkId: "CKV_AWS_272", // Lambda code signing
    resource: notifier,
    reason:
      "the code is bundled from this repository at deployment, and the plan holds its SHA-256; a Signer profile would sign whatever the same person deploys",
  },
];
