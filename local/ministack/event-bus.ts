import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { EventBridgeEvent } from "../aws/backup/eventbridge-event";
import { accountRootConfig } from "./account-root";
import { allowsService } from "./resource-policy";

/** The bus of one account. */
const newAccountsBus = (endpoint: string, account: string) => {
  const config = accountRootConfig(endpoint, account);
  const client = new EventBridgeClient(config);
  const sqs = new SQSClient(config);

  const send = async (queueArn: string, ruleArn: string, MessageBody: string): Promise<void> => {
    const [, , service, , accountId = "", QueueName] = queueArn.split(":");
    if (service !== "sqs") throw new Error(`only queues can be a rule's target here, not ${queueArn}`);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
    );
    const isAdmitted = allowsService(Attributes?.["Policy"] ?? '{"Statement":[]}', {
      service: "events.amazonaws.com",
      action: "sqs:SendMessage",
      resource: queueArn,
      context: {
        "aws:SourceArn": ruleArn,
        "aws:SourceAccount": accountId,
        "aws:SecureTransport": "true",
      },
    });
    if (!isAdmitted) throw new Error(`${queueArn} does not admit ${ruleArn}`);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };

  const deliver = async (rule: Rule, Event: string): Promise<void> => {
    const { EventPattern, Name = "", Arn = "", State } = rule;
    if (EventPattern === undefined || State === "DISABLED") return;
    const { Result } = await client.send(new TestEventPatternCommand({ EventPattern, Event }));
    if (Result !== true) return;
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name }));
    for (const target of Targets) await send(target.Arn ?? "", Arn, Event);
  };

  return async (event: EventBridgeEvent): Promise<void> => {
    const { Rules = [] } = await client.send(new ListRulesCommand({}));
    // One that fails does not stop the others.
    await Promise.all(Rules.map((rule) => deliver(rule, JSON.stringify(event))));
  };
};

/**
 * Creates what delivers the events of an AWS service, which no customer can send: the emulator has the rules and matches their
 * patterns; a queue that is a rule's target gets the event where its policy admits the rule.
 * @throws Error where a target is no queue, or does not admit the rule: EventBridge would give up, too.
 */
export const newEventBus = (endpoint: string) => {
  const buses = new Map<string, ReturnType<typeof newAccountsBus>>();
  return (event: EventBridgeEvent): Promise<void> => {
    const { account } = event;
    const bus = buses.get(account) ?? newAccountsBus(endpoint, account);
    buses.set(account, bus);
    return bus(event);
  };
};
