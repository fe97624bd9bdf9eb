import fc from "fast-check";
import { createSentHistory } from "../../../../handler/deduplicate/sent-history";
import { updatesOf } from "../../../../handler/deduplicate/update";
import type { BackupEvent } from "../../../../handler/model/event";
import { renderEach } from "../../../../handler/render/render-each";
import { type Fault, home, job, openScene, refusal, type Scene, send, sendAll, subjectOf } from "./support";

const delivered = { outcome: "delivered", slackStatus: 200 };

const denied = "Access denied trying to create a snapshot";

describe("a job", () => {
  test("has one message, which goes from its start to its end, and its details in the thread", async () => {
    const scene = openScene();
    expect(await send(scene.channel, job("RUNNING"))).toEqual(delivered);
    expect(await send(scene.channel, job("COMPLETED"))).toEqual(delivered);
    expect(scene.inChannel()).toEqual([expect.stringMatching(/^Backup completed: orders \(RDS\)/)]);
    expect(scene.inThreads()).toEqual([
      expect.stringMatching(/^Backup started: orders/),
      expect.stringMatching(/^Backup completed: orders/),
    ]);
    expect(scene.calls.map(({ method }) => method)).toEqual([
      "chat.postMessage",
      "chat.postMessage",
      "chat.update",
      "chat.postMessage",
    ]);
  });

  test("that ends well is quiet; one that ends badly is posted to the channel too", async () => {
    const scene = openScene();
    for (const [state, jobId, reason] of [
      ["COMPLETED", "good"],
      ["FAILED", "bad", denied],
      ["EXPIRED", "late"],
      ["PARTIAL", "partial"],
    ] as const) {
      await send(scene.channel, job("RUNNING", jobId));
      await send(scene.channel, job(state, jobId, reason));
    }
    const broadcasts = scene.log.messages.filter(({ isBroadcast }) => isBroadcast);
    expect(broadcasts.map(({ text }) => text.slice(0, 14))).toEqual([
      "Backup failed:",
      "Backup expired",
      "Backup partial",
    ]);
    expect(scene.inChannel()).toHaveLength(4);
  });

  test("shows in the channel what and why, and in the thread all that is known", async () => {
    const scene = openScene();
    const long = `${"x".repeat(250)}\nsecond line`;
    await send(scene.channel, job("FAILED", "a1b2", long));
    const [message, answer] = scene.log.messages.map((one) => JSON.stringify(one));
    expect(message).toContain("Backup failed");
    expect(message).toContain(`${"x".repeat(200)}…`);
    expect(message).not.toContain("second line\\n```");
    expect(message).not.toContain("awsbackup:job-a1b2");
    expect(answer).toContain("awsbackup:job-a1b2");
    expect(answer).toContain("second line");
  });

  test("of a restore test goes on to the verdict, which is posted to the channel where it is bad", async () => {
    const scene = openScene();
    const restore = (state: string, jobId: string) => ({ ...job(state, jobId), jobType: "restore" }) as const;
    const verdict = (state: string, id: string): BackupEvent => ({
      kind: "notice",
      subject: "restore test",
      state,
      severity: state === "passed" ? "good" : "danger",
      id,
      origin: { accountId: "111122223333", region: "eu-west-1" },
      words: { title: `Restore test ${state}`, groupTitle: `restore tests ${state}` },
      facts: [],
    });
    for (const [id, state] of [
      ["good", "passed"],
      ["bad", "failed"],
    ] as const) {
      await send(scene.channel, restore("RUNNING", id));
      await send(scene.channel, restore("COMPLETED", id));
      await send(scene.channel, verdict(state, id));
    }
    expect(scene.inChannel()).toEqual([
      expect.stringMatching(/^Restore test passed/),
      expect.stringMatching(/^Restore test failed/),
    ]);
    expect(scene.log.messages.filter(({ isBroadcast }) => isBroadcast).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Restore test failed/),
    ]);
  });

  test("that ends twice is corrected in place", async () => {
    const scene = openScene();
    await send(scene.channel, job("COMPLETED"));
    await send(scene.channel, job("FAILED", "a1b2", denied));
    expect(scene.inChannel()).toEqual([expect.stringMatching(/^Backup failed/)]);
    expect(scene.log.messages.at(-1)).toMatchObject({ isBroadcast: true });
  });

  test("is found again by another function, through what both remember", async () => {
    const scene = openScene();
    const items = new Map<string, string[]>();
    const ledger = () =>
      createSentHistory({
        read: async (subjects) => ({
          entries: new Map(
            subjects.map((subject) => [
              subject,
              {
                states: [],
                posts: (items.get(subject) ?? []).map((ts) => ({ channel: home, ts })),
              },
            ]),
          ),
        }),
        write: async () => ({}),
        writePost: async (subject, { ts }) => {
          items.set(subject, [...(items.get(subject) ?? []), ts]);
          return {};
        },
      });
    await send(scene.another(ledger()), job("RUNNING"));
    const history = ledger();
    await history.recall([{ subject: "backup|a1b2|111122223333|eu-west-1", state: "COMPLETED", facts: [] }]);
    await send(scene.another(history), job("COMPLETED"));
    expect(scene.inChannel()).toEqual([expect.stringMatching(/^Backup completed/)]);
  });

  test("without that memory gets a new message", async () => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING"));
    await send(scene.another(), job("FAILED", "a1b2", denied));
    expect(scene.inChannel()).toEqual([
      expect.stringMatching(/^Backup started/),
      expect.stringMatching(/^Backup failed/),
    ]);
  });
});

describe("a mention", () => {
  const mention = "here";

  test("goes with the message that notifies, and with no other", async () => {
    const scene = openScene();
    const callers = () =>
      scene.log.messages.flatMap((one) => (JSON.stringify(one).includes("<!here>") ? [one.id] : []));
    await sendAll(scene.channel, [job("RUNNING")]);
    await sendAll(scene.channel, [job("FAILED", "a1b2", denied)], { mention });
    expect(callers()).toEqual([3]);
    expect(scene.log.messages[2]).toMatchObject({ isBroadcast: true });
    await sendAll(scene.channel, [job("FAILED", "other", denied)], { mention });
    expect(callers()).toEqual([3, 4]);
    expect(scene.log.messages).toHaveLength(5);
  });

  test("of a good end makes it heard", async () => {
    const scene = openScene();
    await sendAll(scene.channel, [job("RUNNING")]);
    await sendAll(scene.channel, [job("COMPLETED")], { mention });
    expect(scene.log.messages.at(-1)).toMatchObject({ isBroadcast: true });
  });
});

describe("what is no single job", () => {
  test("is one plain message", async () => {
    const scene = openScene();
    const event: BackupEvent = { kind: "test", testId: "t1", origin: {} };
    expect(await send(scene.channel, event)).toEqual(delivered);
    expect(scene.calls).toMatchObject([{ method: "chat.postMessage", fields: { channel: home } }]);
  });

  test("is one plain message where many jobs are grouped", async () => {
    const scene = openScene();
    const jobs = ["1", "2", "3", "4"].map((id) => job("COMPLETED", id));
    expect(await sendAll(scene.channel, jobs)).toEqual([delivered]);
    expect(scene.log.messages).toMatchObject([{ text: expect.stringMatching(/^4 backups completed/) }]);
  });
});

describe("jobs that one message reports together", () => {
  const ids = ["1", "2", "3", "4"];
  const ended = ids.map((id) => job("COMPLETED", id));

  test("do not leave behind that they have started", async () => {
    const scene = openScene();
    for (const id of ["1", "2"]) await send(scene.channel, job("RUNNING", id));
    expect(await sendAll(scene.channel, ended)).toEqual([delivered]);
    expect(scene.inChannel()).toEqual([
      expect.stringMatching(/^Backup completed/),
      expect.stringMatching(/^Backup completed/),
      expect.stringMatching(/^4 backups completed/),
    ]);
    expect(scene.inThreads()).toHaveLength(2);
  });

  test("name the account as every message of the stage does", async () => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING", "1"));
    await sendAll(scene.channel, ended, {}, { stage: "dev", accountNames: { "111122223333": "shop" } });
    expect(scene.inChannel()[0]).toMatch(/^Backup completed: .*, shop \(111122223333\)$/);
  });

  test("are sent, whether or not the edits succeed", async () => {
    const scene = openScene();
    for (const id of ids) await send(scene.channel, job("RUNNING", id));
    scene.meet(undefined, refusal("message_not_found"), undefined, refusal("fatal_error"));
    expect(await sendAll(scene.channel, ended)).toEqual([delivered]);
    expect(scene.inChannel().map((text) => text.split(":")[0])).toEqual([
      "Backup started",
      "Backup completed",
      "Backup started",
      "Backup started",
      "4 backups completed",
    ]);
  });
});

describe("a job that a route has sent to another channel", () => {
  const alerts = "C0ALERTS001";

  /** The stage's two channels, as one function has them. */
  const openBoth = () => {
    const scene = openScene();
    scene.workspace.setChannel(alerts);
    const history = createSentHistory();
    const inAlerts = () => scene.log.messages.filter(({ channel }) => channel === alerts);
    return { scene, main: scene.another(history), other: scene.another(history, alerts), inAlerts };
  };

  const titleIn = (messages: readonly { readonly text: string }[]): string[] =>
    messages.map(({ text }) => text.split(":")[0] ?? "");

  test("has a message in each, and none that says what is over", async () => {
    const { scene, main, other, inAlerts } = openBoth();
    await send(main, job("RUNNING"));
    expect(await send(other, job("FAILED", "a1b2", denied))).toEqual(delivered);
    expect(titleIn(inAlerts())).toEqual(["Backup failed", "Backup failed"]);
    const atHome = scene.log.messages.filter(({ channel }) => channel === home);
    expect(titleIn(atHome)).toEqual(["Backup failed", "Backup started"]);
    expect(atHome.map(({ threadTs }) => threadTs === undefined)).toEqual([true, false]);
  });

  test("is sent there, whether or not the edit here succeeds", async () => {
    const { scene, main, other, inAlerts } = openBoth();
    await send(main, job("RUNNING"));
    scene.meet(undefined, undefined, refusal("channel_not_found"));
    expect(await send(other, job("FAILED", "a1b2", denied))).toEqual(delivered);
    expect(inAlerts()).toHaveLength(2);
    expect(scene.calls.at(-1)).toMatchObject({ method: "chat.update", fields: { channel: home } });
  });

  test("leaves nothing behind where it ends together with others", async () => {
    const { scene, main, other } = openBoth();
    await send(main, job("RUNNING", "1"));
    const ended = ["1", "2", "3", "4"].map((id) => job("COMPLETED", id));
    expect(await sendAll(other, ended)).toEqual([delivered]);
    expect(scene.inChannel().map((text) => text.split(":")[0])).toEqual([
      "Backup completed",
      "4 backups completed",
    ]);
  });

  test("is not edited here before it is sent there", async () => {
    const { scene, main, other } = openBoth();
    await send(main, job("RUNNING"));
    scene.meet(refusal("fatal_error"));
    expect(await send(other, job("FAILED", "a1b2", denied))).toMatchObject({ outcome: "retry" });
    expect(titleIn(scene.log.messages.filter(({ threadTs }) => threadTs === undefined))).toEqual([
      "Backup started",
    ]);
  });
});

describe("Slack's limit of edits", () => {
  const count = 30;
  const ids = Array.from({ length: count }, (_, index) => `job-${index}`);
  const open = async (): Promise<Scene> => {
    const scene = openScene();
    for (const id of ids) await send(scene.channel, job("RUNNING", id));
    return scene;
  };
  const edits = ({ calls }: Scene): number => calls.filter(({ method }) => method === "chat.update").length;

  test("is kept where many jobs end together, and the log names the messages left as they were", async () => {
    const scene = await open();
    const ended = ids.map((id) => job("COMPLETED", id));
    expect(await sendAll(scene.channel, ended)).toEqual([delivered]);
    expect(edits(scene)).toBe(24);
    expect(await scene.finish()).toEqual([]);
    const reason = "Slack took no more edits, and without a ledger none is made later";
    expect(scene.skipped).toEqual(ids.slice(24).map((id) => [subjectOf(id), reason]));
  });

  test("blocks no message: the job's thread has its end, and the channel what is bad", async () => {
    const scene = await open();
    for (const id of ids) expect(await send(scene.channel, job("FAILED", id, denied))).toEqual(delivered);
    expect(edits(scene)).toBe(24);
    await scene.finish();
    expect(scene.skipped.map(([subject]) => subject)).toEqual(ids.slice(24).map(subjectOf));
    const heard = scene.log.messages.filter(({ text, isBroadcast }) => isBroadcast && /failed/.test(text));
    expect(heard).toHaveLength(count);
  });

  test("is one for all channels of the app, and over after a minute", async () => {
    const scene = await open();
    const ended = ids.map((id) => job("COMPLETED", id));
    await sendAll(scene.channel, ended);
    scene.pass(59);
    await send(scene.channel, job("FAILED", "job-0", denied));
    expect(edits(scene)).toBe(24);
    scene.pass(1);
    await send(scene.channel, job("FAILED", "job-1", denied));
    expect(edits(scene)).toBe(25);
  });

  test("is not the only reason to name them: so is an edit that fails, or time that runs out", async () => {
    const scene = await open();
    const ended = ids.slice(0, 5).map((id) => job("COMPLETED", id));
    scene.meet(undefined, undefined, refusal("fatal_error"));
    await sendAll(scene.channel, ended);
    await scene.finish();
    expect(scene.skipped.map(([subject]) => subject)).toEqual(ids.slice(1, 5).map(subjectOf));
    const muted = renderEach(updatesOf([{ event: job("COMPLETED", "job-9"), body: "" }]), { stage: "dev" });
    await scene.channel.amend?.(muted, () => 14_999);
    await scene.finish();
    expect(scene.skipped.at(-1)?.[0]).toBe(subjectOf("job-9"));
  });
});

describe("an edit whose answer is lost", () => {
  test.each([
    ["on the way", Object.assign(new Error("no answer in time"), { sent: true })],
    ["in a page of a proxy", { status: 200, headers: {}, body: "<html>" }],
  ])("(%s) is a plain retry: made twice, nothing appears twice", async (_name, fault) => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING"));
    scene.meet(fault);
    expect(await send(scene.channel, job("COMPLETED"))).toMatchObject({ outcome: "retry" });
  });

  test("is not one of a post, which is undecided", async () => {
    const scene = openScene();
    scene.meet(Object.assign(new Error("no answer in time"), { sent: true }));
    expect(await send(scene.channel, job("RUNNING"))).toMatchObject({ outcome: "undecided" });
  });
});

describe("a question whether Slack is up", () => {
  const probe = (scene: Scene) => scene.channel.probe?.(() => 30_000);

  test("is auth.test, and posts nothing", async () => {
    const scene = openScene();
    expect(await probe(scene)).toEqual(delivered);
    expect(scene.calls).toEqual([{ method: "auth.test", fields: {} }]);
    expect(scene.log.messages).toEqual([]);
  });

  test("is answered with a refusal of the token, too", async () => {
    const scene = openScene();
    scene.meet(refusal("account_inactive"));
    expect(await probe(scene)).toMatchObject({ outcome: "permanent", concerns: "channel" });
  });
});

describe("a job's end that is muted", () => {
  const updatesOfEnd = () => renderEach(updatesOf([{ event: job("COMPLETED"), body: "" }]), { stage: "dev" });

  test("is edited into its message, and posted nowhere", async () => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING"));
    await scene.channel.amend?.(updatesOfEnd(), () => 30_000);
    expect(scene.inChannel()).toEqual([expect.stringMatching(/^Backup completed: orders/)]);
    expect(scene.inThreads()).toEqual([expect.stringMatching(/^Backup started/)]);
  });

  test("leaves Slack alone where no message shows the job", async () => {
    const scene = openScene();
    await scene.channel.amend?.(updatesOfEnd(), () => 30_000);
    expect(scene.calls).toEqual([]);
  });
});

describe("where the message cannot be edited", () => {
  test.each(["message_not_found", "cant_update_message", "edit_window_closed", "missing_scope"])(
    "(%s) the job gets a new message, and goes on from there",
    async (word) => {
      const scene = openScene();
      await send(scene.channel, job("RUNNING"));
      scene.meet(refusal(word));
      expect(await send(scene.channel, job("FAILED", "a1b2", denied))).toEqual(delivered);
      expect(scene.inChannel()).toEqual([
        expect.stringMatching(/^Backup started/),
        expect.stringMatching(/^Backup failed/),
      ]);
      await send(scene.channel, job("COMPLETED"));
      expect(scene.inChannel()).toEqual([
        expect.stringMatching(/^Backup started/),
        expect.stringMatching(/^Backup completed/),
      ]);
    },
  );

  test("because it was deleted, the end is a new message", async () => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING"));
    for (const message of [...scene.log.messages]) scene.log.remove(message);
    expect(await send(scene.channel, job("COMPLETED"))).toEqual(delivered);
    expect(scene.inChannel()).toEqual([expect.stringMatching(/^Backup completed/)]);
  });

  test.each(["thread_not_found", "cannot_reply_to_message", "restricted_action"])(
    "nor answered (%s), everything is posted to the channel",
    async (word) => {
      const scene = openScene();
      await send(scene.channel, job("RUNNING"));
      scene.meet(undefined, refusal(word));
      expect(await send(scene.channel, job("FAILED", "a1b2", denied))).toEqual(delivered);
      expect(scene.inChannel()).toEqual([
        expect.stringMatching(/^Backup failed/),
        expect.stringMatching(/^Backup failed/),
      ]);
    },
  );
});

describe("Slack's refusals", () => {
  test.each<readonly [string, string]>([
    ["invalid_auth", "Slack refused the bot token (invalid_auth); install the app again and store its token"],
    ["token_revoked", "`npm run set-bot-token -- dev`"],
    ["missing_scope", "the Slack app lacks a scope (missing_scope); give it chat:write"],
    ["not_in_channel", `Slack refused channel ${home} (not_in_channel); invite the app to it (/invite)`],
    ["channel_not_found", "or name another channel in stages/dev.ts and deploy"],
    ["is_archived", `Slack refused channel ${home} (is_archived)`],
  ])("of the channel (%s) stop it, and say what to do", async (word, reason) => {
    const scene = openScene();
    scene.meet(refusal(word));
    expect(await send(scene.channel, job("RUNNING"))).toEqual({
      outcome: "permanent",
      concerns: "channel",
      slackStatus: 200,
      reason: expect.stringContaining(reason),
    });
    expect(scene.calls).toHaveLength(1);
  });

  test.each(["invalid_blocks", "msg_too_long", "no_text", "a_word_of_next_year"])(
    "of the blocks (%s) are met with plain text, once",
    async (word) => {
      const scene = openScene();
      scene.meet(refusal(word));
      expect(await send(scene.channel, job("RUNNING"))).toEqual(delivered);
      expect(scene.log.messages[0]).toMatchObject({ mrkdwn: false, blocks: [], attachments: [] });
      scene.meet(refusal(word), refusal(word));
      expect(await send(scene.channel, job("RUNNING", "other"))).toMatchObject({
        outcome: "permanent",
        concerns: "message",
        reason: expect.stringContaining(`plain text too (${word})`),
      });
    },
  );

  test("of the blocks of an edit leave no old blocks under the new text", async () => {
    const scene = openScene();
    await send(scene.channel, job("RUNNING"));
    scene.meet(refusal("invalid_blocks"));
    await send(scene.channel, job("COMPLETED"));
    expect(scene.log.messages[0]).toMatchObject({
      text: expect.stringMatching(/^Backup completed/),
      blocks: [],
      attachments: [],
    });
  });

  test.each([refusal("fatal_error"), refusal("service_unavailable"), { status: 503, headers: {}, body: "" }])(
    "for now (%#) bring the event back",
    async (fault) => {
      const scene = openScene();
      scene.meet(fault);
      expect(await send(scene.channel, job("RUNNING"))).toMatchObject({
        outcome: "retry",
        reason: expect.stringMatching(/^Slack is failing \(.*\); the event will be retried$/),
      });
    },
  );

  const limited = (seconds?: string): Fault => ({
    ...refusal("ratelimited"),
    status: 429,
    headers: seconds === undefined ? {} : { "retry-after": seconds },
  });

  test("that ask to wait are waited for where the time allows", async () => {
    const scene = openScene();
    scene.meet(limited("7"));
    expect(await send(scene.channel, job("RUNNING"))).toEqual(delivered);
    expect(scene.waitedSeconds).toEqual([7]);
    scene.meet(limited("60"));
    expect(await send(scene.channel, job("RUNNING", "other"))).toMatchObject({
      outcome: "retry",
      retryAfterSeconds: 60,
    });
    scene.meet(limited());
    expect(await send(scene.channel, job("RUNNING", "third"))).toMatchObject({ outcome: "retry" });
    expect(scene.waitedSeconds).toEqual([7]);
  });

  test("of a token that was replaced are met with the new one", async () => {
    const scene = openScene();
    const old = scene.workspace.token();
    const fresh: string[] = [];
    const channel = openScene({
      token: async (options) => {
        if (options?.fresh) fresh.push("asked");
        return { ok: true, value: options?.fresh ? `${old}new` : old };
      },
    });
    channel.meet(refusal("token_revoked"), { status: 200, headers: {}, body: '{"ok":true}' });
    await send(channel.channel, { kind: "test", testId: "t1", origin: {} });
    expect(fresh).toEqual(["asked"]);
    expect(channel.calls).toHaveLength(2);
  });

  test("without a token nothing is called, and the event comes back", async () => {
    const scene = openScene({ token: async () => ({ ok: false, problem: "there is no bot token" }) });
    expect(await send(scene.channel, job("RUNNING"))).toEqual({
      outcome: "retry",
      reason: "there is no bot token",
    });
    expect(scene.calls).toEqual([]);
  });

  test("of a certificate need an operator; a connection that fails is retried", async () => {
    const scene = openScene();
    scene.meet(Object.assign(new Error("x"), { code: "CERT_HAS_EXPIRED" }));
    expect(await send(scene.channel, job("RUNNING"))).toMatchObject({
      outcome: "permanent",
      concerns: "channel",
    });
    scene.meet(Object.assign(new Error("x"), { code: "ECONNREFUSED" }));
    expect(await send(scene.channel, job("RUNNING"))).toMatchObject({ outcome: "retry" });
  });

  test("of the answer in the thread bring the event back, and the message is edited then", async () => {
    const scene = openScene();
    scene.meet(undefined, refusal("internal_error"));
    expect(await send(scene.channel, job("FAILED", "a1b2", denied))).toMatchObject({ outcome: "retry" });
    expect(await send(scene.channel, job("FAILED", "a1b2", denied))).toEqual(delivered);
    expect(scene.inChannel()).toHaveLength(1);
    expect(scene.inThreads()).toHaveLength(1);
  });
});

describe("whatever comes in whichever order", () => {
  const titles: Readonly<Record<string, string>> = {
    CREATED: "Backup created: orders",
    RUNNING: "Backup started: orders",
    COMPLETED: "Backup completed: orders",
    PARTIAL: "Backup partially completed: orders",
    FAILED: "Backup failed: orders",
    EXPIRED: "Backup expired: orders",
    ABORTED: "Backup stopped: orders",
    PAUSED: "Backup job in state PAUSED: orders",
  };
  const states = Object.keys(titles);
  const faults: readonly (Fault | undefined)[] = [
    undefined,
    undefined,
    undefined,
    refusal("message_not_found"),
    refusal("thread_not_found"),
    refusal("edit_window_closed"),
    refusal("missing_scope"),
    refusal("invalid_blocks"),
    refusal("a_word_of_next_year"),
    refusal("fatal_error"),
    refusal("not_in_channel"),
    { status: 503, headers: {}, body: "busy" },
    { ...refusal("ratelimited"), status: 429, headers: { "retry-after": "3" } },
    { ...refusal("ratelimited"), status: 429, headers: { "retry-after": "90" } },
    new Error("no answer in time"),
  ];
  const step = fc.record({
    jobId: fc.constantFrom("a1", "b2", "c3"),
    state: fc.constantFrom(...states),
    faults: fc.array(fc.constantFrom(...faults), { maxLength: 4 }),
    before: fc.constantFrom("nothing", "nothing", "nothing", "deleted", "forgotten"),
  });

  test("nothing is lost, a job has one message while it is remembered, and what is bad notifies", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const scene = openScene();
        let { channel } = scene;
        for (const { jobId, state, faults: met, before } of steps) {
          if (before === "deleted") for (const one of [...scene.log.messages]) scene.log.remove(one);
          if (before === "forgotten") channel = scene.another();
          const event = job(state, jobId);
          const idsBefore = new Set(scene.log.messages.map(({ id }) => id));
          scene.meet(...met); // What is not met now outlasts the event.
          const result = await send(channel, event);
          if (result.outcome !== "delivered") {
            expect(result.reason).toMatch(/^[\w].{20,}/);
            continue;
          }
          const all = scene.log.messages;
          const fresh = all.filter(({ id }) => !idsBefore.has(id));
          expect(fresh.filter(({ text }) => text.startsWith(titles[state] ?? "")).length).toBeGreaterThan(0);
          if (event.phase === "failed" || event.phase === "expired") {
            const isHeard = fresh.some(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast);
            expect(isHeard).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("without faults every job has exactly one message, which says its last state", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const scene = openScene();
        const last = new Map<string, string>();
        for (const { jobId, state } of steps) {
          expect(await send(scene.channel, job(state, jobId))).toEqual(delivered);
          last.set(jobId, state);
        }
        expect(scene.inChannel()).toHaveLength(last.size);
        expect(scene.inThreads()).toHaveLength(steps.length);
        const replies = scene.log.messages.filter(({ threadTs }) => threadTs !== undefined);
        for (const { ts, text, threadTs } of scene.log.messages) {
          if (threadTs !== undefined) continue;
          expect(replies.filter((one) => one.threadTs === ts).at(-1)?.text).toBe(text);
        }
      }),
      { numRuns: 100 },
    );
  });
});
