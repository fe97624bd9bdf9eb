import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { redrive as command } from "../../../scripts/commands/all";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { type Letter, type Sqs, startSqs } from "../support/sqs";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const lambda = mockClient(LambdaClient);
const { queue_url: queue, dead_letter_queue_url: dead } = outputsOf();
let project: ProjectFolder;
let slack: LocalSlack;
let sqs: Sqs;

beforeEach(async () => {
  for (const mock of [ssm, sts, lambda]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  slack = await startSlack();
  ssm.on(GetParameterCommand).resolves({ Parameter: { Type: "SecureString", Value: slack.webhookUrl } });
  sqs = startSqs();
  project = makeProjectFolder();
  project.deployed(outputsOf({ slack_hosts: "127.0.0.1" }));
});

afterEach(async () => {
  project.remove();
  await slack.close();
});

type Seat = Partial<Parameters<typeof newOperator>[0]>;

const sitDown = (seat: Seat = {}): Operator => newOperator({ project, ...seat });

const noService = "Slack refused the webhook (no_service)";

const letters = (count: number): readonly Letter[] =>
  Array.from({ length: count }, (_, index) => ({
    body: `event ${index + 1}`,
    notes: { ParkedBecause: noService },
  }));

const bodies = (count: number): readonly string[] => letters(count).map(({ body }) => body);

test("every event goes back to the queue, ten a call, and out of the dead-letter queue", async () => {
  sqs.put(dead, ...letters(25));
  const operator = sitDown();
  expect(await operator.types(command, "dev", "--yes")).toBe(0);
  expect(sqs.bodiesIn(queue)).toEqual(bodies(25));
  expect(sqs.bodiesIn(dead)).toEqual([]);
  expect(sqs.sentPerCall).toEqual([10, 10, 5]);
  expect(operator.sees()).toContain("10 of 25 sent back\n20 of 25 sent back\n25 of 25 sent back");
  expect(operator.sees()).toMatch(
    /Sent 25 events back to the queue; they reach Slack within minutes\.\nWhether any came back: `npm run doctor -- dev eu-west-1`$/,
  );
});

test("it says how many there are and why, of as many as it has looked at, most frequent first", async () => {
  sqs.put(dead, { body: "a", notes: { ERROR_MESSAGE: "no permissions" } }, ...letters(11));
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(0);
  expect(operator.sees()).toContain(
    `12 events in the dead-letter queue, of the 10 looked at:\n  9 x ${noService}\n  1 x no permissions`,
  );
});

test("an event's own attributes stay, what was noted about its failure goes", async () => {
  const notes = { ParkedBecause: noService, RULE_ARN: "arn:rule", RequestID: "1", EventType: "BACKUP_JOB" };
  sqs.put(dead, { body: "a", notes });
  expect(await sitDown().types(command, "--yes")).toBe(0);
  expect(sqs.attributesIn(queue)).toEqual([{ EventType: { DataType: "String", StringValue: "BACKUP_JOB" } }]);
});

test("an empty dead-letter queue leaves nothing to do, and nothing to ask Slack", async () => {
  const operator = sitDown();
  expect(await operator.types(command)).toBe(0);
  expect(operator.sees()).toMatch(/Nothing to do: the dead-letter queue of stage dev is empty\.$/);
  expect(slack.callCount()).toBe(0);
});

test("without a terminal and without --yes it only says what there is", async () => {
  sqs.put(dead, ...letters(1));
  const operator = sitDown();
  expect(await operator.types(command)).toBe(2);
  expect(operator.sees()).toContain("1 event in the dead-letter queue:");
  expect(operator.sees()).toMatch(
    /once the cause is repaired, run `npm run redrive -- dev eu-west-1 --yes`$/,
  );
  expect(sqs.bodiesIn(dead)).toEqual(["event 1"]);
  expect(sqs.hiddenCount(dead)).toBe(0);
});

test.each([
  [true, 0, []],
  [false, 1, ["event 1"]],
])("asked, the operator says %j", async (confirm, exitCode, left) => {
  sqs.put(dead, ...letters(1));
  const operator = sitDown({ isInteractive: true, answers: { confirm } });
  expect(await operator.types(command)).toBe(exitCode);
  expect(operator.wasAsked()).toEqual(["Is the cause repaired, and shall they be sent back?"]);
  expect(sqs.bodiesIn(dead)).toEqual(left);
});

test("a webhook that is still dead is warned of, and not shown", async () => {
  sqs.put(dead, ...letters(1));
  const old = slack.webhookUrl;
  slack.replaceWebhook();
  const operator = sitDown();
  expect(await operator.types(command)).toBe(2);
  expect(operator.sees()).toContain(
    "Warning: Slack refuses the webhook (no_service): it, its channel or its creator is gone; make a new one and store it with `npm run set-webhook -- dev eu-west-1`. The events would only come back.",
  );
  expect(operator.sees()).not.toContain(new URL(old).pathname);
});

test("what the queue refuses stays, is told, and goes with the next run", async () => {
  sqs.put(dead, ...letters(12));
  sqs.refuse("event 4");
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(1);
  expect(operator.sees()).toMatch(
    /Error: 9 of 12 events sent back, then the queue refused some \(InternalError\); repair that and run `npm run redrive -- dev eu-west-1` again$/,
  );
  expect(sqs.bodiesIn(dead)).toEqual(["event 4", "event 11", "event 12"]);
  expect(sqs.hiddenCount(dead)).toBe(0);
  sqs.accept();
  expect(await sitDown().types(command, "--yes")).toBe(0);
  expect([...sqs.bodiesIn(queue)].sort()).toEqual([...bodies(12)].sort());
  expect(sqs.bodiesIn(dead)).toEqual([]);
});

test("a queue that cannot be sent to loses nothing: the events can be had again at once", async () => {
  sqs.put(dead, ...letters(3));
  sqs.failSending(
    Object.assign(new Error("User: x is not authorized to perform: sqs:sendmessage"), {
      name: "AccessDenied",
    }),
  );
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(1);
  expect(operator.sees()).toMatch(/Error: AWS denied sqs:sendmessage /);
  expect(sqs.bodiesIn(dead)).toEqual(bodies(3));
  expect(sqs.hiddenCount(dead)).toBe(0);
});

test("events that cannot be deleted are in both places, never in none", async () => {
  sqs.put(dead, ...letters(1));
  sqs.deleteNothing();
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(1);
  expect(operator.sees()).toMatch(
    /Error: 1 event could not be deleted from the dead-letter queue \(InternalError\), though sent on already; run the command again, and expect to read some of them twice$/,
  );
  expect(sqs.bodiesIn(queue)).toEqual(["event 1"]);
  expect(sqs.bodiesIn(dead)).toEqual(["event 1"]);
});

describe("without a queue", () => {
  beforeEach(() => {
    project.deployed(outputsOf({ slack_hosts: "127.0.0.1", delivery: "direct", queue_url: "" }));
  });

  const functionAnswers = (answer: unknown, FunctionError?: string): void => {
    lambda.on(InvokeCommand).resolves({
      Payload: Object.assign(Buffer.from(JSON.stringify(answer)), { transformToString: () => "" }),
      ...(FunctionError && { FunctionError }),
    });
  };

  const calls = () =>
    lambda.commandCalls(InvokeCommand).map(({ args }) => JSON.parse(String(args[0].input.Payload)));

  test("the notifier is called as by a queue, and what it takes leaves the dead-letter queue", async () => {
    const notes = { ParkedBecause: noService, EventType: "BACKUP_JOB" };
    sqs.put(dead, { body: "a", attributes: { ApproximateReceiveCount: "1" }, notes });
    functionAnswers({ batchItemFailures: [] });
    const operator = sitDown();
    expect(await operator.types(command, "--yes")).toBe(0);
    expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input).toMatchObject({
      FunctionName: "backup-notifications-dev",
      InvocationType: "RequestResponse",
    });
    expect(calls()).toEqual([
      {
        Records: [
          {
            messageId: "id-1",
            receiptHandle: "handle-1",
            body: "a",
            attributes: { ApproximateReceiveCount: "1" },
            messageAttributes: {
              EventType: {
                dataType: "String",
                stringValue: "BACKUP_JOB",
                stringListValues: [],
                binaryListValues: [],
              },
            },
            eventSource: "aws:sqs",
            eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev-dead",
            awsRegion: "eu-west-1",
          },
        ],
      },
    ]);
    expect(sqs.bodiesIn(dead)).toEqual([]);
    expect(operator.sees()).toContain(
      "The notifier took 1 event; what Slack refused once more is parked again.",
    );
  });

  test("an event that Lambda gave up is unpacked to what SNS had sent", async () => {
    const Sns = { Type: "Notification", MessageId: "m", Message: "An AWS Backup job failed." };
    sqs.put(dead, { body: JSON.stringify({ Records: [{ EventSource: "aws:sns", Sns }] }) });
    functionAnswers({ batchItemFailures: [] });
    expect(await sitDown().types(command, "--yes")).toBe(0);
    expect(JSON.parse(calls()[0].Records[0].body)).toEqual(Sns);
  });

  test("what the notifier gives back stays", async () => {
    sqs.put(dead, ...letters(3));
    functionAnswers({ batchItemFailures: [{ itemIdentifier: "id-2" }] });
    const operator = sitDown();
    expect(await operator.types(command, "--yes")).toBe(1);
    expect(operator.sees()).toMatch(
      /2 of 3 events sent back, then Slack did not take some; the notifier's log says why; repair that/,
    );
    expect(sqs.bodiesIn(dead)).toEqual(["event 2"]);
    expect(sqs.hiddenCount(dead)).toBe(0);
  });

  test.each([
    [
      { errorMessage: "1 of 1 events not delivered: Slack has trouble" },
      "Unhandled",
      /then the notifier failed \(1 of 1 events not delivered: Slack has trouble\)/,
    ],
    [
      "not what a notifier answers",
      undefined,
      /then the notifier failed \(the function gave an answer that cannot be read\)/,
    ],
  ])("a notifier that fails takes nothing (%#)", async (answer, functionError, sentence) => {
    sqs.put(dead, ...letters(2));
    functionAnswers(answer, functionError);
    const operator = sitDown();
    expect(await operator.types(command, "--yes")).toBe(1);
    expect(operator.sees()).toMatch(sentence);
    expect(sqs.bodiesIn(dead)).toEqual(bodies(2));
  });

  test("events that are parked again at once do not go round for ever", async () => {
    sqs.put(dead, ...letters(12));
    lambda.on(InvokeCommand).callsFake(({ Payload }) => {
      const { Records } = JSON.parse(Buffer.from(Payload).toString("utf8"));
      for (const { body } of Records) sqs.put(dead, { body, notes: { ParkedBecause: noService } });
      return { Payload: Buffer.from('{"batchItemFailures":[]}') };
    });
    expect(await sitDown().types(command, "--yes")).toBe(0);
    expect(calls().map(({ Records }) => Records.length)).toEqual([10, 2]);
    expect([...sqs.bodiesIn(dead)].sort()).toEqual([...bodies(12)].sort());
  });
});

test("events that somebody else holds are not waited for", async () => {
  sqs.put(dead, ...letters(2));
  sqs.hold(dead);
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(0);
  expect(sqs.bodiesIn(queue)).toEqual(["event 2"]);
  expect(operator.sees()).toMatch(
    /1 event could not be had: somebody else holds them .* Look again then: `npm run redrive -- dev eu-west-1`/,
  );
});

test("Ctrl-C says where the rest is, and how to resume", async () => {
  sqs.put(dead, ...letters(2));
  sqs.beforeSending(() => operator.pressesCtrlC());
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(130);
  expect(operator.sees()).toMatch(
    /Stopped\. What was not sent back is still in the dead-letter queue\. To resume in two minutes: `npm run redrive -- dev eu-west-1`$/,
  );
});
