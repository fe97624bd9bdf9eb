/** One statement of an IAM policy document. */
export type PolicyStatement = {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly Service: string } | { readonly AWS: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** A statement that allows actions on resources. */
export const allow = (
  Sid: string,
  Resource: string | readonly string[],
  Action: readonly string[],
): PolicyStatement => ({ Sid, Effect: "Allow", Action, Resource });

type TrustStatement = Omit<PolicyStatement, "Sid" | "Resource">;

/** A policy document as JSON. Values may contain Terraform references, which are plain text. */
export const policyDocument = (statements: readonly (PolicyStatement | TrustStatement)[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const assumeRole = (service: string): TrustStatement => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: "sts:AssumeRole",
});

/** Lets a service assume a role, only on behalf of this account (IAM User Guide, The confused deputy problem). */
export const trustPolicy = (service: string, accountId: string): string =>
  policyDocument([
    { ...assumeRole(service), Condition: { StringEquals: { "aws:SourceAccount": accountId } } },
  ]);

/**
 * Lets EC2 pass a role to instances. It needs no condition, and EC2 sends no source account: `iam:PassRole` and the
 * instance profile, both of this account, already determine who can use it.
 */
export const ec2TrustPolicy = policyDocument([assumeRole("ec2.amazonaws.com")]);

/**
 * Lets GuardDuty assume a role for malware scans. Whether it sends aws:SourceAccount is not documented, and a condition that it does
 * not meet would fail every scan; only roles of this account that may pass it can name it.
 */
export const guardDutyTrustPolicy = policyDocument([
  assumeRole("malware-protection.guardduty.amazonaws.com"),
]);

/** Denies requests without TLS. */
export const denyInsecureTransport = (
  actions: readonly string[],
  resource: string | readonly string[],
): PolicyStatement => ({
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: actions,
  Resource: resource,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
