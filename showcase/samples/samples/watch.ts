import type { Finding, Found, FoundSubject } from "../../../handler/model/found";
import { type OwnEvent, ownEventBody } from "../../../handler/model/own-event";
import { accountId, arn, batchOf, queued, region } from "../aws-events";
import {
  copiesVaultArn,
  home,
  mainVaultArn,
  ordersDatabase,
  plan,
  roleArn,
  scratch,
  table,
  web,
} from "../job-sample";
import type { Sample } from "../sample";

const at = "2026-08-22T08:03:00.000Z";

const sample = (id: string, title: string, ...events: readonly OwnEvent[]): Sample => ({
  id: `watch-${id}`,
  title,
  group: "The watch",
  input: batchOf(
    ...events.map((event, index) =>
      queued(at, () =>
        JSON.parse(
          ownEventBody(event, {
            id: `5d1f0c3a-7b2e-4d49-8a10-00000000000${index}`,
            at: new Date(at),
            accountId,
            region,
          }),
        ),
      ),
    ),
  ),
  answers: {},
});

const findingOf = (detail: Found): OwnEvent => ({
  source: "backup-notifications.watch",
  detailType: "Finding",
  detail,
});

const found = (
  id: string,
  title: string,
  detail: Finding & Pick<Found, "subjects" | "isOver">,
  total = detail.subjects.length,
): Sample => sample(id, title, findingOf({ schema: 1, total, ...detail }));

const overdue: FoundSubject = {
  id: ordersDatabase.arn,
  since: "2026-08-22T05:00:00.000Z",
  lastGoodAt: "2026-08-21T01:24:00.000Z",
  limitHours: 28,
  planNames: [plan.BackupPlanName],
};
const never: FoundSubject = {
  id: home.arn,
  since: "2026-08-22T05:00:00.000Z",
  planNames: [plan.BackupPlanName],
};
const unprotected: FoundSubject = {
  id: scratch.arn,
  since: "2026-08-22T08:00:00.000Z",
  lastGoodAt: "2026-08-19T01:24:00.000Z",
};
const vault: FoundSubject = { id: mainVaultArn, since: "2026-08-22T08:00:00.000Z", vaultName: "main" };
const stagePlan: FoundSubject = {
  id: plan.BackupPlanId,
  since: "2026-08-22T08:00:00.000Z",
  planNames: [plan.BackupPlanName],
};
const copies = {
  vaultName: "copies",
  vaultArn: copiesVaultArn,
};
const list: FoundSubject = { id: "", since: "2026-08-22T08:00:00.000Z" };

const tables = ["orders", "customers", "baskets", "prices", "stock"].map(
  (name, index): FoundSubject => ({
    ...overdue,
    id: table(name).arn,
    lastGoodAt: `2026-08-20T0${index + 1}:24:00.000Z`,
  }),
);

/** What the watch finds that nobody announced, with each of its causes, and that it is over. */
export const watchSamples: readonly Sample[] = [
  ...(
    [
      ["missed", "the run made no job"],
      ["failing", "backups fail"],
      ["start-window-ended", "the start window ended"],
      ["selection-gone", "its selection is gone"],
      ["tag-gone", "its tag is gone"],
      ["not-opted-in", "its service is not opted in"],
      ["role-not-assumable", "the role cannot be assumed"],
      ["role-lacks-tags", "the role may not read tags"],
      ["other-plan", "another plan took its time"],
      ["running", "a backup is running"],
      ["waiting", "a backup waits in its window"],
    ] as const
  ).map(([cause, words]) =>
    found(`overdue-${cause}`, `Backup overdue: ${words}`, {
      finding: "overdue",
      cause,
      subjects: [
        cause === "failing"
          ? { ...overdue, text: "Insufficient privileges to perform this action." }
          : overdue,
      ],
    }),
  ),
  found("overdue", "Backup overdue: no cause could be seen", {
    finding: "overdue",
    subjects: [{ id: ordersDatabase.arn, since: "2026-08-22T05:00:00.000Z", limitHours: 28 }],
  }),
  found("overdue-five", "Five backups overdue, the selection's tag is gone", {
    finding: "overdue",
    cause: "tag-gone",
    subjects: tables,
  }),
  found(
    "overdue-many",
    "Ten thousand backups overdue at once",
    {
      finding: "overdue",
      cause: "role-not-assumable",
      subjects: Array.from({ length: 100 }, (_, index) => ({
        ...overdue,
        id: table(`tenant-${String(index + 1).padStart(4, "0")}`).arn,
      })),
    },
    10_000,
  ),
  found("overdue-over", "Backup no longer overdue", {
    finding: "overdue",
    cause: "missed",
    isOver: true,
    subjects: [{ ...overdue, lastGoodAt: "2026-08-22T07:58:00.000Z" }],
  }),
  found("never-backed-up", "Never backed up: the run made no job", {
    finding: "never-backed-up",
    cause: "missed",
    subjects: [never],
  }),
  found("never-backed-up-waiting", "Never backed up: its first backup waits", {
    finding: "never-backed-up",
    cause: "waiting",
    subjects: [never],
  }),
  found("never-backed-up-over", "Backed up for the first time", {
    finding: "never-backed-up",
    isOver: true,
    subjects: [{ ...never, lastGoodAt: "2026-08-22T07:45:00.000Z" }],
  }),
  ...(
    [
      ["not-named", "no selection names it"],
      ["condition", "a condition leaves it out"],
      ["excluded", "a selection excludes it"],
      ["not-opted-in", "its service is not opted in"],
      ["restore-test", "a restore test made it"],
      ["not-supported", "AWS Backup does not support it"],
      ["no-selection", "no plan selects anything"],
    ] as const
  ).map(([cause, words]) =>
    found(`unprotected-${cause}`, `No backup plan protects it: ${words}`, {
      finding: "unprotected",
      cause,
      subjects: [unprotected],
    }),
  ),
  found("unprotected-over", "Protected by a backup plan again", {
    finding: "unprotected",
    isOver: true,
    subjects: [unprotected],
  }),
  found("unheard", "Job ended, and AWS sent no event", {
    finding: "unheard",
    subjects: [
      {
        id: "a1b2c3d4-0001-4000-8000-0123456789ab",
        since: "2026-08-22T06:12:00.000Z",
        vaultName: "main",
        text: "FAILED",
      },
    ],
  }),
  sample("late-event", "A job's end of which no event came", {
    source: "backup-notifications.watch",
    detailType: "Late Event",
    detail: {
      schema: 1,
      event: {
        version: "0",
        id: "2b1c9c5e-3a7d-4f6a-9a51-00000000c0de",
        "detail-type": "Backup Job State Change",
        source: "aws.backup",
        account: accountId,
        time: "2026-08-22T06:12:00.000Z",
        region,
        resources: [],
        detail: {
          backupJobId: "a1b2c3d4-0001-4000-8000-0123456789ab",
          backupVaultName: "main",
          resourceArn: web.arn,
          resourceType: web.type,
          state: "FAILED",
          statusMessage: "Insufficient privileges to perform this action.",
        },
      },
    },
  }),
  ...(
    [
      ["missed", "no copy job was made"],
      ["failing", "copies fail"],
      ["running", "a copy is running"],
    ] as const
  ).map(([cause, words]) =>
    found(`copy-overdue-${cause}`, `Backup copy overdue: ${words}`, {
      finding: "copy-overdue",
      cause,
      subjects: [{ ...overdue, limitHours: 52, ...copies }],
    }),
  ),
  found("copy-overdue-over", "Backup copy no longer overdue", {
    finding: "copy-overdue",
    isOver: true,
    subjects: [{ ...overdue, ...copies }],
  }),
  ...(
    [
      ["vault-notifications", { ...vault, text: "none" }, "Vault no longer notifies this stage"],
      ["vault-lock", { ...vault, text: "no lock" }, "Vault lock is not as deployed"],
      ["vault-policy", { ...vault, text: "none" }, "Vault access policy is not as deployed"],
      [
        "key",
        { ...vault, id: arn("kms", "key/0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"), text: "PendingDeletion" },
        "Encryption key pending deletion",
      ],
      ["plan", stagePlan, "Backup plan is gone"],
      ["rules", stagePlan, "Backup plan makes no backups into this stage's vaults"],
      ["selection", stagePlan, "Backup plan selects nothing"],
      ["role", { id: roleArn, since: vault.since, text: "gone" }, "Backup role cannot be used"],
    ] as const
  ).map(([cause, subject, title]) =>
    found(`guard-${cause}`, title, { finding: "guard", cause, subjects: [subject] }),
  ),
  found("guard-over", "Vault notifies this stage again", {
    finding: "guard",
    cause: "vault-notifications",
    isOver: true,
    subjects: [vault],
  }),
  ...(
    [
      ["access-denied", "resources"],
      ["throttled", "jobs"],
      ["no-answer", "plans"],
      ["not-all-pages", "recovery-points"],
      ["not-ours", "vault-policy"],
      ["not-understood", "schedules"],
    ] as const
  ).map(([cause, to]) =>
    found(`blind-${cause}`, `The watch cannot see all: ${cause.replaceAll("-", " ")}`, {
      finding: "blind",
      cause,
      to,
      subjects: [to === "schedules" ? stagePlan : list],
    }),
  ),
  found("blind-existence", "The watch cannot see whether a resource exists", {
    finding: "blind",
    cause: "not-ours",
    to: "existence",
    subjects: [unprotected],
  }),
  found("blind-memory", "The watch cannot read a part of its memory", {
    finding: "blind",
    cause: "not-understood",
    to: "memory",
    subjects: [list],
  }),
  found("blind-over", "The watch sees resources again", {
    finding: "blind",
    cause: "access-denied",
    to: "resources",
    isOver: true,
    subjects: [list],
  }),
];
