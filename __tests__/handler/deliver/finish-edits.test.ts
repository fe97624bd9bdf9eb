import { finishEdits } from "../../../handler/deliver/finish-edits";
import type { Batch } from "../../../handler/model/batch";
import type { EditDue } from "../../../handler/model/own-event";
import { ownEventOf } from "../../../handler/parse/own-event";
import type { Channel } from "../../../handler/slack/channel";
import { newNotifier } from "../support/notifier";

const due: EditDue = {
  source: "backup-notifications.notifier",
  detailType: "Edit Due",
  detail: { schema: 1, subjects: ["backup|a", "backup|b"], round: 3 },
};
const queueArn = "arn:aws:sqs:eu-west-1:111122223333:events";
const batch = (parts: Partial<Batch> = {}): Batch => ({
  delivery: "queue",
  records: [],
  own: [{ event: due, body: "{}", message: { id: "m", receiveCount: 1, queueArn } }],
  ...parts,
});

const run = async (given: Batch, parts: Partial<Channel>, problem?: string) => {
  const sent: unknown[] = [];
  const { notifier, lines } = newNotifier({
    channels: () => ({ send: async () => ({ outcome: "delivered", slackStatus: 200 }), ...parts }),
    now: () => Date.parse("2026-08-22T04:03:00Z"),
  });
  const queue = {
    ...notifier.queue,
    send: async (...message: unknown[]) => {
      sent.push(message);
      return problem;
    },
  };
  await finishEdits(given, { ...notifier, queue, remainingMilliseconds: () => 30_000 });
  return { sent, lines };
};

describe("the end of an invocation", () => {
  test("hands over what is due, and sends what is left to our own queue, a minute late", async () => {
    const given: unknown[] = [];
    const { sent } = await run(batch(), {
      finishEdits: async (dues, later) => {
        given.push(...dues, await later(due));
      },
    });
    expect(given).toEqual([due, undefined]);
    expect(sent).toEqual([[queueArn, expect.any(String), 60]]);
    const [[, body]] = sent as [[string, string, number]];
    expect(ownEventOf(body)).toEqual(due);
    expect(JSON.parse(body)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: "2026-08-22T04:03:00.000Z",
      account: "111122223333",
      region: "eu-west-1",
    });
  });

  test.each([
    ["that does not take it", batch(), "HTTP 503", "HTTP 503"],
    [
      "of which there is none",
      batch({ own: [] }),
      undefined,
      "no queue of the notifier's brings the edit back",
    ],
  ])("says so where there is a queue %s", async (_name, given, problem, said) => {
    const problems: unknown[] = [];
    const finish: Partial<Channel> = {
      finishEdits: async (_dues, later) => void problems.push(await later(due)),
    };
    await run(given, finish, problem);
    expect(problems).toEqual([said]);
  });

  test("names in the log what a webhook cannot edit", async () => {
    const { lines } = await run(batch(), {});
    const reason = "this stage's messages cannot be edited: its channel is a webhook";
    expect(lines).toEqual(due.detail.subjects.map((id) => ({ outcome: "edit-skipped", id, reason })));
  });
});
