import { openRunScene, type RunScene, run } from "./support";

let scene: RunScene;

afterEach(() => scene.close());

beforeEach(async () => {
  scene = await openRunScene({ bot: true });
});

const toTheEnd = async (): Promise<void> => {
  for (let rounds = 0; scene.waiting.length > 0 && rounds < 20; rounds++) await scene.next();
};

const callsOf = (method: string): number => scene.slack.calls.filter((call) => call.method === method).length;

describe("a plan run with a bot", () => {
  test("is one message, edited to its end, with each job in its thread", async () => {
    await scene.reach("RUNNING", ["a", "b", "c"]);
    expect(scene.slack.inChannel()).toEqual([
      "nightly / daily: 3 started · 3 running, eu-west-1, account 111122223333",
    ]);
    scene.pass(61);
    await scene.reach("COMPLETED", ["a", "b"]);
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/: 3 started · 2 ok · 1 running,/)]);
    await scene.reach("COMPLETED", ["c"]);
    await toTheEnd();
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/: 3 started · 3 ok,/)]);
    expect(scene.slack.inThreads()).toEqual([
      expect.stringMatching(/^Backup completed: a /),
      expect.stringMatching(/^Backup completed: b /),
      expect.stringMatching(/^Backup completed: c /),
    ]);
    expect(scene.slack.log.messages.some(({ isBroadcast }) => isBroadcast)).toBe(false);
    expect(JSON.stringify(scene.slack.log.messages[0])).toContain("white_check_mark");
  });

  test("notifies of a failure at once, and names it in the run's message", async () => {
    await scene.reach("RUNNING", ["a", "b"]);
    await scene.reach("FAILED", ["a"], { parts: { StatusMessage: "no key" } });
    expect(scene.slack.log.messages.at(-1)).toMatchObject({
      text: expect.stringMatching(/^Backup failed: a .*no key/),
      isBroadcast: true,
    });
    expect(scene.slack.inChannel()).toEqual([
      expect.stringMatching(/: 2 started · 1 failed · 1 running — not ok: a \(DynamoDB\),/),
    ]);
  });

  test("is a handful of edits for hundreds of jobs", async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `job-${index}`);
    for (let start = 0; start < 500; start += 50) {
      await scene.reach("RUNNING", ids.slice(start, start + 50));
      await scene.reach("COMPLETED", ids.slice(start, start + 50));
      scene.pass(10);
    }
    await toTheEnd();
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/: 500 started · 500 ok,/)]);
    expect(callsOf("chat.update")).toBeLessThanOrEqual(10);
  });

  test("has one message, though two functions see it for the first time at once", async () => {
    const [one, other] = [scene.newFunction(), scene.newFunction()];
    await Promise.all([
      scene.reach("RUNNING", ["a", "b"], { by: one }),
      scene.reach("RUNNING", ["c", "d"], { by: other }),
    ]);
    await scene.reach("COMPLETED", ["a", "b", "c", "d"], { by: other });
    await toTheEnd();
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/: 4 started · 4 ok,/)]);
  });

  test("is edited by any function, from what all of them counted", async () => {
    await scene.reach("RUNNING", ["a"]);
    scene.pass(61);
    await scene.reach("RUNNING", ["b"], { by: scene.newFunction() });
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/: 2 started · 2 running,/)]);
  });

  test("catches up where Slack took no edit", async () => {
    await scene.reach("RUNNING", ["a"]);
    scene.pass(61);
    scene.slack.meet({ status: 503, headers: {}, body: "" }, { status: 503, headers: {}, body: "" });
    await scene.reach("RUNNING", ["b"]);
    await toTheEnd();
    expect(scene.slack.inChannel()).toHaveLength(1);
    expect(scene.slack.inChannel()[0]).toMatch(/: 2 started/);
  });

  test("does not claim to be over while AWS Backup has jobs of it", async () => {
    await scene.reach("RUNNING", ["a", "b"]);
    await scene.reach("COMPLETED", ["a"]);
    for (let rounds = 0; rounds < 6; rounds++) await scene.next();
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/1 ok · 1 running/)]);
    expect(JSON.stringify(scene.slack.log.messages[0])).toContain("hourglass");
  });

  test("falls back to a message for each job where the ledger does not answer", async () => {
    scene.faults.ledger = true;
    await scene.reach("RUNNING", ["a"]);
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.slack.inChannel()).toEqual([expect.stringMatching(/^Backup completed: a/)]);
  });

  test("posts a new message where someone deleted the old one", async () => {
    await scene.reach("RUNNING", ["a"]);
    scene.pass(61);
    scene.slack.meet({ status: 200, headers: {}, body: '{"ok":false,"error":"message_not_found"}' });
    await scene.reach("RUNNING", ["b"]);
    expect(scene.slack.inChannel().at(-1)).toMatch(/: 2 started/);
    await scene.reach("COMPLETED", ["a"]);
    const [, second, reply] = scene.slack.log.messages;
    expect(reply?.threadTs).toBe(second?.ts);
  });

  test("never includes a job that no plan started", async () => {
    await scene.reach("RUNNING", ["a"]);
    await scene.reach("RUNNING", ["x"], { parts: { CreatedBy: undefined } });
    await scene.reach("COMPLETED", ["x"], { parts: { CreatedBy: undefined } });
    expect(scene.slack.inChannel()).toEqual([
      expect.stringMatching(/: 1 started/),
      expect.stringMatching(/^Backup completed: x/),
    ]);
  });
});

test("a stage may have plain messages instead: it mutes the run's start", async () => {
  await scene.close();
  scene = await openRunScene({
    bot: true,
    routes: [
      { kinds: ["*.started"], post: true },
      { kinds: ["run.started"], post: false },
    ],
  });
  await scene.reach("RUNNING", ["a"]);
  await scene.reach("FAILED", ["a"]);
  await toTheEnd();
  expect(scene.slack.inChannel()).toEqual([
    expect.stringMatching(/^Backup failed: a/),
    expect.stringMatching(/^nightly \/ daily: 1 started · 1 failed/),
  ]);
  expect([...scene.table.textsIn(run, "states")]).toContain("over 1");
});
