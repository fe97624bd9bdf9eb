import type { Construct } from "constructs";
import type { HandlerEnv } from "../../handler/env";
import { parseArn } from "../../handler/model/arn";
import { botChannelsText, furtherWebhookParameterName } from "../outputs";
import { subscribedTopicsOf } from "../stage/existing-vault";
import { heardBy } from "../stage/heard";
import { notifierRoutesOf } from "../stage/notifier-routes";
import { forwardTargetsOf } from "../stage/targets";
import { AccountNames } from "./account-names";
import { functionCodeOf } from "./bundled-function";
import { DeadLetterQueue } from "./dead-letter-queue";
import { Ledger } from "./ledger";
import { batchingWindowSeconds, functionTimeoutSeconds, NotifierFunction } from "./notifier-function";
import { DeliveryQueue } from "./queue";
import type { QueueSender } from "./queue-policy";
import type { StackContext } from "./stack-context";
import { StateChangeRule } from "./state-change-rule";
import type { NotificationTopic } from "./topic";

/** The path from the topic to Slack. Not every stage has a rule, a queue and a ledger. */
export type DeliveryPath = {
  readonly topic: NotificationTopic;
  readonly rule: StateChangeRule | undefined;
  readonly queue: DeliveryQueue | undefined;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly notifier: NotifierFunction;
  readonly ledger: Ledger | undefined;
};

/**
 * Adds the path to a stack: topic and rule -> queue -> notifier, or without the queue. A function, not a construct:
 * a construct would change the address of every resource in it, and Terraform would replace them all.
 */
export const createDeliveryPath = (
  scope: Construct,
  context: StackContext,
  /** Of other rules, which send what they cannot deliver to the dead-letter queue. */
  furtherRuleArns: readonly string[] = [],
): DeliveryPath => {
  const { stage, aws, key, topic } = context;
  const heard = heardBy(stage);
  const rule = heard && new StateChangeRule(scope, "state-changes", { aws, heard });
  const otherTopicArns = subscribedTopicsOf(stage.existingVaults);
  const ruleArns = rule ? [rule.arn] : [];
  const senders = sendersOf(topic, otherTopicArns, ruleArns);
  const deadLetterQueue = new DeadLetterQueue(scope, "dead-letters", {
    aws,
    key,
    senders: sendersOf(topic, otherTopicArns, [...ruleArns, ...furtherRuleArns]),
  });
  const ledger = stage.ledger ? new Ledger(scope, "ledger", { aws, key }) : undefined;
  const hasNames = Object.keys(stage.accountNames).length > 0;
  const accountNames = hasNames ? new AccountNames(scope, "account-names", stage) : undefined;
  const notifier = newNotifier(scope, context, { deadLetterQueue, ledger, accountNames });
  const queue =
    stage.delivery === "queue"
      ? new DeliveryQueue(scope, "queue", {
          aws,
          key,
          topic,
          senders,
          deadLetterQueue,
          reader: { functionTimeoutSeconds, batchingWindowSeconds },
        })
      : undefined;
  if (queue) notifier.consume(queue);
  else notifier.subscribe(topic.arn, deadLetterQueue);
  for (const arn of otherTopicArns) (queue ?? notifier).subscribe(arn, deadLetterQueue, topicNameOf(arn));
  // What the notifier must come back to, plan runs and edits, is kept in the ledger, and comes back through the queue.
  if (queue && ledger) notifier.sendTo(queue);
  rule?.sendTo(queue ?? notifier, deadLetterQueue);
  if (rule && !queue) notifier.permit("rule", "events.amazonaws.com", rule.arn);
  return { topic, rule, queue, deadLetterQueue, notifier, ledger };
};

const topicNameOf = (arn: string): string | undefined => parseArn(arn)?.resource;

const sendersOf = (
  topic: NotificationTopic,
  otherTopicArns: readonly string[],
  ruleArns: readonly string[],
): readonly QueueSender[] => [
  {
    sid: "TopicDelivers",
    service: "sns.amazonaws.com",
    sourceArn: otherTopicArns.length === 0 ? topic.arn : [topic.arn, ...otherTopicArns],
  },
  ...(ruleArns.length === 0
    ? []
    : [
        {
          sid: "RuleDelivers",
          service: "events.amazonaws.com",
          // One is no list, as in stages that are deployed.
          sourceArn: ruleArns.length === 1 ? String(ruleArns[0]) : ruleArns,
        },
      ]),
];

const newNotifier = (
  scope: Construct,
  { stage, aws, key, ...context }: StackContext,
  {
    deadLetterQueue,
    ledger,
    accountNames,
  }: Pick<DeliveryPath, "deadLetterQueue" | "ledger"> & { readonly accountNames: AccountNames | undefined },
): NotifierFunction =>
  new NotifierFunction(scope, "notifier", {
    aws,
    key,
    deadLetterQueue,
    ledger,
    secret: context.secret,
    completesNotices: stage.eventBridge,
    readsTags: stage.routes.some(({ tags }) => tags !== undefined),
    forwardTargets: forwardTargetsOf(stage),
    accountNames,
    settings: stage.notifier,
    ...functionCodeOf(context.codeDirectory, context),
    environment: {
      STAGE: stage.name,
      ...slackEnvironment(stage, context),
      SLACK_HOSTS: stage.slackHosts.join(","),
      ROUTES: JSON.stringify(notifierRoutesOf(stage)),
      ...(accountNames && {
        LAST_ACCOUNT_NAMES_PARAMETER_NAME: accountNames.parameterNames.at(-1) ?? "",
      }),
      DNS_SUFFIX: aws.dnsSuffix,
      ...(context.usesFips && { AWS_USE_FIPS_ENDPOINT: "true" }),
      DEAD_LETTER_QUEUE_URL: deadLetterQueue.url,
      LEDGER_TABLE_NAME: ledger?.name ?? "",
    },
  });

/** How the notifier reaches Slack. */
const slackEnvironment = (
  { bot, name, channels }: StackContext["stage"],
  { secret: { parameterName } }: Pick<StackContext, "secret">,
) => {
  if (bot === undefined) {
    return {
      WEBHOOK_PARAMETER_NAME: parameterName,
      ...(channels.length > 0 && {
        FURTHER_WEBHOOK_PARAMETER_NAMES: furtherWebhookParameterName(name, "*"),
      }),
    } satisfies Partial<HandlerEnv>;
  }
  const further = botChannelsText(bot.channels);
  return {
    WEBHOOK_PARAMETER_NAME: "",
    BOT_TOKEN_PARAMETER_NAME: parameterName,
    BOT_CHANNEL: bot.channel,
    ...(further !== "" && { BOT_CHANNELS: further }),
    SLACK_API_URL: bot.apiUrl,
  } satisfies Partial<HandlerEnv>;
};
