import type { Digest, OpenFinding } from "../../../../handler/model/digest";
import type { BackupEvent } from "../../../../handler/model/event";
import type { FoundSubject } from "../../../../handler/model/found";
import { envelopeOf } from "../../../../handler/model/own-event";
import { withOwn } from "../../../../handler/parse/own-event";
import { parse } from "../../../../handler/parse/parse";

/** A day on which all is well. */
export const calmDigest: Digest = {
  schema: 1,
  timeZone: "Europe/Berlin",
  from: "2026-11-26T07:00:00.000Z",
  to: "2026-11-27T07:00:00.000Z",
  resources: { selected: 43, good: 43, oldestGoodAt: "2026-11-26T05:30:00.000Z" },
  backupJobs: { COMPLETED: 131 },
  copyJobs: { COMPLETED: 43 },
  restoreJobs: {},
  bytes: { now: 2.1 * 1024 ** 4, yesterday: 2 * 1024 ** 4 },
  nextRunAt: "2026-11-28T02:00:00.000Z",
  failed: { subjects: [], total: 0, madeUpFor: 0 },
  open: [],
  services: [],
  oddities: [],
  notifier: { parked: 0, waiting: 0, unheard: 0 },
};

export const databases = (count: number, from = 0): readonly FoundSubject[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `arn:aws:rds:eu-west-1:111122223333:db:orders-${from + index}`,
    since: "2026-11-26T07:00:00.000Z",
    lastGoodAt: "2026-11-24T02:00:00.000Z",
    limitHours: 25,
  }));

export const overdue = (count: number, total = count): OpenFinding => ({
  finding: "overdue",
  cause: "missed",
  subjects: databases(count),
  total,
});

/** The event as the notifier reads it from its queue. */
export const digestEventOf = (digest: object): BackupEvent => {
  const body = JSON.stringify({
    ...envelopeOf(
      { source: "backup-notifications.watch", detailType: "Digest", detail: calmDigest },
      {
        id: "digest-2026-11-27T07:00:00Z",
        at: new Date("2026-11-27T07:00:00Z"),
        accountId: "111122223333",
        region: "eu-west-1",
      },
    ),
    detail: digest,
  });
  const batch = withOwn(parse({ Records: [{ messageId: "1", body, attributes: {} }] }));
  const [record] = batch.records;
  if (record === undefined) throw new Error("no event");
  return record.event;
};
