/** Whatever a batch holds and Slack says: each event is posted once, or returns, is parked or muted. */
import fc from "fast-check";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { notify } from "../../handler/pipeline";
import type { Route } from "../../handler/route/route";
import type { Channel } from "../../handler/slack/channel";
import { changeEvent } from "../fixtures/cloudtrail-events";
import { newNotifier } from "./support/notifier";

const idOf = (number: number): string =>
  `0b7f1c52-0000-4000-8000-0000000005${String(number).padStart(2, "0")}`;

const idFields = { Backup: "backupJobId", Copy: "copyJobId", Restore: "restoreJobId" } as const;

/** Few jobs, so that copies, parts and wholes meet. */
const number = fc.integer({ min: 0, max: 9 });
const jobs = fc.array(
  fc.record({
    type: fc.constantFrom("Backup", "Copy", "Restore"),
    number,
    state: fc.constantFrom("COMPLETED", "FAILED", "PARTIAL", "RUNNING", "ABORTED", "WEIRD"),
    parent: fc.option(number, { nil: undefined }),
    hasParts: fc.boolean(),
    hasEnd: fc.boolean(),
    reason: fc.constantFrom(undefined, "one", "two"),
  }),
  { minLength: 1, maxLength: 20 },
);

type Job = (typeof jobs extends fc.Arbitrary<infer List> ? List : never)[number];

const bodyOf = ({ type, number, state, parent, hasParts, hasEnd, reason }: Job): string =>
  JSON.stringify(
    changeEvent(`${type} Job State Change`, {
      [idFields[type]]: idOf(number),
      [type === "Restore" ? "status" : "state"]: state,
      resourceArn: `arn:aws:ec2:eu-west-1:111122223333:volume/vol-${number}`,
      ...(parent !== undefined && { parentJobId: idOf(parent) }),
      ...(hasParts && { isParent: true, numberOfChildJobs: 2 }),
      ...(hasEnd && { completionDate: "2026-08-22T03:45:00Z" }),
      ...(reason !== undefined && { statusMessage: reason }),
    }),
  );

type Sent = Awaited<ReturnType<Channel["send"]>>;
const answers: readonly (Sent | "throws")[] = [
  { outcome: "delivered", slackStatus: 200 },
  { outcome: "retry", reason: "Slack is failing" },
  { outcome: "undecided", reason: "the answer was lost" },
  { outcome: "permanent", concerns: "message", reason: "refused" },
  { outcome: "permanent", concerns: "channel", reason: "closed" },
  "throws",
];

const routes: readonly (readonly Route[])[] = [
  [],
  [{ post: true }],
  [{ kinds: ["backup.*"], post: false }],
  [{ reasons: ["one"], channel: "payments", post: true }],
];

const run = async (bodies: readonly string[], said: readonly (typeof answers)[number][], more: Settings) => {
  const posted: string[] = [];
  const parked: string[] = [];
  let calls = 0;
  const channel: Channel = {
    send: async ({ updates }) => {
      const answer = said[calls++ % said.length];
      if (answer === undefined || answer === "throws") throw new Error("a part failed");
      if (answer.outcome === "delivered") {
        posted.push(...updates.flatMap(({ records }) => records.flatMap(({ message }) => message?.id ?? [])));
      }
      return answer;
    },
  };
  const { notifier, lines } = newNotifier({
    channels: () => channel,
    history: createSentHistory(),
    queue: {
      returnToQueue: async () => [],
      send: async () => undefined,
      park: async (letters) => {
        if (more.canPark) parked.push(...letters.map(({ body }) => body));
        return letters.map(() => more.canPark);
      },
    },
  });
  const Records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: "handle",
    body,
    attributes: { ApproximateReceiveCount: String(more.receives) },
    eventSource: "aws:sqs",
  }));
  const settings = { ...notifier.settings, routes: more.routes };
  const returned = await notify({ Records }, () => 30_000, { ...notifier, settings }).then(
    ({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    () => Records.map(({ messageId }) => messageId),
  );
  const muted = lines.flatMap((line) => (line.outcome === "muted" ? [line.id] : []));
  return { posted, parked, returned, muted };
};

type Settings = { readonly routes: readonly Route[]; readonly receives: number; readonly canPark: boolean };

test("whatever a batch holds, and whatever Slack says", async () => {
  const settings = fc.record({
    routes: fc.constantFrom(...routes),
    receives: fc.constantFrom(1, 3, 12),
    canPark: fc.boolean(),
  });
  const said = fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(jobs, said, settings, async (given, answers, more) => {
      const bodies = given.map(bodyOf);
      const { posted, parked, returned, muted } = await run(bodies, answers, more);
      expect(new Set(posted).size).toBe(posted.length);
      expect(posted.filter((id) => returned.includes(id))).toEqual([]);
      const lost = given.filter(({ number }, index) => {
        const id = `message-${index}`;
        return !(
          posted.includes(id) ||
          returned.includes(id) ||
          parked.includes(bodies[index] ?? "") ||
          muted.includes(idOf(number))
        );
      });
      expect(lost).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
