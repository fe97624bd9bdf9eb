import type { AuthorizationRequest } from "../aws/backup/wire/server";
import { isRootKey } from "./account-root";
import { passOn } from "./call";
import { isAllowed, lackingRoleIn } from "./simulated-role";

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
 * Creates the authorizer of calls to AWS Backup, which the emulator does not have. A role's call is forwarded to the
 * emulator exactly as it was signed: the emulator knows the session behind the access key, checks the signature, finds
 * the role's policies and denies in AWS's words. Any other answer of the emulator is ignored. It checks every call
 * against all resources, AWS against the one that is named: so a denied call is simulated with that one.
 * The root of an account cannot be denied by a policy of IAM.
 */
export const newRoleAuthorizer =
  (emulatorUrl: () => string) =>
  async (request: AuthorizationRequest): Promise<true | string> => {
    const { accessKeyId, action, resource, signed } = request;
    if (isRootKey(accessKeyId)) return true;
    const { status, body } = await passOn(emulatorUrl(), signed);
    if (status !== 403) return true;
    const denial = messageOf(body) ?? `not authorized to perform: ${action}`;
    const role = resource === "*" ? undefined : lackingRoleIn(denial);
    return role !== undefined && (await isAllowed(emulatorUrl(), role, action, [resource])) ? true : denial;
  };
