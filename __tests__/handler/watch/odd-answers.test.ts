import fc from "fast-check";
import type { Aws } from "../../../handler/aws/request";
import { withOwn } from "../../../handler/parse/own-event";
import { parse } from "../../../handler/parse/parse";
import { check } from "../../../handler/watch/check";
import { sendDigest } from "../../../handler/watch/digest/digest";
import {
  type Account,
  at,
  backupJob,
  contextOf,
  emptyAccount,
  heard,
  simulatedAws,
  tableArn,
  withDailyPlan,
} from "./support/simulated-aws";

/** A value with something odd in a place of it: a path of positions in lists and objects. */
const withOdd = (value: unknown, [position, ...rest]: readonly number[], odd: unknown): unknown => {
  if (position === undefined || typeof value !== "object" || value === null) return odd;
  const keys = Object.keys(value);
  const key = keys[position % keys.length];
  if (key === undefined) return odd;
  // Without a window AWS's default counts, which is days long.
  if (/WindowMinutes$/.test(key) && (odd === null || odd === undefined)) return value;
  const inner = withOdd((value as Record<string, unknown>)[key], rest, odd);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
};

const odds = fc.oneof(
  fc.constantFrom(null, undefined, "", "x", -1, 0, 1e300, true, [], {}, [null], [[]], "constructor"),
  fc.string(),
  fc.double(),
);

const twoTables = (): Account => {
  const account = withDailyPlan(emptyAccount());
  for (const name of ["orders", "carts"]) {
    account.tags.set(tableArn(name), { backup: "daily" });
    account.backedUp.set(tableArn(name), at("2026-06-14T05:10Z"));
  }
  return account;
};

const times = ["2026-06-14T04:00Z", "2026-06-14T09:00Z", "2026-06-15T09:00Z", "2026-06-16T09:00Z"];

test("whatever AWS answers once, no check and no digest breaks, what is sent is understood, and what is overdue is found", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(times.length - 1),
      fc.nat(39),
      fc.array(fc.nat(6), { maxLength: 6 }),
      odds,
      async (oddTime, oddCall, path, odd) => {
        const account = twoTables();
        const usual = simulatedAws(account);
        for (const [index, time] of times.entries()) {
          let calls = 0;
          const aws: Aws = async (request) => {
            const answer = await usual(request);
            const isOdd = index === oddTime && calls++ === oddCall && request.service !== "sqs";
            if (!isOdd) return answer;
            return { ...answer, body: JSON.stringify(withOdd(JSON.parse(answer.body), path, odd)) ?? "" };
          };
          await check(contextOf(aws, at(time)));
          await sendDigest({ ...contextOf(aws, at(time)), log: () => {} });
          if (index === 0) {
            heard(account, backupJob(account, "orders", at("2026-06-14T05:10Z"))["BackupJobId"]);
            backupJob(account, "carts", at("2026-06-14T05:10Z"), { State: "PARTIAL" });
            account.points.set(tableArn("carts"), [
              { createdAt: at("2026-06-14T05:10Z"), status: "PARTIAL" },
            ]);
          }
        }
        const { records } = withOwn(
          parse({
            Records: account.sent.map(({ body }, index) => ({
              messageId: `message-${index}`,
              receiptHandle: "receipt",
              body,
              attributes: { ApproximateReceiveCount: "1" },
              eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:main",
            })),
          }),
        );
        const found = records.flatMap(({ event }) =>
          event.kind === "notice" && event.found?.finding === "overdue" ? [event.found.subject.id] : [],
        );
        expect(records.filter(({ event }) => event.kind === "unrecognized")).toEqual([]);
        expect(new Set(found)).toEqual(new Set([tableArn("orders"), tableArn("carts")]));
      },
    ),
    { numRuns: 40 },
  );
});
