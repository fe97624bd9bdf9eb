import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import type { WatchLine } from "../../../../handler/watch/watch-context";
import { runCheck } from "../../../../scripts/doctor/check";
import { checkFailedRuns, watchChecks } from "../../../../scripts/doctor/checks/watch";
import { expectedOf, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const logs = mockClient(CloudWatchLogsClient);

const outputs = outputsOf({
  watch_function_name: "backup-notifications-dev-watch",
  watch_log_group_name: "/aws/lambda/backup-notifications-dev-watch",
  watch_schedule_group_name: "backup-notifications-dev-watch",
  watch_check_every_hours: "1",
  watch_failed_runs_queue_url: "https://sqs.eu-west-1.amazonaws.com/111122223333/failed",
});

const now = Date.UTC(2026, 2, 1, 12);

const minutesAgo = (minutes: number, line: Partial<WatchLine>) => ({
  timestamp: now - minutes * 60_000,
  message: JSON.stringify({
    time: "2026-03-01T12:00:00.000Z",
    outcome: "checked",
    open: {},
    sent: { findings: 0, over: 0, late: 0 },
    calls: 30,
    unseen: [],
    milliseconds: 900,
    ...line,
  }),
});

const found = async (...events: readonly object[]): Promise<string> => {
  logs.reset();
  logs.on(FilterLogEventsCommand).resolves({ events: [...events] });
  const stage = { outputs, expected: expectedOf(), aws: { region: "eu-west-1" }, clock: { now: () => now } };
  const [check] = watchChecks(stage);
  if (check === undefined) throw new Error("there is no check");
  return (await runCheck(check)).findings.map(said).join();
};

test("the last check is what counts, whatever the order of the lines", async () => {
  expect(
    await found(
      minutesAgo(12, { open: { overdue: 2, guard: 0 } }),
      minutesAgo(72, { unseen: ["jobs: throttled"] }),
    ),
  ).toBe("ok: checked 12 minutes ago: 2 overdue");
  expect(await found(minutesAgo(1, {}))).toBe("ok: checked 1 minute ago: nothing open");
});

test("a watch that does not run is a problem, also where its log holds something else", async () => {
  const problem =
    /^problem: no check in the last 2 hours: nobody looks .*--name check --region eu-west-1.*npm run deploy/;
  expect(await found()).toMatch(problem);
  expect(await found({ timestamp: now, message: "START RequestId: 1" })).toMatch(problem);
});

test("what the last check could not see is named: nothing is known of it", async () => {
  expect(await found(minutesAgo(5, { unseen: ["plans: access-denied", "jobs: throttled"] }))).toMatch(
    /^warning: the last check, 5 minutes ago, could not see plans: access-denied, jobs: throttled; nothing is known of these/,
  );
});

test("a check that was not complete says why", async () => {
  expect(
    await found(minutesAgo(5, { outcome: "check-failed", problem: "the ledger did not answer" })),
  ).toMatch(
    /^problem: the last check, 5 minutes ago, was not complete: the ledger did not answer; read `aws logs tail/,
  );
});

test("where the log cannot be read, nothing is claimed", async () => {
  logs.reset();
  logs.on(FilterLogEventsCommand).rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
  const stage = { outputs, expected: expectedOf(), aws: { region: "eu-west-1" }, clock: { now: () => now } };
  const [check] = watchChecks(stage);
  expect(check && (await runCheck(check)).findings).toMatchObject([{ verdict: "unknown" }]);
});

test("runs that were given up are named, and need no redrive", () => {
  expect(said(checkFailedRuns({ waiting: 0, inFlight: 0 }, outputs))).toBe(
    "ok: no run given up in the last day",
  );
  expect(said(checkFailedRuns({ waiting: 2, inFlight: 0 }, outputs))).toMatch(
    /^warning: 2 runs of the watch given up in the last day; .*nothing to redrive/,
  );
});
