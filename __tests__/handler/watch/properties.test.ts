import fc from "fast-check";
import { type Answer, answered, known, unseen } from "../../../handler/watch/answer";
import type { Facts, Job, Plan, ProtectedResource, Resource, Rule } from "../../../handler/watch/facts";
import { judge } from "../../../handler/watch/judge";
import { arnOf, byTag, calm, dailyRule, hoursAgo, inWords, job, now } from "./world";

/**
 * One list of the pages of an answer, each item once: an item may move to another page while AWS is asked. Of two with the
 * same key `better` decides. A page that is missing makes the whole list unknown: what it held cannot be judged.
 */
const allPages = <Item>(
  pages: readonly Answer<readonly Item[]>[],
  keyOf: (item: Item) => string,
  better: (one: Item, other: Item) => Item,
): Answer<readonly Item[]> => {
  const missing = pages.flatMap((page) => (page.is === "unknown" ? [page.because] : []));
  if (missing.length > 0) {
    return unseen(pages.length === missing.length ? (missing.toSorted()[0] ?? "no-answer") : "not-all-pages");
  }
  const items = new Map<string, Item>();
  for (const page of pages) {
    for (const item of answered(page) ?? []) {
      const other = items.get(keyOf(item));
      items.set(keyOf(item), other === undefined ? item : better(other, item));
    }
  }
  return known([...items].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item));
};

const names = ["orders", "carts", "awsbackup-restore-test-9", "users"];
// Whole minutes: doubles are spread by their exponent, and most would be close to 0.
const hours = fc.integer({ min: 0, max: 400 * 60 }).map((minutes) => minutes / 60);
const answer = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Answer<Value>> =>
  fc.oneof(
    { weight: 15, arbitrary: value.map(known) },
    { weight: 1, arbitrary: fc.constant(unseen("access-denied")) },
  );

const tags = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { backup: "daily" },
  { backup: "daily", "awsbackup-restore-test-1": "" },
  { env: "prod" },
);
const weeklyRule: Rule = {
  ...dailyRule,
  name: "weekly",
  schedule: "cron(30 5 ? * SUN *)",
  deleteAfterDays: 90,
};
const plan = (id: string): fc.Arbitrary<Plan> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    changedAt: hours.map((value) => hoursAgo(value * 10)),
    rules: answer(
      fc.constantFrom<readonly Rule[]>(
        [dailyRule],
        [{ ...dailyRule, copyTo: ["copies"] }, weeklyRule],
        [weeklyRule],
        [{ ...dailyRule, schedule: "rate(1 day)" }],
      ),
    ),
    selections: answer(
      fc.subarray([
        byTag,
        { ...byTag, name: "tables", resources: ["arn:aws:dynamodb:*:*:table/*"], tags: [] },
      ]),
    ),
  });
const resourceOf = (name: string): fc.Arbitrary<Resource> =>
  fc.record({
    arn: fc.constant(arnOf(name)),
    tags: answer(tags),
    exists: answer(fc.constantFrom(true, true, true, false)),
  });
const protectedOf = (name: string): fc.Arbitrary<ProtectedResource> =>
  fc.record(
    {
      arn: fc.constant(arnOf(name)),
      lastBackupAt: hours.map(hoursAgo),
      points: answer(
        fc.array(
          fc.record({
            arn: fc.uuid(),
            createdAt: hours.map(hoursAgo),
            status: fc.constantFrom("COMPLETED", "PARTIAL", "AVAILABLE", "EXPIRED"),
          }),
          { maxLength: 3 },
        ),
      ),
    },
    { requiredKeys: ["arn", "lastBackupAt"] },
  );
const jobOf = (name: string): fc.Arbitrary<Job> =>
  fc
    .record({ state: fc.constantFrom("COMPLETED", "FAILED", "RUNNING"), at: hours, number: fc.nat(9) })
    .map(({ state, at, number }) =>
      job(name, { id: `${name}-${number}`, state, createdAt: hoursAgo(at + 1), endedAt: hoursAgo(at) }),
    );
const some = <Item>(of: (name: string) => fc.Arbitrary<Item>): fc.Arbitrary<readonly Item[]> =>
  fc.subarray(names, { minLength: 2 }).chain((chosen) => fc.tuple(...chosen.map((name) => of(name))));

const copied = (name: string, endedHoursAgo: number, state: string): Job =>
  job(name, {
    state,
    createdAt: hoursAgo(endedHoursAgo + 1),
    endedAt: hoursAgo(endedHoursAgo),
    planId: "plan-1",
    ruleName: "daily",
  });

const world: fc.Arbitrary<Facts> = fc
  .record({
    plans: answer(fc.tuple(plan("plan-1"), plan("plan-2"))),
    resources: answer(some(resourceOf)),
    protectedResources: answer(some(protectedOf)),
    optIns: answer(
      fc.constantFrom<Readonly<Record<string, boolean>>>(
        { DynamoDB: true },
        { DynamoDB: true },
        { DynamoDB: false },
        {},
      ),
    ),
    jobs: answer(some(jobOf)),
    heardJobIds: answer(fc.subarray(names.map((name) => `${name}-1`)).map((ids) => new Set(ids))),
    oldestWaitingAt: answer(fc.oneof(fc.constant("none" as const), hours.map(hoursAgo))),
    remembered: answer(
      some((name) => fc.record({ arn: fc.constant(arnOf(name)), firstSelectedAt: hours.map(hoursAgo) })),
    ),
    ownRole: answer(
      fc.constantFrom("usable", "gone", "not-assumable", "lacks-tags").map((is) => ({ arn: "role", is })),
    ),
    ownPlanIds: fc.subarray(["plan-1", "plan-3"]),
    copies: answer(
      fc.record({
        backups: some((name) => hours.map((at) => copied(name, at, "COMPLETED"))),
        copies: some((name) =>
          fc.tuple(hours, fc.constantFrom("COMPLETED", "FAILED", "RUNNING")).map(([at, state]) => ({
            ...copied(name, at, state),
            kind: "copy" as const,
            destinationVaultArn: "copies",
          })),
        ),
      }),
    ),
    settings: answer(fc.constantFrom("ours", "none")).map((seen) => [
      { of: "vault-notifications" as const, arn: "vault", expected: "ours", seen },
    ]),
  })
  .map((facts) => ({ ...calm, ...facts, mustProtect: { tags: { env: ["prod"] }, resourceTypes: [] } }));

const backwards = <Item>(list: Answer<readonly Item[]>): Answer<readonly Item[]> =>
  list.is === "known" ? known(list.value.toReversed()) : list;

/** A list of AWS as it comes: in another order, on other pages, items twice. */
const asPages = <Item>(
  list: Answer<readonly Item[]>,
  keyOf: (item: Item) => string,
  order: (key: string) => number,
  size: number,
): Answer<readonly Item[]> => {
  if (list.is === "unknown") return list;
  const unique = [...new Map(list.value.map((item) => [keyOf(item), item])).values()];
  const mixed = unique.toSorted((one, other) => order(keyOf(one)) - order(keyOf(other)));
  const again = [...mixed, ...mixed.slice(0, 1)];
  const pages = Array.from({ length: Math.ceil(again.length / size) }, (_, index) =>
    known(again.slice(index * size, (index + 1) * size)),
  );
  return allPages(pages, keyOf, (one) => one);
};

test("any order and paging of AWS's answers gives the same findings", () => {
  fc.assert(
    fc.property(
      world,
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (facts, orders, size) => {
        const order = (key: string): number =>
          orders[[...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8] ?? 0;
        const arn = (item: { readonly arn: string }): string => item.arn;
        const mixed: Facts = {
          ...facts,
          plans: asPages(facts.plans, ({ id }) => id, order, size),
          resources: asPages(facts.resources, arn, order, size),
          protectedResources: asPages(facts.protectedResources, arn, order, size),
          jobs: asPages(facts.jobs, ({ id }) => id, order, size),
          remembered: asPages(facts.remembered, arn, order, size),
        };
        expect(judge(mixed, now)).toEqual(judge(facts, now));
        const reversed: Facts = {
          ...facts,
          plans: backwards(facts.plans),
          resources: backwards(facts.resources),
          protectedResources: backwards(facts.protectedResources),
          jobs: backwards(facts.jobs),
          remembered: backwards(facts.remembered),
        };
        expect(judge(reversed, now)).toEqual(judge(facts, now));
      },
    ),
    { numRuns: 50 },
  );
});

/** The same facts, of which some are not answered. */
const forgetting = (facts: Facts, forget: () => boolean): Facts => {
  const maybe = <Value>(value: Answer<Value>): Answer<Value> => (forget() ? unseen("throttled") : value);
  const each = <Item>(list: Answer<readonly Item[]>, change: (item: Item) => Item) =>
    maybe(list.is === "known" ? known(list.value.map(change)) : list);
  return {
    ...facts,
    plans: each(facts.plans, (item) => ({
      ...item,
      rules: maybe(item.rules),
      selections: maybe(item.selections),
    })),
    resources: each(facts.resources, (item) => ({
      ...item,
      tags: maybe(item.tags),
      exists: maybe(item.exists),
    })),
    protectedResources: each(facts.protectedResources, (item) =>
      item.points ? { ...item, points: maybe(item.points) } : item,
    ),
    optIns: maybe(facts.optIns),
    jobs: maybe(facts.jobs),
    ...(facts.copies && { copies: maybe(facts.copies) }),
    ...(facts.ownRole && { ownRole: maybe(facts.ownRole) }),
    heardJobIds: maybe(facts.heardJobIds),
    oldestWaitingAt: maybe(facts.oldestWaitingAt),
    remembered: maybe(facts.remembered),
    settings: facts.settings.map((setting) => ({ ...setting, seen: maybe(setting.seen) })),
  };
};

test("an absent answer never adds a finding but that it is absent", () => {
  fc.assert(
    fc.property(world, fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (facts, flags) => {
      let index = 0;
      const forget = (): boolean => flags[index++ % flags.length] ?? false;
      const before = judge(facts, now);
      const subjects = new Set(before.map(({ finding, subject }) => `${finding} ${subject}`));
      const after = judge(forgetting(facts, forget), now).filter(({ finding }) => finding !== "blind");
      expect(after.filter(({ finding, subject }) => !subjects.has(`${finding} ${subject}`))).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test("without any answer everything is blind and nothing is found", () => {
  fc.assert(
    fc.property(world, (facts) => {
      const findings = judge(
        forgetting(facts, () => true),
        now,
      );
      expect(new Set(findings.map(({ finding }) => finding))).toEqual(new Set(["blind"]));
      expect(inWords(findings)).toHaveLength(11);
    }),
    { numRuns: 50 },
  );
});

test("the worlds above have findings of every kind", () => {
  const kinds = fc.sample(world, { numRuns: 100, seed: 1 }).flatMap((facts) => judge(facts, now));
  expect([...new Set(kinds.map(({ finding }) => finding))].sort()).toEqual([
    "blind",
    "copy-overdue",
    "guard",
    "never-backed-up",
    "overdue",
    "unheard",
    "unprotected",
  ]);
});
