/** The parts of an ARN. Region and account are absent where AWS leaves them empty, as in S3 and image ARNs. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region?: string;
  readonly accountId?: string;
  /** Everything after the account: `instance/i-0abc`, `table/orders`, `backup-vault:main`. */
  readonly resource: string;
};

/** Takes an ARN apart; `undefined` for anything else. (AWS General Reference, ARN format) */
export const parseArn = (text: string | undefined): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...rest] = (text ?? "").split(":");
  const resource = rest.join(":");
  if (prefix !== "arn" || !partition || !service || resource === "") return undefined;
  return { partition, service, ...(region && { region }), ...(accountId && { accountId }), resource };
};

/** A vault's name from its ARN, `arn:aws:backup:<region>:<account>:backup-vault:<name>`. */
export const vaultNameOf = (text: string | undefined): string | undefined => {
  const resource = parseArn(text)?.resource;
  return resource?.startsWith("backup-vault:") ? resource.slice("backup-vault:".length) : undefined;
};
