import { sign } from "aws4";
import { accountRoot } from "./account-root";
import { type AwsAnswer, passOn } from "./call";

export type RootCall = {
  /** As in the signature's scope: `sqs`. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Calls the emulator as the account's root, with a signature of its own. */
export const callAsAccountRoot = (
  emulatorUrl: string,
  { service, headers, body }: RootCall,
): Promise<AwsAnswer> => {
  const target = { method: "POST", path: "/" };
  const signed = sign(
    { service, region: accountRoot.region, host: new URL(emulatorUrl).host, ...target, headers, body },
    accountRoot.credentials,
  );
  const lowerCase = Object.fromEntries(
    Object.entries(signed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return passOn(emulatorUrl, { ...target, headers: lowerCase, body: Buffer.from(body) });
};

/** Calls an EC2 action as the account's root. */
export const callEc2AsAccountRoot = (emulatorUrl: string, parameters: URLSearchParams): Promise<AwsAnswer> =>
  callAsAccountRoot(emulatorUrl, {
    service: "ec2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: parameters.toString(),
  });
