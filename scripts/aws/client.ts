import type { AwsCredentialIdentity, MiddlewareStack, Pluggable } from "@smithy/types";

/** The configuration of every AWS client. Endpoints come from the SDK's own AWS_ENDPOINT_URL variables. */
export type AwsConfig = {
  readonly region?: string;
  readonly credentials?: AwsCredentialIdentity;
  readonly endpoint?: string;
  /** Follows the SDK's own user agent; CloudTrail records both. */
  readonly customUserAgent?: string;
};

type Client<Input extends object, Output extends object> = {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
};

/** Services whose actions in IAM do not begin with the name of their client. (Service Authorization Reference) */
const iamPrefixes: Readonly<Record<string, string>> = {
  CloudWatchLogsClient: "logs",
  EventBridgeClient: "events",
  ResourceGroupsTaggingAPIClient: "tag",
};

/** IAM's prefix for a service's actions: `backup` for BackupClient. */
const prefixOf = (clientName: string): string =>
  iamPrefixes[clientName] ?? clientName.replace(/Client$/, "").toLowerCase();

/** Actions with another name in IAM than the API call. (Service Authorization Reference) */
const iamNames: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
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
          const { clientName, commandName } = context;
          if (clientName && commandName && error instanceof Error) {
            const called = `${prefixOf(clientName)}:${commandName.replace(/Command$/, "")}`;
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
