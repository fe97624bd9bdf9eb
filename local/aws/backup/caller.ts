/** Who calls AWS Backup. */
export type Caller = {
  readonly accountId: string;
  /** As a refusal names it: a user, the account's root, or a role's session. */
  readonly arn: string;
  /** `aws:PrincipalArn`: of a session, its role. (IAM User Guide, global condition keys) */
  readonly principalArn: string;
};

/** An account's root. */
const rootOf = (accountId: string): Caller => {
  const arn = `arn:aws:iam::${accountId}:root`;
  return { accountId, arn, principalArn: arn };
};

/** Whose an access key is where nothing else knows: 12 digits are an account's root, all others the root of the account here. */
export const callerByKey = (accessKeyId: string, accountId: string): Caller =>
  rootOf(/^\d{12}$/.test(accessKeyId) ? accessKeyId : accountId);
