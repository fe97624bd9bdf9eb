import fc from "fast-check";
import { updatesOf } from "../../../handler/deduplicate/update";
import { messageKindOf } from "../../../handler/model/event";
import type { Found } from "../../../handler/model/found";
import { ownEventBody } from "../../../handler/model/own-event";
import { withOwn } from "../../../handler/parse/own-event";
import { parse } from "../../../handler/parse/parse";
import { render } from "../../../handler/render/render-each";

const arnOf = (name: string): string => `arn:aws:rds:eu-west-1:111122223333:db:${name}`;

const overdue = (...names: readonly string[]): Found => ({
  schema: 1,
  finding: "overdue",
  cause: "missed",
  subjects: names.map((name) => ({ id: arnOf(name), since: "2026-08-22T02:00:00.000Z" })),
  total: names.length,
});

const bodyOf = (detail: unknown, at = "2026-08-22T04:03:00Z"): string =>
  ownEventBody(
    { source: "backup-notifications.watch", detailType: "Finding", detail: detail as Found },
    { id: "5c9d0e1f", at: new Date(at), accountId: "111122223333", region: "eu-west-1" },
  );

const queued = (...bodies: readonly string[]) =>
  withOwn(
    parse({
      Records: bodies.map((body, index) => ({
        messageId: `message-${index}`,
        receiptHandle: "receipt",
        body,
        attributes: { ApproximateReceiveCount: "1" },
        eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
      })),
    }),
  );

const eventsOf = (...bodies: readonly string[]) => queued(...bodies).records.map(({ event }) => event);
const noticesIn = (...bodies: readonly string[]) =>
  eventsOf(...bodies).flatMap((event) => (event.kind === "notice" ? [event] : []));

describe("a finding of the watch", () => {
  test("is one notice for each subject, with what routes check", () => {
    const [orders, users] = noticesIn(
      bodyOf({
        ...overdue("orders", "users"),
        subjects: [
          { id: arnOf("orders"), since: "2026-08-22T02:00:00Z", tags: { team: "shop" }, vaultName: "main" },
          { id: arnOf("users"), since: "2026-08-22T02:00:00Z" },
        ],
      }),
    );
    expect(orders).toMatchObject({
      subject: "watch",
      severity: "danger",
      resourceArn: arnOf("orders"),
      vaultName: "main",
      found: { finding: "overdue", cause: "missed", subject: { tags: { team: "shop" } } },
      origin: { accountId: "111122223333", region: "eu-west-1" },
    });
    expect(users).toMatchObject({ resourceArn: arnOf("users") });
    expect(orders && messageKindOf(orders)).toBe("watch.overdue");
  });

  test("can be parked one subject at a time, and be read again as the same", () => {
    const batch = queued(bodyOf({ ...overdue("orders", "users"), total: 102 }));
    const again = queued(...batch.records.map(({ body }) => body));
    expect(again.records).toHaveLength(2);
    expect(again.records.map(({ event }) => event)).toMatchObject(
      batch.records.map(({ event }) => ({ kind: "notice", found: event.kind === "notice" && event.found })),
    );
  });

  test("says of how many more it is so", () => {
    const [event] = noticesIn(bodyOf({ ...overdue("orders"), total: 9901 }));
    expect(event && render(event, { stage: "prod" }).text).toContain(
      "and 9,900 more: npm run report -- prod",
    );
  });

  test("that is sent twice is one fact; worse, over, anew or a day later it is another", () => {
    const identity = (detail: Found, at?: string) => noticesIn(bodyOf(detail, at))[0]?.found?.identity;
    const first = identity(overdue("orders"));
    expect(identity({ ...overdue("orders"), cause: "failing" } as Found)).toEqual(first);
    expect(identity({ ...overdue("orders"), cause: "running" } as Found)).not.toEqual(first);
    expect(identity({ ...overdue("orders"), isOver: true })).not.toEqual(first);
    expect(identity(overdue("orders"), "2026-08-23T04:03:00Z")).not.toEqual(first);
    expect(identity(overdue("users"))).not.toEqual(first);
    const anew = {
      ...overdue("orders"),
      subjects: [{ id: arnOf("orders"), since: "2026-08-22T03:30:00Z" }],
    };
    expect(identity(anew)?.subject).toBe(first?.subject);
    expect(identity(anew)).not.toEqual(first);
  });

  test("about one vault's lock does not hide one about its policy", () => {
    const id = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main";
    const guard = (cause: "vault-lock" | "vault-policy"): Found => ({
      schema: 1,
      finding: "guard",
      cause,
      subjects: [{ id, since: "2026-08-22T02:00:00Z" }],
      total: 1,
    });
    const { records } = queued(bodyOf(guard("vault-lock")), bodyOf(guard("vault-policy")));
    expect(updatesOf(records)).toHaveLength(2);
  });

  test.each([
    ["of a kind that this version does not know", { ...overdue("orders"), finding: "melting" }],
    ["named like a method", { ...overdue("orders"), finding: "toString" }],
    ["without subjects", { ...overdue(), total: 12 }],
    ["with subjects that are no list", { ...overdue(), subjects: "all" }],
    ["of another schema", { ...overdue("orders"), schema: 2 }],
  ])("%s is shown as it came", (_name, detail) => {
    expect(eventsOf(bodyOf(detail))).toMatchObject([
      { kind: "unrecognized", what: "backup-notifications.watch: Finding" },
    ]);
  });

  test("with a cause that this version does not know shows the watch's word", () => {
    const [event] = noticesIn(bodyOf({ ...overdue("orders"), cause: "moon-phase" }));
    expect(event?.severity).toBe("danger");
    expect(event && JSON.stringify(render(event, { stage: "prod" }))).toContain("moon-phase");
  });

  test("that came through SNS is not believed: anyone may have published it", () => {
    const Message = bodyOf(overdue("orders"));
    const sns = JSON.stringify({ Type: "Notification", MessageId: "m", TopicArn: "arn", Message });
    expect(eventsOf(sns)).toMatchObject([{ kind: "unrecognized" }]);
  });

  test("is never lost, whatever its shape", () => {
    const some = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.oneof(arbitrary, fc.jsonValue());
    const subject = fc.record(
      {
        id: some(fc.constantFrom(arnOf("orders"), arnOf("users"), "", "plan-1")),
        since: some(fc.constantFrom("2026-08-22T02:00:00Z", "yesterday")),
        lastGoodAt: some(fc.constant("2026-08-20T02:00:00Z")),
        limitHours: some(fc.integer()),
        planNames: some(fc.array(fc.string())),
        vaultName: some(fc.string()),
        tags: some(fc.dictionary(fc.string(), fc.string())),
        text: some(fc.string()),
      },
      { requiredKeys: [] },
    );
    const detail = fc.record(
      {
        schema: fc.constant(1),
        finding: some(
          fc.constantFrom(
            ...["overdue", "never-backed-up", "unprotected", "unheard", "copy-overdue", "guard", "blind"],
          ),
        ),
        cause: some(fc.constantFrom("missed", "key", "throttled", "constructor")),
        to: some(fc.constantFrom("plans", "toString")),
        isOver: some(fc.boolean()),
        subjects: some(fc.array(some(subject), { maxLength: 5 })),
        total: some(fc.nat()),
      },
      { requiredKeys: ["schema"] },
    );
    fc.assert(
      fc.property(detail, (given) => {
        const events = eventsOf(bodyOf(given));
        const subjects = Array.isArray(given.subjects) ? given.subjects.length : 0;
        expect(events.length).toBeGreaterThanOrEqual(1);
        if (events[0]?.kind === "notice") expect(events).toHaveLength(subjects);
        for (const event of events) expect(render(event, { stage: "prod" }).text).not.toBe("");
      }),
    );
  });
});

describe("a late event", () => {
  const completed = (detail: object = {}) => ({
    version: "0",
    id: "inner",
    "detail-type": "Backup Job State Change",
    source: "aws.backup",
    account: "111122223333",
    time: "2026-08-22T03:00:00Z",
    region: "eu-west-1",
    resources: [],
    detail: { backupJobId: "A-1", state: "FAILED", resourceArn: arnOf("orders"), ...detail },
  });
  const late = (event: unknown): string =>
    ownEventBody(
      {
        source: "backup-notifications.watch",
        detailType: "Late Event",
        detail: { schema: 1, event: event as Readonly<Record<string, unknown>> },
      },
      { id: "outer", at: new Date("2026-08-22T05:00:00Z"), accountId: "111122223333", region: "eu-west-1" },
    );

  test("is the event of AWS that it carries, and says that AWS's own never came", () => {
    const [event] = eventsOf(late(completed()));
    expect(event).toMatchObject({ kind: "job", jobId: "A-1", phase: "failed", origin: { isLate: true } });
    expect(event && render(event, { stage: "prod" }).text).toContain(
      "found by the watch: AWS's own event never came",
    );
  });

  test.each([
    ["before", [late(completed()), JSON.stringify(completed())]],
    ["after", [JSON.stringify(completed()), late(completed())]],
  ])("is one update with AWS's own that comes %s it, and is late no more", (_name, bodies) => {
    const updates = updatesOf(queued(...bodies).records);
    expect(updates).toHaveLength(1);
    expect(updates[0]?.event.origin.isLate).toBeUndefined();
  });

  test.each([["no event"], [undefined], [{}], [[completed()]]])("with %p is shown as it came", (event) => {
    expect(eventsOf(late(event))).toMatchObject([
      { kind: "unrecognized", what: "backup-notifications.watch: Late Event" },
    ]);
  });

  test("of a kind that this version does not know still reaches Slack", () => {
    expect(eventsOf(late({ ...completed(), "detail-type": "Moon Job State Change" }))).toMatchObject([
      { kind: "unrecognized", what: "Moon Job State Change" },
    ]);
  });
});
