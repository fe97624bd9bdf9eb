/** A parsed Amazon Resource Name. Region and account can be empty, as in `arn:aws:s3:::bucket`. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
};

/** Reads an ARN; `undefined` for anything else. (AWS IAM User Guide, ARNs) */
export const parseArn = (text: string): Arn | undefined => {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d*):(\S+)$/.exec(text);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", accountId = "", resource = ""] = match;
  return { partition, service, region, accountId, resource };
};

/** The account and Region of a service. */
export type AccountRegion = { readonly accountId: string; readonly region: string };

const backupArn = ({ accountId, region }: AccountRegion, resource: string): string =>
  `arn:aws:backup:${region}:${accountId}:${resource}`;

export const vaultArn = (account: AccountRegion, vaultName: string): string =>
  backupArn(account, `backup-vault:${vaultName}`);

/** AWS returns `backup-plan:`, unlike the examples in its API Reference. */
export const planArn = (account: AccountRegion, planId: string): string =>
  backupArn(account, `backup-plan:${planId}`);

/** A restore testing plan's ARN ends in its name and an id. */
export const restoreTestingPlanArn = (account: AccountRegion, nameAndId: string): string =>
  backupArn(account, `restore-testing-plan:${nameAndId}`);

export const backupRecoveryPointArn = (account: AccountRegion, id: string): string =>
  backupArn(account, `recovery-point:${id}`);

/** The name in a vault's ARN; `undefined` for any other ARN. */
export const vaultNameOf = (arn: string): string | undefined => {
  const { service, resource = "" } = parseArn(arn) ?? {};
  return service === "backup" ? /^backup-vault:([\w-]+)$/.exec(resource)?.[1] : undefined;
};
