import { known } from "../../../handler/watch/answer";
import type { Facts, Job, Plan, PlanSelection, Rule } from "../../../handler/watch/facts";
import type { Finding } from "../../../handler/watch/finding";
import { judge } from "../../../handler/watch/judge";

export const now = new Date("2026-06-15T12:00Z");

export const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

export const arnOf = (name: string): string => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;

/** Runs at 05:00 UTC; its backups have ended by 08:00. */
export const dailyRule: Rule = {
  name: "daily",
  schedule: "cron(0 5 ? * * *)",
  timeZone: "UTC",
  startWindowMinutes: 60,
  completionWindowMinutes: 120,
  deleteAfterDays: 35,
};

export const byTag: PlanSelection = {
  name: "tagged",
  resources: [],
  tags: [{ key: "backup", value: "daily" }],
  conditions: {},
  except: [],
  createdAt: hoursAgo(5000),
};

export const dailyPlan: Plan = {
  id: "plan-1",
  name: "daily",
  changedAt: hoursAgo(5000),
  rules: known([dailyRule]),
  selections: known([byTag]),
};

export const resource = (name: string, tags: Readonly<Record<string, string>> = { backup: "daily" }) => ({
  arn: arnOf(name),
  tags: known(tags),
  exists: known(true),
});

export const job = (name: string, more: Partial<Job> = {}): Job => ({
  kind: "backup",
  id: `job-${name}`,
  resourceArn: arnOf(name),
  vaultName: "main",
  state: "COMPLETED",
  createdAt: hoursAgo(6.5),
  endedAt: hoursAgo(6),
  ...more,
});

/** A calm day: one table, backed up this morning, and everything seen. */
export const calm: Facts = {
  plans: known([dailyPlan]),
  resources: known([resource("orders")]),
  protectedResources: known([{ arn: arnOf("orders"), lastBackupAt: hoursAgo(6.5) }]),
  optIns: known({ DynamoDB: true }),
  jobs: known([job("orders")]),
  heardJobIds: known(new Set(["job-orders"])),
  oldestWaitingAt: known("none"),
  remembered: known([{ arn: arnOf("orders"), firstSelectedAt: hoursAgo(4000) }]),
  settings: [],
  hearing: { kinds: ["backup", "copy", "restore"], vaultNames: ["main"], since: hoursAgo(3000) },
};

/** What is found on a day that differs from a calm one. */
export const found = (more: Partial<Facts>): readonly Finding[] => judge({ ...calm, ...more }, now);

/** `overdue missed orders`. */
export const inWords = (findings: readonly Finding[]): readonly string[] =>
  findings.map((finding) =>
    [
      finding.finding,
      finding.cause,
      finding.finding === "blind" && finding.to,
      finding.subject.split("/").at(-1),
    ]
      .filter(Boolean)
      .join(" "),
  );
