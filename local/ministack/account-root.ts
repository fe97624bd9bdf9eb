import { sign } from "aws4";
import { type AwsAnswer, passOn } from "./call";

/**
 * Who deploys to the local AWS: the root of a made-up account. The emulator accepts any access key id of 12 digits as
 * that account's root, with this fixed secret. Neither is valid anywhere else.
 */
export const accountRoot = {
  accountId: "111122223333",
  region: "us-east-1",
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
} as const;

/** The configuration of an AWS SDK client of the account root. */
export const accountRootConfig = (endpoint: string) => ({
  endpoint,
  region: accountRoot.region,
  credentials: accountRoot.credentials,
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

/** Calls the emulator as the account's root, signed for itself. */
export const callAsAccountRoot = (
  emulatorUrl: string,
  { service, method = "POST", path = "/", headers, body }: RootCall,
): Promise<AwsAnswer> => {
  const target = { method, path };
  const signed = sign(
    { service, region: accountRoot.region, host: new URL(emulatorUrl).host, ...target, headers, body },
    accountRoot.credentials,
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
