import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
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
const sns = mockClient(SNSClient);
const events = mockClient(EventBridgeClient);
const { queue_url: queue, dead_letter_queue_url: dead } = outputsOf();
let project: ProjectFolder;
let slack: LocalSlack;
let sqs: Sqs;

beforeEach(async () => {
  for (const mock of [ssm, sts, lambda, sns, events]) mock.reset();
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

type Options = Partial<Parameters<typeof newOperator>[0]>;

const startOperator = (options: Options = {}): Operator => newOperator({ project, ...options });

const noService = "Slack refused the webhook (no_service)";

const letters = (count: number): readonly Letter[] =>
  Array.from({ length: count }, (_, index) => ({
    body: `event ${index + 1}`,
    notes: { ParkedBecause: noService },
  }));

const bodies = (count: number): readonly string[] => letters(count).map(({ body }) => body);

test("every event goes back to the queue, ten per call, and out of the dead-letter queue", async () => {
  sqs.put(dead, ...letters(25));
  const operator = startOperator();
  expect(await operator.run(command, "dev", "--yes")).toBe(0);
  expect(sqs.bodiesIn(queue)).toEqual(bodies(25));
  expect(sqs.bodiesIn(dead)).toEqual([]);
  expect(sqs.sentPerCall).toEqual([10, 10, 5]);
  expect(operator.output()).toContain("10 of 25 sent back\n20 of 25 sent back\n25 of 25 sent back");
  expect(operator.output()).toMatch(
    /Sent 25 events back to the queue; they reach Slack within minutes\.\nTo see whether any were parked again: `npm run doctor -- dev eu-west-1`$/,
  );
});

test("it reports the number of events and the reasons of those that it read, most frequent first", async () => {
  sqs.put(dead, { body: "a", notes: { ERROR_MESSAGE: "no permissions" } }, ...letters(11));
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toContain(
    `12 events in the dead-letter queue, of which 10 were read:\n  9 x ${noService}\n  1 x no permissions`,
  );
});

test("an event keeps its own attributes, without those of its failure", async () => {
  const notes = { ParkedBecause: noService, RULE_ARN: "arn:rule", RequestID: "1", EventType: "BACKUP_JOB" };
  sqs.put(dead, { body: "a", notes });
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(sqs.attributesIn(queue)).toEqual([{ EventType: { DataType: "String", StringValue: "BACKUP_JOB" } }]);
});

test("with an empty dead-letter queue there is nothing to do, and Slack is not called", async () => {
  const operator = startOperator();
  expect(await operator.run(command)).toBe(0);
  expect(operator.output()).toMatch(/Nothing to do: the dead-letter queue of stage dev is empty\.$/);
  expect(slack.callCount()).toBe(0);
});

test("events that SQS does not count yet are found, and sent back", async () => {
  sqs.put(dead, ...letters(12));
  sqs.miscount(0);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toContain("10 events in the dead-letter queue:");
  expect(operator.output()).toContain(
    "The dead-letter queue still holds events: SQS counted too few, or some were parked again. Send them back once the cause is fixed: `npm run redrive -- dev eu-west-1`",
  );
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect(sqs.bodiesIn(queue)).toEqual(bodies(12));
});

test.each([
  [
    1,
    "1 event in the dead-letter queue of stage dev could not be received, because another consumer holds it",
  ],
  [
    2,
    "2 events in the dead-letter queue of stage dev could not be received, because another consumer holds them",
  ],
])("a queue whose %i events are all in flight is not called empty", async (count, sentence) => {
  sqs.put(dead, ...letters(count));
  for (let held = 0; held < count; held += 1) sqs.hold(dead);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toContain(
    `Error: ${sentence}; run \`npm run redrive -- dev eu-west-1\` again in two minutes`,
  );
});

test("a queue that counts events and returns none is not called empty", async () => {
  sqs.miscount(3);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: the dead-letter queue of stage dev counts 3 events and returned none; run `npm run redrive -- dev eu-west-1` again in two minutes$/,
  );
});

test("without a terminal and without --yes it only reports the events", async () => {
  sqs.put(dead, ...letters(1));
  const operator = startOperator();
  expect(await operator.run(command)).toBe(2);
  expect(operator.output()).toContain("1 event in the dead-letter queue:");
  expect(operator.output()).toMatch(/once the cause is fixed, run `npm run redrive -- dev eu-west-1 --yes`$/);
  expect(sqs.bodiesIn(dead)).toEqual(["event 1"]);
  expect(sqs.hiddenCount(dead)).toBe(0);
});

test.each([
  [true, 0, []],
  [false, 1, ["event 1"]],
])("the operator answers %j", async (confirm, exitCode, left) => {
  sqs.put(dead, ...letters(1));
  const operator = startOperator({ isInteractive: true, answers: { confirm } });
  expect(await operator.run(command)).toBe(exitCode);
  expect(operator.questions()).toEqual(["Is the cause fixed? Send the events back now?"]);
  expect(sqs.bodiesIn(dead)).toEqual(left);
});

test("a webhook that is still rejected leads to a warning, and is not shown", async () => {
  sqs.put(dead, ...letters(1));
  const old = slack.webhookUrl;
  slack.replaceWebhook();
  const operator = startOperator();
  expect(await operator.run(command)).toBe(2);
  expect(operator.output()).toContain(
    "Warning: Slack rejects the webhook (no_service): it, its channel or its creator was removed; create a new one and store it with `npm run set-webhook -- dev eu-west-1`. The events would only be parked again.",
  );
  expect(operator.output()).not.toContain(new URL(old).pathname);
});

test("what the queue rejects stays, is reported, and is sent back by the next run", async () => {
  sqs.put(dead, ...letters(12));
  sqs.reject("event 4");
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: 9 of 12 events sent back, then the queue rejected some \(InternalError\); fix that and run `npm run redrive -- dev eu-west-1` again$/,
  );
  expect(sqs.bodiesIn(dead)).toEqual(["event 4", "event 11", "event 12"]);
  expect(sqs.hiddenCount(dead)).toBe(0);
  sqs.accept();
  expect(await startOperator().run(command, "--yes")).toBe(0);
  expect([...sqs.bodiesIn(queue)].sort()).toEqual([...bodies(12)].sort());
  expect(sqs.bodiesIn(dead)).toEqual([]);
});

test("a queue that cannot be sent to loses nothing: the events are visible again at once", async () => {
  sqs.put(dead, ...letters(3));
  sqs.failSending(
    Object.assign(new Error("User: x is not authorized to perform: sqs:sendmessage"), {
      name: "AccessDenied",
    }),
  );
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(/Error: AWS denied sqs:sendmessage /);
  expect(sqs.bodiesIn(dead)).toEqual(bodies(3));
  expect(sqs.hiddenCount(dead)).toBe(0);
});

test("events that cannot be deleted are in both queues, never in none", async () => {
  sqs.put(dead, ...letters(1));
  sqs.deleteNothing();
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: 1 event could not be deleted from the dead-letter queue \(InternalError\) after being sent back; run the command again, and expect some of them twice in Slack$/,
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

  test("the notifier is invoked as by a queue, and what it accepts leaves the dead-letter queue", async () => {
    const notes = { ParkedBecause: noService, EventType: "BACKUP_JOB" };
    sqs.put(dead, { body: "a", attributes: { ApproximateReceiveCount: "1" }, notes });
    functionAnswers({ batchItemFailures: [] });
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(0);
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
    expect(operator.output()).toContain(
      "The notifier accepted 1 event; what Slack rejected again is parked again.",
    );
  });

  test("an event that Lambda gave up is unpacked to what SNS sent", async () => {
    const Sns = { Type: "Notification", MessageId: "m", Message: "An AWS Backup job failed." };
    sqs.put(dead, { body: JSON.stringify({ Records: [{ EventSource: "aws:sns", Sns }] }) });
    functionAnswers({ batchItemFailures: [] });
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(JSON.parse(calls()[0].Records[0].body)).toEqual(Sns);
  });

  test("what the notifier does not accept stays", async () => {
    sqs.put(dead, ...letters(3));
    functionAnswers({ batchItemFailures: [{ itemIdentifier: "id-2" }] });
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /2 of 3 events sent back, then Slack did not accept some; the notifier's log shows why; fix that/,
    );
    expect(sqs.bodiesIn(dead)).toEqual(["event 2"]);
    expect(sqs.hiddenCount(dead)).toBe(0);
  });

  test.each([
    [
      { errorMessage: "1 of 1 events not delivered: Slack is failing" },
      "Unhandled",
      /then the notifier failed \(1 of 1 events not delivered: Slack is failing\)/,
    ],
    [
      "not what a notifier answers",
      undefined,
      /then the notifier failed \(the function returned an unreadable answer\)/,
    ],
  ])("a notifier that fails accepts nothing (%#)", async (answer, functionError, sentence) => {
    sqs.put(dead, ...letters(2));
    functionAnswers(answer, functionError);
    const operator = startOperator();
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(sentence);
    expect(sqs.bodiesIn(dead)).toEqual(bodies(2));
  });

  test("events that are parked again at once do not loop forever", async () => {
    sqs.put(dead, ...letters(12));
    lambda.on(InvokeCommand).callsFake(({ Payload }) => {
      const { Records } = JSON.parse(Buffer.from(Payload).toString("utf8"));
      for (const { body } of Records) sqs.put(dead, { body, notes: { ParkedBecause: noService } });
      return { Payload: Buffer.from('{"batchItemFailures":[]}') };
    });
    expect(await startOperator().run(command, "--yes")).toBe(0);
    expect(calls().map(({ Records }) => Records.length)).toEqual([10, 2]);
    expect([...sqs.bodiesIn(dead)].sort()).toEqual([...bodies(12)].sort());
  });
});

describe("what a topic or bus did not take", () => {
  const topic = "arn:aws:sns:eu-west-1:111122223333:on-call";
  const bus = "arn:aws:events:eu-west-1:111122223333:event-bus/tickets";
  const event = {
    version: "1",
    id: "a1b2",
    source: "backup-notifications.notifier",
    "detail-type": "Backup Update",
    time: "2024-01-02T03:04:05.000Z",
    detail: { schema: 1, id: "a1b2", kind: "backup.failed" },
  };
  const forwardOf = (forward: string): Letter => ({
    body: JSON.stringify({ forward, event }),
    notes: { ParkedBecause: `${forward} did not take the event: AuthorizationError` },
  });

  test("is sent there alone, and everything else to the queue", async () => {
    sns.on(PublishCommand).resolves({});
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    sqs.put(dead, forwardOf(topic), ...letters(1), forwardOf(bus));
    const operator = startOperator();
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    expect(sqs.bodiesIn(queue)).toEqual(["event 1"]);
    expect(sqs.bodiesIn(dead)).toEqual([]);
    const [published] = sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
    expect(published?.TopicArn).toBe(topic);
    expect(JSON.parse(published?.Message ?? "")).toEqual(event);
    expect(events.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries)).toEqual([
      [
        {
          EventBusName: bus,
          Source: "backup-notifications.notifier",
          DetailType: "Backup Update",
          Time: new Date("2024-01-02T03:04:05Z"),
          Detail: JSON.stringify(event.detail),
        },
      ],
    ]);
    expect(operator.output()).toContain(
      "Forwarded 2 events to topics and buses, not to Slack.\nSent 1 event back to the queue; it reaches Slack within minutes.",
    );
  });

  test("stays where its target still does not take it, and holds nothing else back", async () => {
    const denied = Object.assign(new Error("User is not authorized to perform: SNS:Publish on resource"), {
      name: "AuthorizationErrorException",
    });
    sns.on(PublishCommand).rejects(denied);
    events.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "InternalFailure" }],
    });
    sqs.put(dead, forwardOf(topic), ...letters(12), forwardOf(bus));
    const operator = startOperator();
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(sqs.bodiesIn(queue)).toEqual(bodies(12));
    expect(sqs.bodiesIn(dead)).toEqual([forwardOf(topic).body, forwardOf(bus).body]);
    expect(sqs.hiddenCount(dead)).toBe(0);
    expect(operator.output()).toMatch(
      /Sent 12 events back to the queue.*2 events could not be forwarded and are still in the dead-letter queue: AWS denied SNS:Publish .*; fix that and run `npm run redrive -- dev eu-west-1` again/s,
    );
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  });

  test("alone is sent without a word of the queue", async () => {
    sns.on(PublishCommand).resolves({});
    sqs.put(dead, forwardOf(topic));
    const operator = startOperator();
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    expect(operator.output()).not.toContain("back to the queue");
  });

  test("is sent to no other account or Region, whoever wrote the letter", async () => {
    sqs.put(dead, forwardOf("arn:aws:sns:eu-west-1:444455556666:on-call"));
    const operator = startOperator();
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(sns.commandCalls(PublishCommand)).toEqual([]);
    expect(operator.output()).toContain(
      "arn:aws:sns:eu-west-1:444455556666:on-call is not in account 111122223333 and Region eu-west-1",
    );
  });

  test("is recognized by its two fields: an event of AWS that has them among others goes to the queue", async () => {
    const body = JSON.stringify({ forward: topic, event, source: "aws.backup" });
    sqs.put(dead, { body });
    expect(await startOperator().run(command, "dev", "--yes")).toBe(0);
    expect(sqs.bodiesIn(queue)).toEqual([body]);
  });
});

test("events that another consumer holds are not waited for", async () => {
  sqs.put(dead, ...letters(2));
  sqs.hold(dead);
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(sqs.bodiesIn(queue)).toEqual(["event 2"]);
  expect(operator.output()).toContain(
    "2 events in the dead-letter queue (1 in flight: another consumer holds it), of which 1 were read:",
  );
  expect(operator.output()).toMatch(
    /1 event could not be received: another consumer holds them .* Check again then: `npm run redrive -- dev eu-west-1`/,
  );
});

test("Ctrl-C says where the rest is, and how to resume", async () => {
  sqs.put(dead, ...letters(2));
  sqs.beforeSending(() => operator.interrupt());
  const operator = startOperator();
  expect(await operator.run(command, "--yes")).toBe(130);
  expect(operator.output()).toMatch(
    /Stopped\. What was not sent back is still in the dead-letter queue\. To resume in two minutes: `npm run redrive -- dev eu-west-1`$/,
  );
});
