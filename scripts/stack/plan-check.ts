import { SQSClient } from "@aws-sdk/client-sqs";
import { copyRegionOf, stackIdOf } from "../../src/outputs";
import { connect } from "../aws/client";
import { depthOf } from "../aws/queue-depth";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { isTopicOf } from "../vault/notification-setting";
import { breakGlassRoleIn, hasRole } from "../vault/vault-protection";
import { callerArn } from "./caller-identity";
import { commandLineOf, type Target } from "./commands";
import { type Change, verbOf } from "./planned-change";
import { readSynthesizedStack, synthesizeAs } from "./synthesized-stack";

/** What no backup survives. A role is the backup role by its name, as AWS's own policies tell them apart. */
const guardedNames: Readonly<Record<string, (change: Change) => string | undefined>> = {
  aws_backup_vault: ({ address, change }) => `vault ${change.before?.name ?? address}`,
  aws_backup_logically_air_gapped_vault: ({ address, change }) => `vault ${change.before?.name ?? address}`,
  aws_kms_key: ({ address }) => `key ${address}`,
  aws_iam_role: ({ change }) => {
    const name = change.before?.name;
    return name?.includes("AWSBackup") ? `backup role ${name}` : undefined;
  },
};

/** `replaces vault x`, for each resource without which there are no backups. */
const lossesIn = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => {
    const verb = verbOf(change);
    const name = guardedNames[change.type]?.(change);
    if (name === undefined || (verb !== "destroy" && verb !== "replace")) return [];
    return [`${verb === "destroy" ? "destroys" : "replaces"} ${name}`];
  });

/** Terraform's own refusal, which it wraps at the width of a terminal. */
const protectedIn = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/Resource\s+(\S+)\s+has\s+lifecycle\.prevent_destroy/g)].map(
    ([, address]) => `destroys or replaces ${address}`,
  );

/**
 * Terraform needs a Region's provider to destroy what is there, and the provider leaves the configuration together with the last
 * copy to that Region.
 */
const copiesLostIn = (stderr: string): readonly string[] => {
  const orphans = stderr.matchAll(/To\s+work\s+with\s+(\S+)\s+\(orphan\)\s+its\s+original\s+provider/g);
  const regions = [...orphans].flatMap(([, address = ""]) => copyRegionOf(address) ?? []);
  return [...new Set(regions)].map((region) => `destroys the vault for copies in ${region} and its key`);
};

const refuse = (losses: readonly string[], target: Target): void => {
  if (losses.length === 0) return;
  const { stage } = target;
  throw new Failure(
    `the plan ${losses.join(", and ")}, so nothing was changed; change stages/${stage}.ts back, or remove the stage first with \`${commandLineOf("cleanup", target)}\``,
  );
};

/**
 * Terraform's own refusal of a plan, in one sentence.
 * @throws Failure where it refused because of `prevent_destroy`, or for want of the provider of former copies' Region.
 */
export const checkRefusal = (stderr: string, target: Target): void =>
  refuse([...protectedIn(stderr), ...copiesLostIn(stderr)], target);

/**
 * Checks what Terraform plans. It forgets `prevent_destroy` together with a resource that is no longer in the stage file.
 * @throws Failure where the plan destroys or replaces a vault, a key or a backup role.
 */
export const checkPlan = (changes: readonly Change[], target: Target): void =>
  refuse(lossesIn(changes), target);

/**
 * Terraform removes the notification setting of a vault that is no longer in the stage file, whatever topic it notifies by now.
 * @throws Failure where that is not the stage's.
 */
export const checkSettingsOfOthers = (changes: readonly Change[], target: Target): void => {
  for (const change of changes) {
    const { backup_vault_name: vault, sns_topic_arn: topicArn } = change.change.before ?? {};
    if (change.type !== "aws_backup_vault_notifications" || verbOf(change) !== "destroy") continue;
    if (typeof topicArn !== "string" || isTopicOf(target.stage, topicArn)) continue;
    throw new Failure(
      `the plan removes the notification setting of vault ${vault}, which notifies ${topicArn} by now, so nothing was changed; let Terraform forget it with \`terraform -chdir=cdktf.out/stacks/${stackIdOf(target.stage)} state rm ${change.address}\`, then deploy again`,
    );
  }
};

/** A queue's address, and what is in it; `unknown` is never empty. */
const contentsOf = async (url: string, target: Target, context: Context): Promise<string | undefined> => {
  try {
    const { waiting, inFlight } = await depthOf(url, connect(SQSClient, context.awsConfig(target.region)));
    const count = waiting + inFlight;
    return count === 0 ? undefined : `it holds ${count} event${count === 1 ? "" : "s"}`;
  } catch (error) {
    return `whether it is empty is not known: ${explain(error)}`;
  }
};

/**
 * A queue that is destroyed takes the events in it along.
 * @throws Failure unless SQS says that every queue that the plan destroys or replaces is empty.
 */
export const checkQueues = async (
  changes: readonly Change[],
  target: Target,
  context: Context,
): Promise<void> => {
  const lost = changes.filter(
    (change) => change.type === "aws_sqs_queue" && ["destroy", "replace"].includes(verbOf(change) ?? ""),
  );
  for (const { address, change } of lost) {
    const url = change.before?.url ?? change.before?.id;
    const contents =
      url === undefined
        ? "whether it is empty is not known: its URL is not in the plan"
        : await contentsOf(url, target, context);
    if (contents === undefined) continue;
    throw new Failure(
      `the plan destroys queue ${change.before?.name ?? address}, and ${contents}; nothing was changed; wait until the events are posted, send parked ones back with \`${commandLineOf("redrive", target)}\`, then deploy again`,
    );
  }
};

/** The role that a plan needs for a change of a vault's access policy, which lets only that one change it; and whose the credentials are. */
type LackedRole = { readonly role: string; readonly caller: string };

/** @returns `undefined` where the plan changes no such policy, or the credentials are that role's. */
const lackedRole = async (
  changes: readonly Change[],
  target: Target,
  context: Context,
): Promise<LackedRole | undefined> => {
  const [role] = changes.flatMap((change) => {
    if (change.type !== "aws_backup_vault_policy" || ["add", undefined].includes(verbOf(change))) return [];
    return breakGlassRoleIn(change.change.before?.policy) ?? [];
  });
  if (role === undefined) return undefined;
  const caller = await callerArn(target.region, context);
  return hasRole(caller, role) ? undefined : { role, caller };
};

/** @throws Failure where the plan changes the access policy of a vault, and only another role may. */
export const checkVaultPolicies = async (
  changes: readonly Change[],
  target: Target,
  context: Context,
): Promise<void> => {
  const lacked = await lackedRole(changes, target, context);
  if (lacked === undefined) return;
  throw new Failure(
    `the plan changes the access policy of the vault, which only ${lacked.role} may do, and these credentials are ${lacked.caller}'s; nothing was changed; deploy as that role, or change stages/${target.stage}.ts back`,
  );
};

/** What whoever only plans should know before another role applies it, a sentence for each. */
export const vaultPolicyNotes = async (
  changes: readonly Change[],
  target: Target,
  context: Context,
): Promise<readonly string[]> => {
  const lacked = await lackedRole(changes, target, context);
  return lacked === undefined
    ? []
    : [
        `The plan changes the access policy of the vault, which only ${lacked.role} may do: deploy as that role; these credentials are ${lacked.caller}'s.`,
      ];
};

const removedEmailsIn = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => {
    const { protocol, endpoint } = change.change.before ?? {};
    return change.type === "aws_sns_topic_subscription" &&
      protocol === "email" &&
      verbOf(change) === "destroy"
      ? [endpoint ?? change.address]
      : [];
  });

/** Any address: whether it becomes a subscription shows that the stage file leaves it to the variable. */
const anyAddress = "ops@example.com";

const leavesAddressOpen = async (target: Target, context: Context): Promise<boolean> => {
  const filled = { ...context, env: { ...context.env, ALARM_EMAIL: anyAddress } };
  const { alarmEmails } = await synthesizeAs(target, filled, readSynthesizedStack);
  return alarmEmails.includes(anyAddress);
};

/**
 * Alarm addresses that the plan removes only because `ALARM_EMAIL` is not set this time.
 * @returns none where the stage file says who is notified.
 */
export const forgottenEmailsIn = async (
  changes: readonly Change[],
  target: Target,
  context: Context,
): Promise<readonly string[]> => {
  const removed = removedEmailsIn(changes);
  if (removed.length === 0 || context.env["ALARM_EMAIL"]) return [];
  return (await leavesAddressOpen(target, context)) ? removed : [];
};
