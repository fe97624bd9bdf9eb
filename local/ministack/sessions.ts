import type { Caller } from "../aws/backup/caller";
import { type AwsAnswer, type AwsCall, parametersOf, serviceOf } from "./call";

const valueIn = (xml: string, tag: string): string | undefined =>
  new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1];

/**
 * Who is behind the keys of the roles that were assumed through the gateway: policies name a session's role, and refusals the session.
 * Those of functions in the emulator are unknown.
 */
export const newSessions = () => {
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
    callerOf: (accessKeyId: string): Caller | undefined => callers.get(accessKeyId),
  };
};

export type Sessions = ReturnType<typeof newSessions>;
