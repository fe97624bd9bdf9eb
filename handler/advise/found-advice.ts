import type { Advice, Command } from "../model/advice";
import { known } from "../model/fields";
import type { CopyCause, GuardCause, OverdueCause, UnprotectedCause, Unseen } from "../model/found";
import type { FoundNews } from "../model/found-news";
import type { Origin } from "../model/origin";
import { commandLine, isArn, isRegion, type Option } from "./command-line";

// The card writes the stage's name for `{stage}`.

type Words = Pick<Advice, "means" | "next">;

const selection = "Run `npm run selection -- {stage}`: it shows what each plan selects, and why not this.";
const deploy = "run `npm run deploy -- {stage}` to set it as it was deployed";

/** (AWS Backup Developer Guide, backup plan options; service opt-in; assigning resources) */
const overdue: Readonly<Record<OverdueCause, Words>> = {
  running: {
    means: "A backup of it is running, so it may be only late.",
    next: "Wait for its end. If it takes longer than usual, look at the job's size and start.",
  },
  waiting: {
    means: "A backup of it waits for its turn in the start window, so it may be only late.",
    next: "Wait until the window ends. If that happens often, give the rule a longer start window.",
  },
  failing: {
    means: "Its backups fail: each night without a good one is a night more to lose.",
    next: "Look at the messages of its failed jobs for the reason, solve it, and run `npm run trigger-backup -- {stage}` or wait for the next run.",
  },
  "start-window-ended": {
    means: "AWS Backup did not begin the backup before the start window ended.",
    next: "Too many jobs began at once: give the rule a longer start window, or spread the rules over the night.",
  },
  missed: {
    means: "A run was due, and AWS Backup made no job for it and sent no event.",
    next: `${selection} Then make a backup now: AWS Backup console, Protected resources, Create on-demand backup.`,
  },
  "selection-gone": {
    means: "The selection that took it is gone from its plan: no further backup will be made.",
    next: "Run `npm run deploy -- {stage}` to restore a selection of this stage; any other must be made again by its owner.",
  },
  "tag-gone": {
    means: "It lost the tag by which a plan selects it: no further backup will be made.",
    next: "Set the tag again, or take the resource into a plan by its ARN. CloudTrail knows who removed the tag.",
  },
  "not-opted-in": {
    means:
      "Its service is switched off in AWS Backup's settings of this Region: plans skip it without a job.",
    next: "Opt in: AWS Backup console, Settings, Service opt-in, or `aws backup update-region-settings`.",
  },
  "role-not-assumable": {
    means: "AWS Backup cannot assume the role of the selection, so it makes no jobs with it.",
    next: "Check that the role exists and trusts `backup.amazonaws.com`. For the stage's own, run `npm run deploy -- {stage}`.",
  },
  "role-lacks-tags": {
    means: "The selection's role may not read tags, so AWS Backup finds nothing by tag.",
    next: "Allow `tag:GetResources` to the role. For the stage's own, run `npm run deploy -- {stage}`.",
  },
  "other-plan": {
    means:
      "Another plan's backup took the time of this one: AWS Backup runs one backup of a resource at a time.",
    next: "Check that the other plan keeps its backups in the right vault and long enough, or move one of the schedules.",
  },
};

const unknownOverdue: Words = {
  means: "It has no new good backup, and the watch could not see why.",
  next: `${selection} Then look at its jobs and its recovery points.`,
};

const unprotected: Readonly<Record<UnprotectedCause, Words>> = {
  "not-named": { means: "No selection names it, and none has a tag that it has.", next: selection },
  condition: { means: "A condition of a selection leaves it out.", next: selection },
  excluded: {
    means: "A selection excludes it by name.",
    next: "If that is not on purpose, remove it from the selection's list of what is left out.",
  },
  "not-opted-in": overdue["not-opted-in"],
  "restore-test": {
    means: "It was made by a restore test, and plans do not back up such resources.",
    next: "AWS deletes it after the test. If it is still there, delete it.",
  },
  "not-supported": {
    means: "AWS Backup does not support it in this Region, or not in this configuration.",
    next: "Back it up in another way, or leave it out of `unprotected` in the stage file.",
  },
  "no-selection": { means: "No plan selects anything.", next: selection },
};

const unknownUnprotected: Words = {
  means: "No plan selects it, so no backup of it will be made.",
  next: selection,
};

const copy: Readonly<Record<CopyCause, Words>> = {
  running: {
    means: "A copy is running, so it may be only late.",
    next: "Wait for its end. A first copy to another Region is a full one, and takes long.",
  },
  failing: {
    means: "Copies fail: the backup exists in one place only.",
    next: "Look at the messages of its failed copy jobs. Often the destination vault's key or access policy refuses.",
  },
  missed: {
    means: "AWS Backup made no copy job for it: the backup exists in one place only.",
    next: "Check the rule's copy action and the destination vault; then copy the newest recovery point with `aws backup start-copy-job`.",
  },
};

const unknownCopy: Words = {
  means: "The watch sees no new copy, and not why: the backup may exist in one place only.",
  next: "Look at the copy jobs in the AWS Backup console.",
};

const guard: Readonly<Record<GuardCause, Words>> = {
  "vault-notifications": {
    means: "This channel no longer hears of the vault's jobs, so failures would pass unnoticed.",
    next: `If nobody on your team did this, look for \`PutBackupVaultNotifications\` and \`DeleteBackupVaultNotifications\` in CloudTrail; then ${deploy}.`,
  },
  "vault-lock": {
    means:
      "Who may delete the vault's recovery points, and when, is not as it was deployed: this can be the first sign of an attack.",
    next: `Find out who did it: look for \`PutBackupVaultLockConfiguration\` and \`DeleteBackupVaultLockConfiguration\` in CloudTrail. Then ${deploy}.`,
  },
  "vault-policy": {
    means:
      "Who may use the vault, and delete what is in it, is not as it was deployed: this can be the first sign of an attack.",
    next: `Find out who did it: look for \`PutBackupVaultAccessPolicy\` and \`DeleteBackupVaultAccessPolicy\` in CloudTrail. Then ${deploy}.`,
  },
  key: {
    means:
      "Without its key no backup of the vault can be restored: what is encrypted with a deleted key is lost.",
    next: "Act at once: cancel a deletion with `aws kms cancel-key-deletion`, then enable the key with `aws kms enable-key`, and find out who did it: look for `ScheduleKeyDeletion` and `DisableKey` in CloudTrail.",
  },
  plan: {
    means: "The plan is gone: it makes no more backups. Existing ones remain.",
    next: "Look for `DeleteBackupPlan` in CloudTrail; then run `npm run deploy -- {stage}` to make it again.",
  },
  rules: {
    means: "The plan is there, but none of its rules makes backups into a vault of this stage any more.",
    next: "Look for `UpdateBackupPlan` in CloudTrail; then run `npm run deploy -- {stage}` to make its rules as they were.",
  },
  selection: {
    means: "The plan runs, and backs up nothing.",
    next: "Look for `DeleteBackupSelection` in CloudTrail; then run `npm run deploy -- {stage}` to make its selections again.",
  },
  role: {
    means: "AWS Backup cannot use the stage's role: all its backups will fail, or not begin.",
    next: "Look for changes of the role in CloudTrail; then run `npm run deploy -- {stage}` to make it as it was.",
  },
};

const blindMeans =
  "What the watch does not see may be bad: until it sees it again, silence about it is no good news.";

const blind: Readonly<Record<Unseen, string>> = {
  "access-denied":
    "AWS refused: a permission of the watch's role is missing, or a policy of the organization forbids it. Run `npm run doctor -- {stage}`.",
  throttled: "AWS throttled the watch. It asks again with its next check: act only if this stays so.",
  "no-answer": "AWS did not answer. The watch asks again with its next check: act only if this stays so.",
  "not-all-pages":
    "There was more than one check may ask for. The watch goes on with its next check: act only if this stays so.",
  "not-ours":
    "It belongs to another stage or account, whose settings this watch may not read: look at it there.",
  "not-understood":
    "AWS's answer has a form that this version does not know: check it yourself, and update this product.",
};

/** Of what is blind and why, where that says more than the reason by itself. */
const blindParts: Readonly<Record<string, Words>> = {
  "existence not-ours": {
    means:
      "It has no new backup, and may be deleted: AWS lists only what has, or had, tags. So the watch calls it neither overdue nor gone.",
    next: `If it exists, give it a tag, so that the watch sees it. ${selection} If it was deleted, delete its recovery points, or remove its ARN from the plan's selection.`,
  },
  "tags not-ours": {
    means:
      "AWS does not list tags of its type in this Region, so the watch does not know which plans select it.",
    next: "Look at its backups yourself: AWS Backup console, Protected resources.",
  },
  "tags not-understood": {
    means: "This version does not know its type, so the watch does not know which plans select it.",
    next: "Look at its backups yourself: AWS Backup console, Protected resources; and update this product.",
  },
  "schedules not-understood": {
    means:
      "The plan's rules have a schedule that this version does not know, or run less than twice in two years: no limit follows from them.",
    next: "Give what the plan selects a limit of its own: `watch.overdue` in the stage file, with the plan's name.",
  },
  "memory not-understood": {
    means:
      "A part of what the watch found before cannot be read: it begins anew there, so a resource may be overdue and not found until its next run has ended.",
    next: "The watch wrote it anew: act only if this comes again. What was open may be said once more.",
  },
};

const unheard: Words = {
  means:
    "AWS sent no event of it to this stage, or the event was lost on its way. The watch made up for it: the job has its own message.",
  next: "One lost event may be AWS's. If there are more, run `npm run doctor -- {stage}`: it checks the whole way from the vault to Slack.",
};

const over: Words = { means: "Nothing needs to be done." };

const at = <Key extends string>(
  table: Readonly<Record<Key, Words>>,
  cause: Key | undefined,
  otherwise: Words,
): Words => (cause !== undefined && Object.hasOwn(table, cause) ? table[cause] : otherwise);

const wordsOf = (news: FoundNews): Words => {
  switch (news.finding) {
    case "overdue":
    case "never-backed-up":
      return at(overdue, news.cause, unknownOverdue);
    case "unprotected":
      return at(unprotected, news.cause, unknownUnprotected);
    case "unheard":
      return unheard;
    case "copy-overdue":
      return at(copy, news.cause, unknownCopy);
    case "guard":
      return at(guard, news.cause, {
        means: "Something of the stage is not as it was deployed.",
        next: `If nobody on your team did this, look in CloudTrail; then ${deploy}.`,
      });
    case "blind":
      return at(blindParts, `${news.to} ${news.cause}`, {
        means: blindMeans,
        ...known({ next: Object.hasOwn(blind, news.cause ?? "") ? blind[news.cause] : undefined }),
      });
  }
};

/** Shows what AWS knows of a subject. (AWS CLI Command Reference) */
const lookUp = (
  { finding, cause, subject: { id, vaultName } }: FoundNews,
  region: string | undefined,
): Command | undefined => {
  if (!isRegion(region)) return undefined;
  const command = (label: string, operation: string, ...options: readonly Option[]): Command | undefined => {
    const line = commandLine(operation, [...options, ["region", region]]);
    return line === undefined ? undefined : { label: `*${label}*`, line };
  };
  switch (finding) {
    case "overdue":
    case "never-backed-up":
    case "copy-overdue": {
      if (!isArn(id)) return undefined;
      return finding === "copy-overdue"
        ? command("Its copy jobs", "backup list-copy-jobs", ["by-resource-arn", id])
        : command("Its backup jobs", "backup list-backup-jobs", ["by-resource-arn", id]);
    }
    case "unprotected":
      return isArn(id)
        ? command("Its recovery points", "backup list-recovery-points-by-resource", ["resource-arn", id])
        : undefined;
    case "guard": {
      if (cause === "key" && isArn(id, "kms"))
        return command("The key's state", "kms describe-key", ["key-id", id]);
      const operation = {
        "vault-notifications": "backup get-backup-vault-notifications",
        "vault-lock": "backup describe-backup-vault",
        "vault-policy": "backup get-backup-vault-access-policy",
      }[cause as string];
      return operation === undefined || vaultName === undefined
        ? undefined
        : command("What it is now", operation, ["backup-vault-name", vaultName]);
    }
    default:
      return undefined;
  }
};

/** What a finding of the watch means, and what to do. */
export const foundAdviceOn = (news: FoundNews, { region }: Origin): Advice =>
  news.isOver ? over : { ...wordsOf(news), ...known({ command: lookUp(news, region) }) };
