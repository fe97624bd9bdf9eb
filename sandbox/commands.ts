import { setTimeout as delay } from "node:timers/promises";
import type { LocalBackup } from "../local/aws/backup/backup";
import type { BackupJob } from "../local/aws/backup/job";
import { always, during } from "../local/slack/fault-program";
import type { LocalSlack } from "../local/slack/slack";
import { quoted, refuseCredentials } from "../scripts/program/credential";
import { explain } from "../scripts/program/explain";
import { type ExitCode, Failure, wrongUsage } from "../scripts/program/failure";
import type { StackOutputs } from "../src/outputs";
import { resourceArnOf, resourceNames } from "./resource";

/** What the commands of the sandbox's shell act on. */
export type World = {
  readonly backup: Pick<LocalBackup, "willEnd" | "startBackupJob" | "backupJobs">;
  readonly slack: Pick<LocalSlack, "webhookUrl" | "replaceWebhook" | "inject">;
  /** @throws Failure where the stage is not deployed. */
  readonly outputs: () => Promise<StackOutputs>;
  /** Stores Slack's webhook with the product's own command. @throws Failure where that fails. */
  readonly storeWebhook: () => Promise<void>;
};

/** A command as it was typed. */
export type Typed = {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether a person would see what it prints. */
  readonly isTerminal: boolean;
};

type Say = (line: string) => void;

type ShellCommand = {
  readonly usage: string;
  readonly about: string;
  readonly run: (typed: Typed, world: World, say: Say) => Promise<void>;
};

/** AWS's words where a backup role lacks a permission. */
const usualReason = "Access denied trying to create a snapshot of the resource.";

const jobSeconds = 60;

const endOf = async (id: string, { backup }: World): Promise<BackupJob | undefined> => {
  const deadline = Date.now() + jobSeconds * 1000;
  for (;;) {
    const job = backup.backupJobs().find((one) => one.id === id);
    if (job?.endedAt !== undefined || Date.now() > deadline) return job;
    await delay(100);
  }
};

/** Starts a job in the stage's vault, with the stage's role. */
export const startJob = async (world: World, resource: string, failure?: string): Promise<BackupJob> => {
  const { instance_arn, vault_name, backup_role_arn, stage } = await world.outputs();
  const ResourceArn = resourceArnOf(resource, instance_arn);
  if (vault_name === "") throw new Failure(`stage ${stage} has no vault; add one to stages/${stage}.ts`);
  if (failure !== undefined) world.backup.willEnd(ResourceArn, { state: "FAILED", statusMessage: failure });
  const input = { BackupVaultName: vault_name, ResourceArn, IamRoleArn: backup_role_arn };
  return world.backup.startBackupJob(input);
};

const followJob = async ({ id, resourceArn }: BackupJob, world: World, say: Say): Promise<void> => {
  say(`Backup job ${id} of ${resourceArn} has started ...`);
  const job = await endOf(id, world);
  const reason = job?.statusMessage ? `: ${job.statusMessage}` : "";
  say(`It ${job?.endedAt ? "ended" : "is"} ${job?.state ?? "gone"}${reason}`);
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const maxSeconds = 3600;

/** @throws Failure (exit code 2) that says what is allowed. */
const secondsOf = (typed: string): number => {
  const [, number = "", unit = ""] = /^(\d{1,4})([smh])$/.exec(typed) ?? [];
  const seconds = Number(number) * (units[unit] ?? 0);
  if (seconds >= 1 && seconds <= maxSeconds) return seconds;
  throw wrongUsage(`the time is ${quoted(typed)}; allowed is from 1s to 1h, such as 30s or 5m`);
};

/** The commands of the sandbox's shell, by name. */
export const shellCommands: Readonly<Record<string, ShellCommand>> = {
  backup: {
    usage: "backup [resource]",
    about: `starts a backup and follows it; a resource is ${resourceNames.join(", ")} or an ARN`,
    run: async ({ args: [resource = "instance"] }, world, say) =>
      followJob(await startJob(world, resource), world, say),
  },
  fail: {
    usage: "fail <resource> [reason ...]",
    about: "starts a backup that fails; the reason is AWS's message",
    run: async ({ args: [resource, ...reason] }, world, say) => {
      if (resource === undefined) {
        throw wrongUsage(
          `fail needs a resource; allowed are ${resourceNames.join(", ")}, or an ARN that AWS Backup knows`,
        );
      }
      await followJob(await startJob(world, resource, reason.join(" ") || usualReason), world, say);
    },
  },
  "kill-webhook": {
    usage: "kill-webhook",
    about: "removes the webhook in Slack: events are parked, and `npm run doctor` says why",
    run: async (_, { slack }, say) => {
      slack.replaceWebhook();
      say("Slack no longer knows the stored webhook. `restore` stores a new one.");
    },
  },
  "slack-down": {
    usage: "slack-down <time>",
    about: "lets Slack answer 503 for a time such as 30s or 5m: events wait, and arrive after it",
    run: async ({ args: [time = ""] }, { slack }, say) => {
      if (time === "")
        throw wrongUsage("slack-down needs a time; allowed is from 1s to 1h, such as 30s or 5m");
      const now = Date.now();
      const down = always({ kind: "answer", status: 503, body: "Service Unavailable" });
      slack.inject(during(now, now + secondsOf(time) * 1000, down));
      say(`Slack answers 503 for ${time}. \`restore\` ends that sooner.`);
    },
  },
  restore: {
    usage: "restore",
    about: "lets Slack work again, and stores its webhook",
    run: async (_, { slack, outputs, storeWebhook }, say) => {
      slack.inject(undefined);
      await outputs();
      await storeWebhook();
      say("Slack answers, and its webhook is stored. `npm run redrive` sends what was parked meanwhile.");
    },
  },
  "webhook-url": {
    usage: "webhook-url | npm run set-webhook",
    about: "pipes the webhook URL into a command; a terminal never shows it",
    run: async ({ isTerminal }, { slack }, say) => {
      if (isTerminal) {
        throw wrongUsage(
          "the webhook URL is a credential, which a terminal does not show; pipe it, as in `webhook-url | npm run set-webhook`",
        );
      }
      say(slack.webhookUrl);
    },
  },
};

const maxArguments = (usage: string): number =>
  usage.includes("...") ? Number.POSITIVE_INFINITY : (usage.split("|")[0]?.match(/[[<]/g)?.length ?? 0);

const rows: readonly (readonly [string, string])[] = [
  ...Object.values(shellCommands).map(({ usage, about }) => [usage, about] as const),
  [
    "npm run <command>",
    "doctor, trigger-backup, send-test, set-webhook, redrive, selection, cost, deploy, cleanup",
  ],
  ["help", "shows these lines"],
];

/** What can be typed in the shell, one command a line. */
export const helpLines: readonly string[] = rows.map(([usage, about]) => `  ${usage.padEnd(34)}${about}`);

const run = async (typed: Typed, world: World, say: Say): Promise<void> => {
  const { name, args } = typed;
  refuseCredentials(args);
  const known = Object.hasOwn(shellCommands, name) ? shellCommands[name] : undefined;
  if (known === undefined) {
    throw wrongUsage(`the command is ${quoted(name)}; allowed are ${Object.keys(shellCommands).join(", ")}`);
  }
  if (args.some((arg) => arg === "--help" || arg === "-h")) return say(`${known.usage}: ${known.about}`);
  const extra = args[maxArguments(known.usage)];
  if (extra !== undefined) {
    throw wrongUsage(`${quoted(extra)} is one argument too many; allowed is \`${known.usage}\``);
  }
  await known.run(typed, world, say);
};

/** Runs a command that was typed in the shell. `warn` is given the sentence of an error. Never throws. */
export const runTyped = async (typed: Typed, world: World, say: Say, warn: Say): Promise<ExitCode> => {
  try {
    await run(typed, world, say);
    return 0;
  } catch (error) {
    warn(`Error: ${error instanceof Failure ? error.message : explain(error)}`);
    return error instanceof Failure ? error.exitCode : 1;
  }
};
