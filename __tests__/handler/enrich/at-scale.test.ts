/** Large batches with a real client, and a local AWS Backup that allows 15 calls a second. */
import { http } from "../../../handler/aws/http";
import { createAws } from "../../../handler/aws/request";
import { newJobMemory } from "../../../handler/enrich/job-memory";
import type { JobEvent } from "../../../handler/model/job-event";
import { phaseOf } from "../../../handler/model/job-phase";
import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import type { Outcome } from "../../../local/aws/backup/job";
import { createVirtualClock, type VirtualClock } from "../../../local/clock/virtual-clock";
import { enrich } from "../support/enrich";

const accountId = "111122223333";
const region = "eu-west-1";
const batchSize = 500;

let clock: VirtualClock;
let backup: LocalBackup;
let calls: number;

beforeEach(async () => {
  clock = createVirtualClock();
  calls = 0;
  backup = await startBackup({
    accountId,
    region,
    scheduler: clock,
    callsPerSecond: 15,
    publish: async () => undefined,
    onCall: () => void calls++,
  });
  backup.seedVault({ name: "main" });
});

afterEach(() => backup.close());

/** Jobs that all ended in the last minute, and their events as SNS sends them. */
const endTogether = (count: number, outcomeOf: (index: number) => Outcome): readonly JobEvent[] =>
  Array.from({ length: count }, (_, index): JobEvent => {
    const resourceArn = `arn:aws:dynamodb:${region}:${accountId}:table/table-${index}`;
    const createdAt = new Date(clock.now().getTime() - 120_000 + (60_000 * index) / count);
    const outcome = { ...outcomeOf(index), runningMs: 60_000 };
    const { id, state } = backup.seedBackupJob({ vaultName: "main", resourceArn, createdAt, outcome });
    const origin = { accountId, region, sentAt: clock.now() };
    return {
      kind: "job",
      jobType: "backup",
      phase: phaseOf(state),
      state,
      jobId: id,
      origin,
      details: { resourceArn },
    };
  });

/** Two functions take batches in turn, each a second after the other. */
const enrichAll = async (events: readonly JobEvent[]): Promise<readonly JobEvent[]> => {
  const aws = createAws(http, {
    AWS_ENDPOINT_URL_BACKUP: backup.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  const memories = [newJobMemory(), newJobMemory()];
  const enriched: JobEvent[] = [];
  for (let from = 0, batch = 0; from < events.length; from += batchSize, batch++) {
    const results = await enrich(events.slice(from, from + batchSize), aws, {
      budgetMilliseconds: 8000,
      memory: memories[batch % 2] ?? newJobMemory(),
      now: () => clock.now().getTime(),
      sleep: async (milliseconds) => clock.advance(Math.ceil(milliseconds)),
    });
    enriched.push(...results.flatMap(({ event }) => (event.kind === "job" ? event : [])));
    clock.advance(1000);
  }
  return enriched;
};

test("2,000 failures at once all have their reason, for at most a tenth of a call each", async () => {
  const events = endTogether(2000, (index) => ({
    state: "FAILED",
    statusMessage: `Access denied: the role cannot use the key of table ${index}`,
    messageCategory: "AccessDenied",
  }));
  const enriched = await enrichAll(events);
  expect(enriched.map(({ details }) => details.reason)).toEqual(
    events.map((_, index) => `Access denied: the role cannot use the key of table ${index}`),
  );
  expect(calls / events.length).toBeLessThanOrEqual(0.1);
});

test("of 1,000 completed jobs each with issues is known as such", async () => {
  const events = endTogether(1000, (index) =>
    index % 10 === 0
      ? { state: "COMPLETED", statusMessage: "Some objects were left out", messageCategory: "AccessDenied" }
      : { state: "COMPLETED" },
  );
  const enriched = await enrichAll(events);
  expect(enriched.map(({ phase }) => phase)).toEqual(
    events.map((_, index) => (index % 10 === 0 ? "completed-with-issues" : "completed")),
  );
  expect(calls / events.length).toBeLessThanOrEqual(0.1);
});
