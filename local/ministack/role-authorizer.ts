import { accountRoot } from "./account-root";
import { type AwsCall, passOn } from "./call";

/** A call to AWS Backup, and who makes it. */
export type AuthorizedCall = {
  readonly accessKeyId: string;
  readonly action: string;
  readonly signed: AwsCall;
};

const messageOf = (body: Buffer): string | undefined => {
  try {
    const answer: unknown = JSON.parse(body.toString("utf8"));
    if (typeof answer !== "object" || answer === null) return undefined;
    const message: unknown = Reflect.get(answer, "message") ?? Reflect.get(answer, "Message");
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Makes the judge of calls to AWS Backup, a service that is not the emulator's. A role's call is put to the emulator
 * just as the role signed it: the emulator knows the session behind the key, checks the signature, finds the role's
 * policies and refuses in AWS's words. Whatever else it answers to the call is not AWS Backup's and is not looked at.
 * The operator is the account's root, which no policy can hold back.
 */
export const newRoleAuthorizer =
  (emulatorUrl: () => string) =>
  async ({ accessKeyId, action, signed }: AuthorizedCall): Promise<true | string> => {
    if (accessKeyId === accountRoot.credentials.accessKeyId) return true;
    const { status, body } = await passOn(emulatorUrl(), signed);
    return status === 403 ? (messageOf(body) ?? `not authorized to perform: ${action}`) : true;
  };
