import type { OrganizationOf } from "../aws/backup/service";
import { accountRoot, receivingAccountId } from "./account-root";
import { type AwsAnswer, type AwsCall, passOn } from "./call";

/** The organization of both accounts, with cross-account backup turned on. */
const organization = { id: "o-localaws01", managementAccountId: accountRoot.accountId } as const;

const members: readonly string[] = [accountRoot.accountId, receivingAccountId];

/** The organization of an account. */
export const organizationOf: OrganizationOf = (accountId) =>
  members.includes(accountId) ? { id: organization.id, hasCrossAccountBackup: true } : undefined;

/**
 * Answers DescribeOrganization, once the caller's own signed call has shown that it is allowed to: in the emulator each account is an
 * organization alone. (AWS Organizations API Reference)
 */
export const describeOrganization = async (emulatorUrl: string, call: AwsCall): Promise<AwsAnswer> => {
  const answer = await passOn(emulatorUrl, call);
  if (answer.status !== 200) return answer;
  const { id: Id, managementAccountId } = organization;
  const arnOf = (resource: string): string => `arn:aws:organizations::${managementAccountId}:${resource}`;
  const Organization = {
    Id,
    Arn: arnOf(`organization/${Id}`),
    FeatureSet: "ALL",
    MasterAccountId: managementAccountId,
    MasterAccountArn: arnOf(`account/${Id}/${managementAccountId}`),
    MasterAccountEmail: "backups@example.com",
    AvailablePolicyTypes: [],
  };
  const { "content-length": _length, ...headers } = answer.headers;
  return { ...answer, headers, body: Buffer.from(JSON.stringify({ Organization })) };
};
