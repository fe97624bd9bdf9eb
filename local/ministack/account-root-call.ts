import { sign } from "aws4";
import { accountRoot } from "./account-root";
import { type AwsAnswer, passOn } from "./call";

export type Question = {
  /** The name that it is signed for. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Asks the emulator something of its own, as the account's accountRoot. */
export const callAsAccountRoot = (
  emulatorUrl: string,
  { service, headers, body }: Question,
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
