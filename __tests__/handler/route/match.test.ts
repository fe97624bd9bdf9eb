import fc from "fast-check";
import { type BackupEvent, messageKindOf } from "../../../handler/model/event";
import { noticeSeverityOf, severityOf } from "../../../handler/model/severity-of";
import { parse } from "../../../handler/parse/parse";
import { isPostedByKind, routingOf, taggedResourceOf } from "../../../handler/route/match";
import type { Mention, Route } from "../../../handler/route/route";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";

const eventOf = (input: unknown): BackupEvent => {
  const [record] = parse(input).records;
  if (record === undefined) throw new Error("no event");
  return record.event;
};

const named = (name: string): BackupEvent => {
  const bridged = eventBridgeEvents.find((one) => one.name === name);
  if (bridged) return eventOf(bridged.event);
  const found = vaultEvents.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return eventOf(throughSns(found));
};

const job = (more: Partial<Extract<BackupEvent, { kind: "job" }>> = {}): BackupEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "job-1",
  origin: { accountId: "111122223333", region: "eu-west-1" },
  details: {
    resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders",
    vaultName: "main",
    reason: "Access denied while trying to call AWS KMS",
  },
  ...more,
});

const failed = job();
const started = job({ phase: "started", state: "RUNNING", details: { vaultName: "main" } });
const copied = job({
  jobType: "copy",
  details: {
    vaultName: "main",
    destinationVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite",
  },
});

const everyEvent: readonly BackupEvent[] = [
  ...eventBridgeEvents.map(({ event }) => eventOf(event)),
  ...vaultEvents.map((one) => eventOf(throughSns(one))),
  failed,
  started,
  copied,
];

describe("without routes", () => {
  test("failures and ends are posted, and no one is mentioned", () => {
    for (const phase of ["failed", "expired", "partial", "aborted", "completed", "unknown"] as const) {
      expect(routingOf(job({ phase }), [])).toEqual({ post: true });
    }
  });

  test("what has only started is not", () => {
    expect(routingOf(started, [])).toEqual({ post: false });
  });

  test.each([
    ["scan running", false],
    ["scan completed, nothing found", false],
    ["scan completed, threats found", true],
    ["scan failed", true],
    ["index failed", true],
    ["recovery point deleted manually", true],
    ["vault deleted", true],
    ["a detail type that AWS adds one day", true],
  ])("%s: posted is %s", (name, post) => {
    expect(routingOf(named(name), []).post).toBe(post);
  });

  test("nothing bad is quiet, whatever its kind is called", () => {
    for (const event of everyEvent) {
      if (["warning", "danger"].includes(severityOf(event))) {
        expect(routingOf(event, [])).toEqual({ post: true });
      }
    }
    const odd: BackupEvent = {
      kind: "notice",
      subject: "recovery point",
      state: "completed",
      severity: "warning",
      origin: {},
    };
    expect(isPostedByKind(messageKindOf(odd))).toBe(false);
    expect(routingOf(odd, []).post).toBe(true);
  });
});

describe("a route", () => {
  test("without conditions is for every event", () => {
    expect(routingOf(started, [{ post: true }])).toEqual({ post: true, isAsked: true });
    expect(routingOf(failed, [{ post: false }])).toEqual({ post: false });
  });

  test.each<[string, Route, boolean]>([
    ["its kind", { kinds: ["backup.failed"] }, true],
    ["one of several kinds", { kinds: ["copy.failed", "backup.failed"] }, true],
    ["every kind of a subject", { kinds: ["backup.*"] }, true],
    ["every kind of a state", { kinds: ["*.failed"] }, true],
    ["another kind", { kinds: ["backup.expired"] }, false],
    ["a kind that only begins alike", { kinds: ["back.*"] }, false],
    ["a state that only ends alike", { kinds: ["*.ailed"] }, false],
    ["AWS's word for its state", { states: ["FAILED"] }, true],
    ["another state", { states: ["EXPIRED"] }, false],
    ["its resource type, which the ARN shows", { resourceTypes: ["RDS"] }, true],
    ["its resource type in other letters", { resourceTypes: ["rds"] }, true],
    ["another resource type", { resourceTypes: ["EC2"] }, false],
    ["its vault", { vaults: ["main"] }, true],
    ["a vault in other letters, which is another", { vaults: ["Main"] }, false],
    ["its account", { accounts: ["111122223333"] }, true],
    ["another account", { accounts: ["444455556666"] }, false],
    ["a text of its reason, in whatever case", { reasons: ["while trying", "ACCESS DENIED"] }, true],
    ["another reason", { reasons: ["quota"] }, false],
    ["all its conditions", { kinds: ["*.failed"], vaults: ["main"], resourceTypes: ["RDS"] }, true],
    ["all its conditions but one", { kinds: ["*.failed"], vaults: ["other"], resourceTypes: ["RDS"] }, false],
  ])("names %s: it is matched by %j", (_what, conditions, fits) => {
    expect(routingOf(failed, [{ ...conditions, post: false }]).post).toBe(!fits);
    expect(routingOf(failed, [{ ...conditions, mention: "here" }])).toEqual(
      fits ? { post: true, mention: "here" } : { post: true },
    );
  });

  test("knows a copy by either of its vaults", () => {
    for (const vault of ["main", "offsite"]) {
      expect(routingOf(copied, [{ vaults: [vault], severity: "warning" }])).toHaveProperty("severity");
    }
    expect(routingOf(copied, [{ vaults: ["third"], severity: "warning" }])).toEqual({ post: true });
  });

  test("knows a notice's state by AWS's own spelling", () => {
    const threats = named("scan completed, threats found");
    expect(routingOf(threats, [{ states: ["THREATS_FOUND"], mention: "channel" }])).toEqual({
      post: true,
      mention: "channel",
    });
  });

  test("knows a message category as a reason", () => {
    const event = job({ details: { messageCategory: "AGGREGATE_ALL" } });
    expect(routingOf(event, [{ reasons: ["aggregate"], post: false }]).post).toBe(false);
  });
});

describe("a route that asks for tags", () => {
  const arn = "arn:aws:rds:eu-west-1:111122223333:db:orders";
  const tags = new Map([[arn, { team: "payments", tier: "1" }]]);

  test.each<[Record<string, string>, boolean]>([
    [{ team: "payments" }, true],
    [{ team: "payments", tier: "1" }, true],
    [{ team: "payments", tier: "2" }, false],
    [{ Team: "payments" }, false],
    [{ toString: "payments" }, false],
  ])("%j: fits is %j", (wanted, fits) => {
    expect(routingOf(failed, [{ tags: wanted, post: false }], tags).post).toBe(!fits);
  });

  test("fits no resource that has none", () => {
    const none = new Map([[arn, {}]]);
    expect(routingOf(failed, [{ tags: { team: "payments" }, post: false }], none).post).toBe(true);
  });

  test("mutes nothing and mentions no one where tags are not known, but lets an event be posted", () => {
    const routes: readonly Route[] = [
      { tags: { team: "payments" }, mention: "here" },
      { tags: { a: "b" }, post: false },
    ];
    expect(routingOf(failed, routes)).toEqual({ post: true });
    expect(routingOf(failed, [{ post: false }, { tags: { team: "payments" }, post: true }])).toEqual({
      isAsked: true,
      post: true,
    });
    expect(routingOf(job({ details: {} }), [{ tags: { team: "payments" }, post: false }], tags).post).toBe(
      true,
    );
  });

  test("makes its resource worth asking about, unless it could not fit anyway", () => {
    const tags = { team: "payments" };
    expect(taggedResourceOf(failed, [{ tags, mention: "here" }])).toBe(arn);
    expect(taggedResourceOf(failed, [{ kinds: ["*.failed"], tags, post: false }])).toBe(arn);
    expect(taggedResourceOf(failed, [{ kinds: ["copy.*"], tags, post: false }])).toBeUndefined();
    expect(taggedResourceOf(failed, [{ mention: "here" }])).toBeUndefined();
    expect(taggedResourceOf(job({ details: {} }), [{ tags, post: false }])).toBeUndefined();
  });
});

describe("several routes", () => {
  test("all apply, and a later one wins for what it sets", () => {
    const routes: readonly Route[] = [
      { kinds: ["*.failed"], mention: "here", severity: "warning" },
      { vaults: ["main"], mention: "S0123ABCDEF" },
      { vaults: ["other"], mention: "channel" },
    ];
    expect(routingOf(failed, routes)).toEqual({ post: true, mention: "S0123ABCDEF", severity: "warning" });
  });

  test("take back a mention and a mute", () => {
    expect(routingOf(failed, [{ mention: "here" }, { vaults: ["main"], mention: false }])).toEqual({
      post: true,
    });
    expect(routingOf(failed, [{ post: false }, { vaults: ["main"], post: true }])).toEqual({
      post: true,
      isAsked: true,
    });
    expect(routingOf(failed, [{ post: true }, { vaults: ["main"], post: false }])).toEqual({ post: false });
  });

  test("that only say how to post do not post what is quiet by default", () => {
    expect(routingOf(started, [{ kinds: ["backup.*"], severity: "good" }])).toEqual({ post: false });
  });
});

describe("a channel", () => {
  test("is where the last route that fits sends an event, and main is where it goes anyway", () => {
    const routes: readonly Route[] = [{ kinds: ["*.failed"], channel: "audit" }];
    expect(routingOf(failed, routes)).toEqual({ post: true, channel: "audit" });
    expect(routingOf(failed, [...routes, { vaults: ["main"], channel: "main" }])).toEqual({ post: true });
    expect(routingOf(failed, [...routes, { vaults: ["other"], channel: "main" }])).toHaveProperty("channel");
  });

  test("that AWS did not say enough about is the main one", () => {
    expect(routingOf(job({ details: {} }), [{ vaults: ["main"], channel: "audit" }])).toEqual({
      post: true,
    });
  });

  test("of a test message is its own, whatever the routes say", () => {
    const event: BackupEvent = { kind: "test", testId: "t", channel: "audit", origin: {} };
    expect(routingOf(event, [{ channel: "payments" }])).toEqual({ post: true, channel: "audit" });
  });
});

describe("what AWS did not say", () => {
  const unknownVault = job({ details: {} });

  test("mutes nothing, mentions no one, and changes no severity", () => {
    for (const conditions of [{ vaults: ["main"] }, { resourceTypes: ["RDS"] }, { reasons: ["denied"] }]) {
      expect(routingOf(unknownVault, [{ ...conditions, post: false }])).toEqual({ post: true });
      const loud: Route = { ...conditions, mention: "here", severity: "good" };
      expect(routingOf(unknownVault, [loud])).toEqual({ post: true });
    }
    const { state: _, ...stateless } = failed as Extract<BackupEvent, { kind: "job" }>;
    expect(routingOf(stateless, [{ states: ["FAILED"], post: false }])).toEqual({ post: true });
    expect(routingOf(job({ origin: {} }), [{ accounts: ["111122223333"], post: false }]).post).toBe(true);
  });

  test("lets through what may be an exception from a mute", () => {
    const routes: readonly Route[] = [{ post: false }, { vaults: ["main"], post: true, mention: "here" }];
    expect(routingOf(unknownVault, routes)).toEqual({ post: true, isAsked: true });
    expect(routingOf(job({ details: { vaultName: "other" } }), routes)).toEqual({ post: false });
  });

  test("does not matter where another condition says no", () => {
    const routes: readonly Route[] = [{ post: false }, { vaults: ["main"], kinds: ["copy.*"], post: true }];
    expect(routingOf(unknownVault, routes)).toEqual({ post: false });
  });
});

describe("a route that forwards", () => {
  const [topic, bus] = ["arn:aws:sns:::on-call", "arn:aws:events:::event-bus/tickets"];

  test("adds its target to those of all other matching routes, each once", () => {
    const routes: readonly Route[] = [
      { forward: bus },
      { kinds: ["*.failed"], forward: topic },
      { accounts: ["111122223333"], forward: bus },
      { kinds: ["copy.*"], forward: "arn:aws:sns:::copies" },
    ];
    expect(routingOf(failed, routes)).toEqual({ post: true, forwards: [bus, topic] });
  });

  test("forwards what is not posted, too", () => {
    expect(routingOf(started, [{ forward: bus }])).toEqual({ post: false, forwards: [bus] });
    expect(routingOf(failed, [{ forward: bus, post: false }])).toEqual({ post: false, forwards: [bus] });
  });

  test("forwards what may match: what is not forwarded is lost for its receiver", () => {
    const unknownVault = job({ details: {} });
    expect(routingOf(unknownVault, [{ vaults: ["main"], forward: topic }])).toEqual({
      post: true,
      forwards: [topic],
    });
    expect(routingOf(failed, [{ vaults: ["other"], forward: topic }])).toEqual({ post: true });
  });

  test("forwards no test message", () => {
    expect(routingOf({ kind: "test", testId: "t", origin: {} }, [{ forward: bus }])).toEqual({ post: true });
  });
});

describe("whatever the routes say", () => {
  test("a test message is posted, without calling anybody", () => {
    const event: BackupEvent = { kind: "test", testId: "t", origin: {} };
    expect(routingOf(event, [{ post: false, mention: "channel" }])).toEqual({ post: true });
  });

  test("an unrecognized event is posted, and may mention someone", () => {
    const event: BackupEvent = { kind: "unrecognized", what: "x", raw: "y", origin: {} };
    expect(routingOf(event, [{ post: false }, { kinds: ["unrecognized"], post: false }])).toEqual({
      post: true,
    });
    expect(routingOf(event, [{ kinds: ["unrecognized"], mention: "here" }])).toEqual({
      post: true,
      mention: "here",
    });
  });

  // Values that the fixtures have, so that routes fit now and then, and values that nothing has.
  const kinds = [...new Set(everyEvent.map(messageKindOf)), "*.failed", "backup.*", "recovery-point.*"];
  const some = <Value>(...values: readonly Value[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  const routes = fc.array(
    fc.record<Route>(
      {
        kinds: some(...kinds),
        states: some("FAILED", "COMPLETED", "RUNNING", "EXPIRED"),
        resourceTypes: some("EBS", "RDS", "EC2"),
        vaults: some("main", "offsite", "copies"),
        accounts: some("111122223333", "444455556666"),
        reasons: some("denied", "VSS"),
        post: fc.boolean(),
        mention: fc.constantFrom<Mention | false>("here", "channel", "S0123ABCDEF", false),
        severity: fc.constantFrom("good", "neutral", "warning", "danger"),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 6 },
  );

  /** Read anew and naively: the event's own JSON holds every value that a condition can ask for. */
  const surelyFits = (
    { kinds, tags: _tags, post, mention, channel, severity, forward, ...lists }: Route,
    event: BackupEvent,
  ): boolean => {
    const kind = messageKindOf(event);
    const [subject, state] = kind.split(".");
    const isOfKind = kinds?.some((one) => [kind, `${subject}.*`, `*.${state}`].includes(one)) ?? true;
    const text = JSON.stringify(event).toLowerCase();
    const words: Readonly<Record<string, string>> = { EBS: "volume", RDS: ":db:", EC2: "instance" };
    const holds = (value: string): boolean =>
      [value, value.replaceAll("_", " "), words[value] ?? value].some((one) =>
        text.includes(one.toLowerCase()),
      );
    return isOfKind && Object.values(lists).every((list) => list.some(holds));
  };

  test("an event is posted, or muted by the default or a route that really matches it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyEvent), routes, (event, given) => {
        const treatment = routingOf(event, given);
        if (treatment.post) return;
        const muting = given.some((route) => route.post === false && surelyFits(route, event));
        const quiet = !isPostedByKind(messageKindOf(event)) && severityOf(event) !== "danger";
        expect(muting || quiet).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("the last route that fits decides", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyEvent), routes, (event, given) => {
        expect(routingOf(event, [...given, { post: true }]).post).toBe(true);
        const muted = routingOf(event, [...given, { post: false }]);
        expect(muted.post).toBe(event.kind === "unrecognized" || event.kind === "test");
      }),
    );
  });

  test("only a route that really matches mentions someone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyEvent), routes, (event, given) => {
        const treatment = routingOf(event, given);
        if (!treatment.post || treatment.mention === undefined) return;
        const calling = given.filter((route) => route.mention !== undefined && surelyFits(route, event));
        expect(calling.map(({ mention }) => mention)).toContain(treatment.mention);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what needs no one is logged", () => {
  const deleted = (deleteAt: string | undefined, time = "2026-09-26T05:00:00Z"): BackupEvent =>
    eventOf({
      version: "0",
      id: "2b1c9c5e",
      "detail-type": "Recovery Point State Change",
      source: "aws.backup",
      account: "111122223333",
      time,
      region: "eu-west-1",
      resources: ["arn:aws:ec2:eu-west-1::snapshot/snap-0a1b"],
      detail: {
        status: "DELETED",
        lifecycle: { deleteAfterDays: 35 },
        ...(deleteAt !== undefined && { calculatedLifeCycle: { deleteAt } }),
      },
    });

  test("a recovery point that is deleted when its retention is over", () => {
    expect(routingOf(deleted("2026-09-26T03:00:00Z"), [])).toEqual({ post: false });
  });

  test("but not one that is deleted earlier, or whose retention AWS does not say", () => {
    expect(routingOf(deleted("2026-09-27T03:00:00Z"), [])).toEqual({ post: true });
    expect(routingOf(deleted(undefined), [])).toEqual({ post: true });
  });

  test("an access point that comes or goes, but not one that fails", () => {
    const notice = (state: string): BackupEvent => ({
      kind: "notice",
      subject: "access point",
      state,
      severity: noticeSeverityOf("access point", state),
      origin: {},
    });
    expect(routingOf(notice("available"), [])).toEqual({ post: false });
    expect(routingOf(notice("creation failed"), [])).toEqual({ post: true });
  });
});

describe("what AWS Backup could not be asked about, as far as it is not known", () => {
  const unanswered = "HTTP 503";
  const details = { vaultName: "main", reason: "Some sentence" };
  const heldBack: Route = { post: false };

  test.each<readonly [string, Route, BackupEvent]>([
    [
      "a copy's other vault",
      { vaults: ["offsite"], post: true },
      job({ jobType: "copy", details, unanswered }),
    ],
    ["a reason's category", { reasons: ["ACCESS_DENIED"], post: true }, job({ details, unanswered })],
    [
      "a category's reason",
      { reasons: ["kms"], post: true },
      job({ details: { messageCategory: "ACCESS_DENIED" }, unanswered }),
    ],
  ])("%s may be what a route wants to be posted, and mutes nothing", (_what, route, event) => {
    expect(routingOf(event, [heldBack, route])).toMatchObject({ post: true });
    expect(routingOf(event, [{ ...route, post: false }])).toMatchObject({ post: true });
    const { unanswered: _, ...answered } = event as Extract<BackupEvent, { kind: "job" }>;
    expect(routingOf(answered, [heldBack, route])).toEqual({ post: false });
  });

  test("a backup has no other vault", () => {
    const route: Route = { vaults: ["offsite"], post: true };
    expect(routingOf(job({ details, unanswered }), [heldBack, route])).toEqual({ post: false });
  });
});
