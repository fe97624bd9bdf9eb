import { openRunScene, type RunScene, run } from "./support";

let scene: RunScene;

afterEach(() => scene.close());

/** The notifier looks at the run until it sends itself nothing more. */
const toTheEnd = async (): Promise<void> => {
  for (let rounds = 0; scene.waiting.length > 0 && rounds < 20; rounds++) await scene.next();
};

describe("a plan run with a webhook", () => {
  test("is one message once it is over, and nothing for each good backup", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a", "b"]);
    await scene.reach("COMPLETED", ["c"]);
    expect(scene.posted).toEqual([]);
    expect(scene.outcomes().filter((outcome) => outcome === "counted")).toHaveLength(3);
    await toTheEnd();
    expect(scene.posted).toEqual(["nightly / daily: 3 started · 3 ok, eu-west-1, account 111122223333"]);
  });

  test("of an old plan posts a new resource's first backup, but a new plan's firsts are counted", async () => {
    scene = await openRunScene();
    scene.firstBackups.add("a").add("b").add("c");
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.posted).toEqual([expect.stringMatching(/^First backup completed: a \(DynamoDB\)/)]);
    await scene.reach("COMPLETED", ["b", "c"]);
    expect(scene.posted).toHaveLength(1);
    await toTheEnd();
    expect(scene.posted[1]).toMatch(/3 started · 3 ok/);
    expect(scene.posted[1]).toContain("at least 3 first backups");
  });

  test("waits while AWS Backup has jobs of it that have not ended", async () => {
    scene = await openRunScene();
    scene.jobs.set("z", { State: "RUNNING" });
    await scene.reach("COMPLETED", ["a"]);
    for (let round = 0; round < 5; round++) await scene.next();
    expect(scene.posted).toEqual([]);
    await scene.reach("COMPLETED", ["z"]);
    await toTheEnd();
    expect(scene.posted).toEqual([expect.stringMatching(/2 started · 2 ok/)]);
  });

  test("does not wait for jobs of another run, of another plan, or of none", async () => {
    scene = await openRunScene();
    scene.jobs.set("x", { State: "RUNNING", StartBy: "2026-08-23T04:00:00Z" });
    scene.jobs.set("y", { State: "RUNNING", CreatedBy: { BackupPlanId: "plan-2", BackupRuleId: "rule-1" } });
    scene.jobs.set("z", { State: "RUNNING", CreatedBy: undefined });
    await scene.reach("COMPLETED", ["a"]);
    await toTheEnd();
    expect(scene.posted).toHaveLength(1);
  });

  test("waits for a job of the plan that does not say to which run it belongs", async () => {
    scene = await openRunScene();
    scene.jobs.set("z", { State: "PENDING", StartBy: undefined });
    await scene.reach("COMPLETED", ["a"]);
    for (let round = 0; round < 5; round++) await scene.next();
    expect(scene.posted).toEqual([]);
  });

  test("does not look at its end more and more often while Slack is down", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    await scene.next();
    scene.faults.slack = true;
    const { receive } = scene.newFunction();
    let bodies = scene.waiting.splice(0).map(({ body }) => body);
    for (let round = 0; round < 6; round++) {
      scene.pass(60);
      // All return to the queue, since Slack took none, and what was sent anew joins them.
      for (const body of bodies) await receive([body], round + 1).catch(() => undefined);
      bodies = [...bodies, ...scene.waiting.splice(0).map(({ body }) => body)];
    }
    expect(bodies).toHaveLength(2);
    scene.faults.slack = false;
    for (const body of bodies) await receive([body], 7);
    expect(scene.posted).toEqual([expect.stringMatching(/1 started · 1 ok/)]);
  });

  test("posts failures at once, and names them when it is over", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    await scene.reach("FAILED", ["b"], { parts: { StatusMessage: "no key" } });
    expect(scene.posted).toEqual([expect.stringMatching(/^Backup failed: b .*no key/)]);
    await toTheEnd();
    expect(scene.posted[1]).toMatch(/2 started · 1 ok · 1 failed — not ok: b \(DynamoDB\)/);
  });

  test("gathers failures that follow the first within five minutes", async () => {
    scene = await openRunScene();
    await scene.reach("FAILED", ["a"]);
    scene.pass(60);
    const { batchItemFailures } = await scene.reach("FAILED", ["b"]);
    expect(batchItemFailures).toHaveLength(1);
    expect(scene.posted).toHaveLength(1);
    scene.pass(242);
    expect(await scene.reach("FAILED", ["b", "c", "d", "e"], { receiveCount: 2 })).toEqual({
      batchItemFailures: [],
    });
    expect(scene.posted).toEqual([expect.anything(), expect.stringMatching(/^4 backups failed/)]);
  });

  test("posts a failure that has waited once, whatever others do", async () => {
    scene = await openRunScene();
    await scene.reach("FAILED", ["a"]);
    await scene.reach("FAILED", ["b"], { receiveCount: 2 });
    expect(scene.posted).toHaveLength(2);
  });

  test("is posted once, though another function looks at it, too", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    const [due] = scene.waiting;
    await toTheEnd();
    await scene.newFunction().receive([due?.body ?? ""]);
    await toTheEnd();
    expect(scene.posted).toHaveLength(1);
  });

  test("is posted again with jobs that appear after it was over", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    await toTheEnd();
    await scene.reach("COMPLETED", ["b"]);
    await toTheEnd();
    expect(scene.posted).toEqual([
      expect.stringMatching(/1 started · 1 ok/),
      expect.stringMatching(/2 started · 2 ok/),
    ]);
  });

  test("never claims to be over while AWS Backup does not answer, and says so after two hours", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    scene.faults.backup = true;
    for (let round = 0; round < 10; round++) await scene.next();
    expect(scene.posted).toEqual([]);
    expect(scene.outcomes()).toContain("run-not-checked");
    await toTheEnd();
    expect(scene.posted).toEqual([
      expect.stringMatching(/1 started · 1 ok — whether more of it goes on could not be asked/),
    ]);
  });

  test("returns to the queue where Slack does not take its message", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    await scene.next();
    scene.faults.slack = true;
    const [due] = scene.waiting;
    expect(await scene.next()).toEqual({ batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
    scene.faults.slack = false;
    scene.waiting.length = 0;
    await scene.newFunction().receive([due?.body ?? ""], 2);
    expect(scene.posted).toHaveLength(1);
  });
});

describe("an unknown makes nothing quiet", () => {
  const plain = [expect.stringMatching(/^Backup completed/)];

  test.each<readonly [string, object]>([
    ["no plan started the job", { CreatedBy: undefined }],
    ["AWS does not say by when it had to start", { StartBy: undefined }],
  ])("where %s", async (_name, parts) => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"], { parts });
    expect(scene.posted).toEqual(plain);
  });

  test("where the ledger does not answer", async () => {
    scene = await openRunScene();
    scene.faults.ledger = true;
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.posted).toEqual(plain);
    expect(scene.outcomes()).toContain("ledger-failed");
  });

  test("where the queue does not take the event that looks at the run", async () => {
    scene = await openRunScene();
    scene.faults.queue = true;
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.posted).toEqual(plain);
    expect(scene.outcomes()).toContain("run-not-counted");
  });

  test("where AWS Backup does not answer", async () => {
    scene = await openRunScene();
    scene.faults.backup = true;
    await scene.reach("COMPLETED", ["a"], { receiveCount: 5 });
    expect(scene.posted).toEqual([expect.stringMatching(/^Backup completed, could not be checked/)]);
  });

  test("where the event that looks at the run cannot be followed by the next one", async () => {
    scene = await openRunScene();
    await scene.reach("COMPLETED", ["a"]);
    scene.faults.queue = true;
    expect((await scene.next()).batchItemFailures).toHaveLength(1);
  });
});

describe("a route", () => {
  test("that asks for good backups posts each", async () => {
    scene = await openRunScene({ routes: [{ kinds: ["backup.completed"], post: true }] });
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.posted).toEqual([expect.stringMatching(/^Backup completed/)]);
  });

  test("that mentions someone for a good backup posts it", async () => {
    scene = await openRunScene({ routes: [{ resourceTypes: ["DynamoDB"], mention: "here" }] });
    await scene.reach("COMPLETED", ["a"]);
    expect(scene.posted).toEqual([expect.stringMatching(/^Backup completed/)]);
  });

  test("that mutes good runs leaves those with failures", async () => {
    scene = await openRunScene({ routes: [{ kinds: ["run.completed"], post: false }] });
    await scene.reach("COMPLETED", ["a"]);
    await toTheEnd();
    expect(scene.posted).toEqual([]);
    expect(scene.outcomes()).toContain("muted");
    await scene.reach("FAILED", ["b"]);
    await toTheEnd();
    expect(scene.posted).toEqual([
      expect.stringMatching(/^Backup failed/),
      expect.stringMatching(/1 ok · 1 failed/),
    ]);
  });

  test("that mutes failures does not hide them from the run's message", async () => {
    scene = await openRunScene({ routes: [{ kinds: ["backup.failed"], post: false }] });
    await scene.reach("FAILED", ["b"]);
    await toTheEnd();
    expect(scene.posted).toEqual([expect.stringMatching(/1 started · 1 failed — not ok: b/)]);
  });
});

test("a run's facts are in one item of the ledger", async () => {
  scene = await openRunScene();
  await scene.reach("COMPLETED", ["a"]);
  expect([...scene.table.textsIn(run, "states")]).toEqual([
    expect.stringMatching(/^job [0-9a-f]{16} completed$/),
    'names {"planName":"nightly","ruleName":"daily"}',
    "watched 0",
  ]);
});
