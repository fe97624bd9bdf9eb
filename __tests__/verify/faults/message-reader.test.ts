import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { messageOf, plainTextOnly } from "../../../handler/render/message";
import { outgoingMessagesOf } from "../../../handler/render/render";
import { checkPayload } from "../../../local/slack/payload";
import { readMessage } from "../../../verify/faults/message-reader";
import { messageTitles } from "../../../verify/faults/message-titles";
import { throughQueue, type VaultEventFixture, vaultEvents } from "../../fixtures/vault-events";

const never = (): never => {
  throw new Error("no event");
};

const ids = Array.from({ length: 12 }, (_, n) => `0a1b2c3d-0000-4000-8000-${String(n).padStart(12, "0")}`);

const job = (id: string, n: number, state = "FAILED"): VaultEventFixture => ({
  name: "",
  message: `An AWS Backup job failed. Resource ARN : arn:aws:dynamodb:eu-west-1:111122223333:table/res-${String(n).padStart(6, "0")}. BackupJob ID : ${id}`,
  attributes: { EventType: "BACKUP_JOB", State: state, Id: id, AccountId: "111122223333" },
});

/** How the lab reads what Slack accepts from the notifier. */
const readingsOf = async (fixtures: readonly VaultEventFixture[], asPlainText = false) => {
  const Records = fixtures.flatMap((fixture) => throughQueue(fixture).Records);
  const messages = await outgoingMessagesOf(parse({ Records }).records, { stage: "dev" });
  return messages.map(({ card }) => {
    const message = messageOf(card);
    const judgement = checkPayload(JSON.stringify(asPlainText ? plainTextOnly(message) : message));
    if (!judgement.ok) throw new Error(judgement.reason);
    return readMessage(judgement.message);
  });
};

describe("reading Slack's messages", () => {
  test("finds a job by its ID and its resource, and its state", async () => {
    const [reading] = await readingsOf([job(ids[0] ?? "", 7)]);
    expect(reading).toEqual({
      count: 1,
      family: "backup FAILED",
      phase: "failed",
      reasons: {},
      tokens: expect.arrayContaining([ids[0], "res-000007"]),
    });
  });

  test.each([["RUNNING"], ["COMPLETED"], ["PARTIAL"], ["FAILED"], ["EXPIRED"], ["ABORTED"], ["CREATED"]])(
    "knows the title for %s, alone and together",
    async (state) => {
      expect((await readingsOf([job(ids[0] ?? "", 0, state)]))[0]?.family).toBe(`backup ${state}`);
      const together = await readingsOf(ids.map((id, n) => job(id, n, state)));
      expect(together).toMatchObject([{ count: 12, family: `backup ${state}` }]);
    },
  );

  test.each([
    ["is OK after failures, a good one before", { failuresInARow: ["failed"], goodBefore: true }],
    ["is OK after failures, none before", { failuresInARow: ["failed"], goodBefore: false }],
    ["is the first", { failuresInARow: [], goodBefore: false, isFirst: true }],
  ])("knows a backup that %s", async (_what, history) => {
    const events = parse(throughQueue(job(ids[0] ?? "", 0, "COMPLETED"))).records.map(({ event }) => ({
      event: {
        ...event,
        backupHistory: { of: "success", earlierSizesBytes: [], ...history },
      } as BackupEvent,
    }));
    const cards = await Promise.all(
      [1, 12].map((count) =>
        outgoingMessagesOf(
          Array.from({ length: count }, () => events[0] ?? { event: never() }),
          { stage: "dev" },
        ),
      ),
    );
    const families = cards.flat().map(({ card }) => {
      const judgement = checkPayload(JSON.stringify(messageOf(card)));
      return judgement.ok ? readMessage(judgement.message).family : judgement.reason;
    });
    expect(families).toEqual(["backup COMPLETED", "backup COMPLETED"]);
  });

  test("counts twelve in a headline, and finds each name", async () => {
    const [reading, ...others] = await readingsOf(ids.map((id, n) => job(id, n)));
    expect(others).toEqual([]);
    expect(reading?.count).toBe(12);
    expect(reading).not.toHaveProperty("otherCount");
    expect(reading?.tokens.filter((token) => token.startsWith("res-"))).toHaveLength(12);
  });

  test("finds the reason that stands above each name, and none where a line has none", async () => {
    const reasons = ["reason-10", "reason-11", undefined, "reason-11", "reason-10", "reason-11"];
    const events = ids.slice(0, 6).map((jobId, n) => {
      const reason = reasons[n];
      const details = { resourceArn: `arn:aws:dynamodb:eu-west-1:111122223333:table/res-00000${n}` };
      const known = reason === undefined ? details : { ...details, reason: `no key for ${reason}` };
      return {
        kind: "job",
        jobType: "backup",
        jobId,
        state: "FAILED",
        phase: "failed",
        origin: {},
        details: known,
      };
    }) as readonly BackupEvent[];
    const messages = await outgoingMessagesOf(
      events.map((event) => ({ event })),
      { stage: "dev" },
    );
    const [reading] = messages.map(({ card }) => {
      const judgement = checkPayload(JSON.stringify(messageOf(card)));
      return judgement.ok ? readMessage(judgement.message) : never();
    });
    expect(reading?.reasons).toEqual({
      "res-000000": "reason-10",
      "res-000001": "reason-11",
      "res-000003": "reason-11",
      "res-000004": "reason-10",
      "res-000005": "reason-11",
    });
  });

  test.each([["completed"], ["completed-with-issues"], ["completed-unchecked"]] as const)(
    "reads of a job that it %s",
    (phase) => {
      const title = messageTitles.find((one) => one.family === "backup COMPLETED" && one.phase === phase);
      const reading = readMessage({ text: `${title?.start}: res-000007`, blocks: [], attachments: [] });
      expect(reading).toMatchObject({ family: "backup COMPLETED", phase });
    },
  );

  test("counts the same where only the text is left", async () => {
    const [reading] = await readingsOf(
      ids.map((id, n) => job(id, n)),
      true,
    );
    expect(reading).toMatchObject({ count: 12, family: "backup FAILED" });
  });

  test("reads how many backups a plan run's message counts", () => {
    const runIn = (text: string) => readMessage({ text, blocks: [], attachments: [] }).run;
    const title = "nightly / daily";
    expect(runIn("nightly / daily: 7 started · 4 ok · 1 failed · 2 running")).toEqual({
      title,
      started: 7,
      good: 4,
    });
    expect(runIn("nightly / daily: 2 started · 2 failed, eu-west-1")).toEqual({ title, started: 2, good: 0 });
    expect(runIn("Backup failed: res-000007: no key / no disk: 7 started")).toBeUndefined();
  });

  test("finds headline and text that disagree", () => {
    const block = {
      type: "section",
      text: { type: "mrkdwn", text: ":red_circle: *12 backups failed*" },
    } as const;
    const reading = readMessage({ text: "11 backups failed: a", blocks: [block], attachments: [] });
    expect(reading).toMatchObject({ count: 12, otherCount: 11 });
  });

  test("gives no title to two kinds of events", () => {
    const kinds = new Map<string, Set<string>>();
    for (const { start, family } of messageTitles) {
      expect(start).toMatch(/^\S+ \S/); // One word alone would begin too many titles.
      kinds.set(start, (kinds.get(start) ?? new Set()).add(family));
    }
    expect([...kinds].filter(([, families]) => families.size > 1)).toEqual([]);
  });

  test("reads a wrong title as another kind, and a title that the notifier does not write as none", () => {
    const titleOf = (wanted: string) => messageTitles.find(({ family }) => family === wanted)?.start;
    const familyOf = (title: string | undefined) =>
      readMessage({ text: `${title}: res-000007`, blocks: [], attachments: [] }).family;
    expect(familyOf(titleOf("backup COMPLETED"))).toBe("backup COMPLETED");
    expect(familyOf(titleOf("copy FAILED"))).toBe("copy FAILED");
    expect(familyOf("Backup exploded")).toBeUndefined();
  });

  test("knows each kind of event that the lab sends beside jobs", async () => {
    const readings = await readingsOf(
      vaultEvents.filter(({ attributes }) =>
        /EKS_BACKUP|RECOVERY_POINT_MODIFIED|VAULT_TEMPERATURE/.test(
          `${attributes["EventType"]}${attributes["eventType"]}`,
        ),
      ),
    );
    expect(readings.map(({ family }) => family).sort()).toEqual(["notice", "object", "unrecognized"]);
  });
});
