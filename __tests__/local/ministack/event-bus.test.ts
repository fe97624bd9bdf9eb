import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { newEventBus } from "../../../local/ministack/event-bus";

const eventBridge = mockClient(EventBridgeClient);
const sqs = mockClient(SQSClient);

const ruleArn = "arn:aws:events:us-east-1:000000000000:rule/jobs";
const queueArn = "arn:aws:sqs:us-east-1:000000000000:events";
const QueueUrl = "http://127.0.0.1/000000000000/events";

const event = {
  version: "0",
  id: "1",
  "detail-type": "Backup Job State Change",
  source: "aws.backup",
  account: "000000000000",
  time: "2026-08-22T02:00:00Z",
  region: "us-east-1",
  resources: [],
  detail: { state: "COMPLETED" },
} as const;

const admits = (sourceArn: string): void => {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
  };
  sqs
    .on(GetQueueAttributesCommand)
    .resolves({ Attributes: { Policy: JSON.stringify({ Statement: [statement] }) } });
};

beforeEach(() => {
  eventBridge.reset();
  sqs.reset();
  eventBridge
    .on(ListRulesCommand)
    .resolves({ Rules: [{ Name: "jobs", Arn: ruleArn, EventPattern: "{}", State: "ENABLED" }] });
  eventBridge.on(TestEventPatternCommand).resolves({ Result: true });
  eventBridge.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "1", Arn: queueArn }] });
  sqs.on(GetQueueUrlCommand, { QueueName: "events" }).resolves({ QueueUrl });
  sqs.on(SendMessageCommand).resolves({});
  admits(ruleArn);
});

const sent = (): unknown[] => sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input);

const send = newEventBus("http://127.0.0.1:1");

test("an event reaches the queues of the rules that it matches, as it is", async () => {
  await send(event);
  expect(sent()).toEqual([{ QueueUrl, MessageBody: JSON.stringify(event) }]);
});

test("one that a rule does not match reaches no queue", async () => {
  eventBridge.on(TestEventPatternCommand).resolves({ Result: false });
  await send(event);
  expect(sent()).toEqual([]);
});

test("a disabled rule gets nothing", async () => {
  eventBridge.on(ListRulesCommand).resolves({ Rules: [{ EventPattern: "{}", State: "DISABLED" }] });
  await send(event);
  expect(sent()).toEqual([]);
});

test("a queue that admits another rule gets nothing", async () => {
  admits(`${ruleArn}-2`);
  await expect(send(event)).rejects.toThrow(`${queueArn} does not admit ${ruleArn}`);
  expect(sent()).toEqual([]);
});

test("a target that is no queue is named", async () => {
  const topic = "arn:aws:sns:us-east-1:000000000000:topic";
  eventBridge.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "1", Arn: topic }] });
  await expect(send(event)).rejects.toThrow(`only queues can be a rule's target here, not ${topic}`);
});
