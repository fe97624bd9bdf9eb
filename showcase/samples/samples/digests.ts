import type { Digest } from "../../../handler/model/digest";
import { ownEventBody } from "../../../handler/model/own-event";
import { accountId, batchOf, queued, region } from "../aws-events";
import type { Sample } from "../sample";

const at = "2026-08-22T06:00:00.000Z";

const tib = 1024 ** 4;
const gib = 1024 ** 3;

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const digestSample = (id: string, title: string, detail: Digest): Sample => {
  const body = ownEventBody(
    { source: "backup-notifications.watch", detailType: "Digest", detail },
    { id: "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716", at: new Date(at), accountId, region },
  );
  return {
    id,
    title,
    group: "The watch",
    input: batchOf(queued(at, () => JSON.parse(body))),
    answers: {},
  };
};

const calm: Digest = {
  schema: 1,
  timeZone: "Europe/Berlin",
  from: "2026-08-21T06:00:00.000Z",
  to: at,
  resources: { selected: 43, good: 43, oldestGoodAt: "2026-08-21T05:00:00.000Z" },
  backupJobs: { COMPLETED: 131 },
  copyJobs: { COMPLETED: 43 },
  restoreJobs: {},
  bytes: { now: 2.1 * tib },
  nextRunAt: "2026-08-23T01:00:00.000Z",
  failed: { subjects: [], total: 0, madeUpFor: 0 },
  open: [],
  services: [],
  oddities: [],
  notifier: { parked: 0, waiting: 0, unheard: 0 },
};

const bad: Digest = {
  ...calm,
  resources: { selected: 213, good: 210, oldestGoodAt: "2026-08-21T05:00:00.000Z" },
  backupJobs: { COMPLETED: 402, FAILED: 5, EXPIRED: 1 },
  copyJobs: { COMPLETED: 43, FAILED: 1 },
  bytes: {
    now: 6.4 * tib,
    yesterday: 6.2 * tib,
    lastWeek: 5.1 * tib,
    before: [5.1, 5.3, 5.6, 5.6, 5.9, 6.1, 6.2].map((size) => size * tib),
  },
  failed: {
    subjects: [
      {
        id: arn("dynamodb", "table/carts"),
        since: "2026-08-22T01:12:00.000Z",
        text: "Access denied when calling AWS KMS",
      },
    ],
    total: 1,
    madeUpFor: 4,
  },
  open: [
    {
      finding: "overdue",
      cause: "missed",
      subjects: [
        {
          id: arn("rds", "db:orders"),
          since: "2026-08-19T05:00:00.000Z",
          lastGoodAt: "2026-08-18T03:05:00.000Z",
          limitHours: 26,
        },
        {
          id: arn("rds", "db:invoices"),
          since: "2026-08-21T05:00:00.000Z",
          lastGoodAt: "2026-08-20T03:05:00.000Z",
          limitHours: 26,
        },
      ],
      total: 2,
    },
    {
      finding: "never-backed-up",
      cause: "not-opted-in",
      subjects: [
        { id: arn("elasticfilesystem", "file-system/fs-0a1b2c3d"), since: "2026-08-20T05:00:00.000Z" },
      ],
      total: 1,
    },
    {
      finding: "unprotected",
      cause: "not-named",
      subjects: [{ id: "arn:aws:s3:::example-logs", since: "2026-08-15T05:00:00.000Z" }],
      total: 1,
    },
    {
      finding: "guard",
      cause: "vault-notifications",
      subjects: [
        {
          id: arn("backup", "backup-vault:main"),
          since: "2026-08-21T14:00:00.000Z",
          vaultName: "main",
          text: "none",
        },
      ],
      total: 1,
    },
  ],
  services: [
    {
      resourceType: "S3",
      resources: 30,
      jobs: { now: 30, yesterday: 30, lastWeek: 28 },
      bytes: { now: 4.1 * tib },
    },
    { resourceType: "RDS", resources: 61, jobs: { now: 120, yesterday: 122, lastWeek: 118 } },
    {
      resourceType: "EBS",
      resources: 122,
      jobs: { now: 258, yesterday: 256, lastWeek: 240 },
      bytes: { now: 2.3 * tib, yesterday: 2.3 * tib, lastWeek: 2.1 * tib },
    },
  ],
  restoreTests: {
    types: [
      {
        resourceType: "EBS",
        tests: ["weekly"],
        resources: 122,
        passed: 118,
        neverTested: 4,
        lastAt: "2026-08-17T09:12:00.000Z",
        longestMinutes: [11, 9, 12, 12, 10],
        withinMinutes: 30,
      },
      {
        resourceType: "RDS",
        tests: ["weekly"],
        resources: 61,
        passed: 59,
        neverTested: 1,
        lastAt: "2026-08-17T10:02:00.000Z",
        longestMinutes: [31, 34, 33, 41, 52],
        withinMinutes: 60,
      },
      { resourceType: "S3", tests: [], resources: 30, passed: 0, neverTested: 30, longestMinutes: [] },
    ],
    troubles: [
      {
        verdict: "failed",
        subjects: [{ id: arn("rds", "db:billing"), since: "2026-08-17T09:40:00.000Z", text: "test weekly" }],
        total: 1,
      },
    ],
  },
  oddities: [
    {
      oddity: "not-deleted",
      subjects: [
        {
          id: arn("ec2", "volume/vol-0a1b2c3d4e5f60718"),
          since: "2026-08-01T00:00:00.000Z",
          text: "of 2026-07-01, vault main",
        },
      ],
      total: 14,
    },
    {
      oddity: "smaller",
      subjects: [
        {
          id: "arn:aws:s3:::example-media",
          since: "2026-08-22T02:00:00.000Z",
          text: "3 GiB, usually 410 GiB",
        },
      ],
      total: 1,
    },
  ],
  notifier: { heard: { jobs: 452, of: 452 }, parked: 2, waiting: 0, unheard: 0 },
};

const unseen: Digest = {
  ...calm,
  open: [
    {
      finding: "blind",
      cause: "access-denied",
      to: "protected-resources",
      subjects: [{ id: "", since: at }],
      total: 1,
    },
  ],
  bytes: { now: 700 * gib },
};

/** A calm day, a bad one, and one that could not be seen whole. */
export const digestSamples: readonly Sample[] = [
  digestSample("digest-calm", "Digest of a calm day", calm),
  digestSample("digest-bad", "Digest of a bad day", bad),
  digestSample(
    "digest-unseen",
    "Digest that could not see everything",
    // Resources cannot be counted without what is protected.
    Object.fromEntries(Object.entries(unseen).filter(([name]) => name !== "resources")) as Digest,
  ),
];
