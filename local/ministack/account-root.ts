import { sign } from "aws4";
import { type AwsAnswer, type AwsCall, accessKeyOf, passOn } from "./call";

/**
 * Who deploys to the local AWS: the root of a made-up account. The emulator accepts any access key id of 12 digits as
 * that account's root, with this fixed secret. Neither is valid anywhere else.
 */
export const accountRoot = {
  accountId: "111122223333",
  region: "us-east-1",
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
} as const;

/** The other account, which receives copies. Its resources are in the same Region. */
export const receivingAccountId = "444455556666";

/** The credentials of an account's root. */
const credentialsOf = (accountId: string) => ({
  accessKeyId: accountId,
  secretAccessKey: accountRoot.credentials.secretAccessKey,
});

/** Whether an access key id is that of an account's root. */
export const isRootKey = (accessKeyId: string): boolean => /^\d{12}$/.test(accessKeyId);

/** The account whose root calls; the first one for anyone else, such as a role: only roots deploy to the other one. */
export const rootAccountOf = (call: Pick<AwsCall, "headers">): string => {
  const key = accessKeyOf(call);
  return isRootKey(key) ? key : accountRoot.accountId;
};

/** The configuration of an AWS SDK client of an account's root. */
export const accountRootConfig = (endpoint: string, accountId: string = accountRoot.accountId) => ({
  endpoint,
  region: accountRoot.region,
  credentials: credentialsOf(accountId),
});

/** The other Region of AWS Backup, to copy to. */
export const copyRegion = "eu-west-1";

export type RootCall = {
  /** As in the signature's scope: `sqs`. */
  readonly service: string;
  /** Default: `POST`. */
  readonly method?: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Calls the emulator as an account's root, signed for itself. */
export const callAsAccountRoot = (
  emulatorUrl: string,
  { service, method = "POST", path = "/", headers, body }: RootCall,
  accountId: string = accountRoot.accountId,
): Promise<AwsAnswer> => {
  const target = { method, path };
  const signed = sign(
    { service, region: accountRoot.region, host: new URL(emulatorUrl).host, ...target, headers, body },
    credentialsOf(accountId),
  );
  return passOn(emulatorUrl, { ...target, headers: signed.headers ?? {}, body: Buffer.from(body) });
};

/** Calls an EC2 action as the account's root. */
export const callEc2AsAccountRoot = (emulatorUrl: string, parameters: URLSearchParams): Promise<AwsAnswer> =>
  callAsAccountRoot(emulatorUrl, {
    service: "ec2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: parameters.toString(),
  });
