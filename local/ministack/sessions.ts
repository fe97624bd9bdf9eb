import type { Caller } from "../aws/backup/caller";
import { callAsAccountRoot, isRootKey } from "./account-root";
import { type AwsAnswer, type AwsCall, parametersOf, serviceOf } from "./call";

const valueIn = (xml: string, tag: string): string | undefined =>
  new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1];

/** The account of a key that the emulator gave, such as to a function. (AWS STS API Reference, GetAccessKeyInfo) */
const accountOfKey = async (emulatorUrl: string, AccessKeyId: string): Promise<string | undefined> => {
  const { body } = await callAsAccountRoot(emulatorUrl, {
    service: "sts",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Action: "GetAccessKeyInfo", Version: "2011-06-15", AccessKeyId }).toString(),
  });
  return valueIn(body.toString("utf8"), "Account");
};

/** Who is behind keys: policies name a session's role, and refusals the session. */
export const newSessions = (emulatorUrl: () => string) => {
  const callers = new Map<string, Caller>();
  return {
    /** Remembers the session that an answer to `AssumeRole` begins. */
    learn: (call: AwsCall, { status, body }: AwsAnswer): void => {
      const parameters = parametersOf(call);
      if (status !== 200 || serviceOf(call) !== "sts" || parameters.get("Action") !== "AssumeRole") return;
      const xml = body.toString("utf8");
      const [key, arn, principalArn] = [
        valueIn(xml, "AccessKeyId"),
        valueIn(xml, "Arn"),
        parameters.get("RoleArn"),
      ];
      const accountId = arn?.split(":")[4];
      if (key && arn && principalArn && accountId) callers.set(key, { accountId, arn, principalArn });
    },
    /** Of a function's session only the account is known, not the role. */
    callerOf: async (accessKeyId: string): Promise<Caller | undefined> => {
      const known = callers.get(accessKeyId);
      if (known !== undefined || isRootKey(accessKeyId)) return known;
      const accountId = await accountOfKey(emulatorUrl(), accessKeyId);
      if (accountId === undefined) return undefined;
      const caller = {
        accountId,
        arn: `arn:aws:sts::${accountId}:assumed-role/unknown/unknown`,
        principalArn: `arn:aws:iam::${accountId}:role/unknown`,
      };
      callers.set(accessKeyId, caller);
      return caller;
    },
  };
};

export type Sessions = ReturnType<typeof newSessions>;
