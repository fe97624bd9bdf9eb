import { receivingAccountId } from "../../local/ministack/account-root";
import { organizationOf } from "../../local/ministack/organization";
import { defineStage } from "../../src/stage";

/** The vault that other accounts copy to. */
export const receivingVault = "e2e-central";

/** The only role that may delete what is in it. */
export const breakGlassRoleName = "break-glass";

/** Its ARN there. */
export const breakGlassRoleArn = `arn:aws:iam::${receivingAccountId}:role/${breakGlassRoleName}`;

/** `stages/examples/vault-account.ts`, small: the other account, which keeps copies of the first one. */
export default defineStage({
  accountId: receivingAccountId,
  vault: {
    name: receivingVault,
    receivesCopiesFrom: { organizationId: organizationOf(receivingAccountId)?.id ?? "" },
    breakGlassRoleArn,
    forceDestroy: true,
  },
  delivery: "direct",
  notifier: { runtime: "nodejs22.x", logRetentionDays: 14, reservedConcurrency: 5 },
  slackHosts: ["127.0.0.1"],
  alarmEmail: false,
});
