import type { AwsCredentialIdentity, MiddlewareStack, Pluggable } from "@smithy/types";

/** The configuration of every AWS client. Endpoints come from the SDK's own AWS_ENDPOINT_URL variables. */
export type AwsConfig = {
  readonly region?: string;
  readonly credentials?: AwsCredentialIdentity;
  readonly endpoint?: string;
};

type Client<Input extends object, Output extends object> = {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
};

/** IAM's prefix for a service's actions. */
const iamPrefixes: Readonly<Record<string, string>> = {
  BackupClient: "backup",
  CloudWatchClient: "cloudwatch",
  CloudWatchLogsClient: "logs",
  DynamoDBClient: "dynamodb",
  EC2Client: "ec2",
  EventBridgeClient: "events",
  IAMClient: "iam",
  KMSClient: "kms",
  LambdaClient: "lambda",
  SNSClient: "sns",
  SQSClient: "sqs",
  SSMClient: "ssm",
  STSClient: "sts",
};

/** Actions with another name in IAM than the API call. (Service Authorization Reference) */
const iamNames: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  "sqs:SendMessageBatch": "sqs:SendMessage",
};

const failedActions = new WeakMap<object, string>();

/** The IAM action that failed with this error, such as `backup:StopBackupJob`; known for errors of AWS calls only. */
export const failedActionOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null ? failedActions.get(error) : undefined;

const rememberAction = <Input extends object, Output extends object>(): Pluggable<Input, Output> => ({
  applyToStack: (stack) => {
    stack.add(
      (next, context) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const prefix = iamPrefixes[context.clientName ?? ""];
          const action = context.commandName?.replace(/Command$/, "");
          if (prefix && action && error instanceof Error) {
            const called = `${prefix}:${action}`;
            failedActions.set(error, iamNames[called] ?? called);
          }
          throw error;
        }
      },
      { step: "initialize", name: "rememberAction", override: true },
    );
  },
});

/** Creates a client whose errors know their action: AWS does not always name it when it denies access. */
export const connect = <Input extends object, Output extends object, C extends Client<Input, Output>>(
  ClientClass: new (config: AwsConfig) => C & Client<Input, Output>,
  config: AwsConfig,
): C => {
  const client = new ClientClass(config);
  client.middlewareStack.use(rememberAction<Input, Output>());
  return client;
};
