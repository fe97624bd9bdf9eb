import { checkWithFunction } from "../../../handler/restore-test/check/own-function";
import { handle, type RestoreTestLine } from "../../../handler/restore-test/handle";
import type { TestSettings } from "../../../handler/restore-test/settings";
import { type Answers, simulatedAws } from "./simulated-aws";

const planName = "backup_notifications_prod_weekly";
const planArn = `arn:aws:backup:eu-central-1:111122223333:restore-testing-plan:${planName}-0a1b2c3d-0000-4000-8000-000000000000`;
const created = "arn:aws:dynamodb:eu-central-1:111122223333:table/awsbackup-restore-test-1";

const job = {
  RestoreJobId: "job-1",
  Status: "COMPLETED",
  ResourceType: "DynamoDB",
  CreatedResourceArn: created,
  SourceResourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/orders",
  CreationDate: 1_795_770_000,
  CompletionDate: 1_795_771_000,
  CreatedBy: { RestoreTestingPlanArn: planArn },
};
const table = { Table: { TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] } };

const good: Answers = {
  "backup GET /restore-jobs/job-1": job,
  "dynamodb DescribeTable": table,
  "dynamodb Scan": { Count: 1 },
  "sqs SendMessage": {},
  "backup PUT /restore-jobs/job-1/validations": { status: 204 },
};

const event = (
  detail: object = { restoreJobId: "job-1", status: "COMPLETED", restoreTestingPlanArn: planArn },
) => ({
  Records: [
    {
      messageId: "message-1",
      eventSourceARN: "arn:aws:sqs:eu-central-1:111122223333:backup-notifications-prod-restore-tests",
      body: JSON.stringify({ source: "aws.backup", "detail-type": "Restore Job State Change", detail }),
    },
  ],
});

const run = async (answers: Answers, { input = event(), test = {} as Partial<TestSettings> } = {}) => {
  const { aws, calls, operations } = simulatedAws(answers);
  const lines: RestoreTestLine[] = [];
  const settings = {
    stage: "prod",
    notifierQueueUrl: "https://sqs/notifier",
    restoreQueueUrl: "https://sqs/restore-tests",
    tests: [{ name: "weekly", planName, validate: "built-in" as const, keepHours: 4, ...test }],
  };
  const response = await handle(input, {
    aws,
    settings,
    now: () => new Date(1_795_771_060_000),
    log: (line) => lines.push(line),
  });
  const sent = calls
    .filter(({ operation }) => operation === "sqs SendMessage")
    .map(({ request }) => JSON.parse(request.body ?? ""));
  const result = calls.find(({ operation }) => operation.startsWith("backup PUT"))?.request.body;
  return { response, lines, sent, operations: operations(), result: result && JSON.parse(result) };
};

test("a good restore: the verdict is sent before AWS Backup gets its result, which begins to delete", async () => {
  const { response, sent, operations, result, lines } = await run(good);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(JSON.parse(sent[0].MessageBody)).toMatchObject({
    source: "backup-notifications.restore-test",
    "detail-type": "Restore Test",
    account: "111122223333",
    region: "eu-central-1",
    detail: { schema: 1, verdict: "passed", test: "weekly", restoreJobId: "job-1", createdArn: created },
  });
  expect(operations.slice(-2)).toEqual(["sqs SendMessage", "backup PUT /restore-jobs/job-1/validations"]);
  expect(result).toMatchObject({ ValidationStatus: "SUCCESSFUL" });
  expect(lines).toEqual([{ outcome: "decided", id: "job-1", verdict: "passed" }]);
});

test("where the verdict cannot be sent, AWS Backup gets no result, and the event comes again", async () => {
  const { response, operations, lines } = await run({ ...good, "sqs SendMessage": { status: 500 } });
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
  expect(operations).not.toContain("backup PUT /restore-jobs/job-1/validations");
  expect(lines).toEqual([
    { outcome: "failed", id: "message-1", reason: "SQS did not take a message: HTTP 500" },
  ]);
});

test("a result that AWS Backup has already is no failure: it refuses a second one", async () => {
  const { response } = await run({
    ...good,
    "backup PUT /restore-jobs/job-1/validations": {
      status: 400,
      headers: { "x-amzn-errortype": "InvalidRequestException:" },
    },
  });
  expect(response).toEqual({ batchItemFailures: [] });
});

test("where AWS Backup does not take the result, the event comes again", async () => {
  const { response } = await run({
    ...good,
    "backup PUT /restore-jobs/job-1/validations": { status: 503 },
  });
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
});

test("a restore that is validated already is left alone", async () => {
  const { operations, lines } = await run({
    ...good,
    "backup GET /restore-jobs/job-1": { ...job, ValidationStatus: "TIMED_OUT" },
  });
  expect(operations).toEqual(["backup GET /restore-jobs/job-1"]);
  expect(lines).toEqual([{ outcome: "already-validated", id: "job-1" }]);
});

test.each([
  ["another delivery of its event", "SUCCESSFUL"],
  ["the end of AWS's validation", "TIMED_OUT"],
])(
  "what %s overtakes has no second verdict: what is deleted by then has not failed",
  async (_what, ended) => {
    const jobs = [job, { ...job, ValidationStatus: ended }];
    const { sent, operations, lines } = await run({
      ...good,
      "backup GET /restore-jobs/job-1": () => jobs.shift(),
      "dynamodb DescribeTable": { Table: { TableStatus: "ARCHIVED" } },
    });
    expect(sent).toEqual([]);
    expect(operations).not.toContain("backup PUT /restore-jobs/job-1/validations");
    expect(lines).toEqual([{ outcome: "already-validated", id: "job-1" }]);
  },
);

test("a table that is not ready is looked at again: the same event, later", async () => {
  const { sent, response } = await run({
    ...good,
    "dynamodb DescribeTable": { Table: { TableStatus: "CREATING" } },
  });
  expect(response).toEqual({ batchItemFailures: [] });
  expect(sent).toEqual([
    {
      QueueUrl: "https://sqs/restore-tests",
      MessageBody: event().Records[0]?.body,
      DelaySeconds: 60,
    },
  ]);
});

test("a restore of a plan of someone else is not ours to judge", async () => {
  const { operations, lines } = await run(good, { test: { planName: "another" } });
  expect(operations).toEqual(["backup GET /restore-jobs/job-1"]);
  expect(lines).toEqual([{ outcome: "not-ours", id: "job-1" }]);
});

test.each([{}, { ...job, CreatedBy: undefined }, { ...job, Status: undefined }])(
  "an answer that leaves out what the event says is asked for again, as %#",
  async (answer) => {
    const { response, sent } = await run({ ...good, "backup GET /restore-jobs/job-1": answer });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(sent).toEqual([]);
  },
);

test("a restore that no test made is never described", async () => {
  const { operations } = await run(good, { input: event({ restoreJobId: "job-1", status: "COMPLETED" }) });
  expect(operations).toEqual([]);
});

test.each([
  [{ verdict: "passed", text: "12 orders of 12" }, "passed", undefined],
  [{ verdict: "failed", text: "no orders of today" }, "failed", "no orders of today"],
  [{ anything: "else" }, "failed", expect.stringContaining("answered without a verdict")],
])("a function of the stage's owner answers %j: %s", async (answer, verdict, reason) => {
  const functionArn = "arn:aws:lambda:eu-central-1:111122223333:function:check";
  const invocation = `lambda POST /2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const { sent } = await run(
    { ...good, [invocation]: { status: 200, body: JSON.stringify(answer) } },
    { test: { validate: { functionArn } } },
  );
  const { detail } = JSON.parse(sent[0].MessageBody);
  expect(detail).toMatchObject({ verdict, checkedBy: "function" });
  expect(detail.reason).toEqual(reason);
});

test.each([
  [
    { status: 200, headers: { "x-amz-function-error": "Unhandled" }, body: '{"errorMessage":"no route"}' },
    "your function failed: no route",
  ],
  [new Error("no answer in time"), "your function did not answer in 240 seconds"],
])("a function that fails or hangs fails the test, with the reason", async (answer, reason) => {
  const functionArn = "arn:aws:lambda:eu-central-1:111122223333:function:check";
  const invocation = `lambda POST /2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const { sent } = await run({ ...good, [invocation]: answer }, { test: { validate: { functionArn } } });
  expect(JSON.parse(sent[0].MessageBody).detail).toMatchObject({ verdict: "failed", reason });
});

describe("whatever a function answers,", () => {
  const functionArn = "arn:aws:lambda:eu-central-1:111122223333:function:check";
  const invocation = `lambda POST /2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const answered = (answer: Answers[string]) =>
    run({ ...good, [invocation]: answer }, { test: { validate: { functionArn } } });
  const textsOf = ({ sent, result }: Awaited<ReturnType<typeof run>>): readonly string[] => {
    const { reason, checks } = JSON.parse(sent[0].MessageBody).detail;
    return [
      result.ValidationStatusMessage,
      reason ?? "",
      ...checks.map((check: { text: string }) => check.text),
    ];
  };

  test.each([
    { status: 200, body: JSON.stringify({ verdict: "passed", text: "x".repeat(300_000) }) },
    { status: 200, body: JSON.stringify({ verdict: "failed", text: "x".repeat(300_000) }) },
    {
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: JSON.stringify({ errorMessage: "x".repeat(300_000) }),
    },
  ])("a long text fits into the queue and into AWS Backup, as %#", async (answer) => {
    for (const text of textsOf(await answered(answer))) expect(text.length).toBeLessThanOrEqual(500);
  });

  test("a text that would be cut within a character, or that holds half of one, is still a text", async () => {
    const text = `${"x".repeat(499)}\u{1F600}`;
    const halves = await answered({ status: 200, body: JSON.stringify({ verdict: "passed", text }) });
    const half = await answered({
      status: 200,
      body: '{"verdict":"failed","text":"no \\ud83d and \\u0000"}',
    });
    for (const words of [...textsOf(halves), ...textsOf(half)]) expect(words).not.toMatch(/[\p{Cs}\p{Cc}]/u);
  });

  test("an answer about another restore is no verdict on this one", async () => {
    const body = JSON.stringify({ verdict: "passed", restoreJobId: "job-9" });
    const { sent } = await answered({ status: 200, body });
    expect(JSON.parse(sent[0].MessageBody).detail).toMatchObject({
      verdict: "failed",
      reason: "your function answered about restore job job-9, not job-1",
    });
  });

  test("its answer is read whole, as long as Lambda lets it be", async () => {
    const { calls, aws } = simulatedAws({ ...good, [invocation]: { status: 200, body: "{}" } });
    const restored = { jobId: "job-1", status: "COMPLETED", planName, createdArn: created };
    await checkWithFunction(restored, { test: "weekly", functionArn, aws });
    expect(calls[0]?.request.maxAnswerBytes).toBeGreaterThan(6 * 1024 * 1024);
  });
});

test("a function that Lambda does not run says nothing about the data", async () => {
  const functionArn = "arn:aws:lambda:eu-central-1:111122223333:function:gone";
  const { sent } = await run(good, { test: { validate: { functionArn } } });
  expect(sent[0]).toMatchObject({ QueueUrl: "https://sqs/restore-tests" });
});

test("why Lambda does not run a function is named as AWS names it", async () => {
  const { aws } = simulatedAws({
    [`lambda POST /2015-03-31/functions/arn/invocations`]: {
      status: 404,
      headers: { "x-amzn-errortype": "ResourceNotFoundException" },
      body: '{"Message":"Function not found"}',
    },
  });
  const restored = { jobId: "job-1", status: "COMPLETED", planName: "p", createdArn: "arn" };
  expect(await checkWithFunction(restored, { test: "weekly", functionArn: "arn", aws })).toEqual([
    { outcome: "unknown", text: "Lambda did not run your function: ResourceNotFoundException" },
  ]);
});
