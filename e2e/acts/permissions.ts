import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { allowsService } from "../../local/ministack/resource-policy";
import { accountNamesParameterName, secretParameterNames, stackIdOf } from "../../src/outputs";
import { clientConfig, queueAttributesOf } from "../cloud";
import { must } from "../expectations";
import type { DeployedScene } from "../scene";
import { forwardTopicArn } from "../stages/e2e-queue";
import { ruleNameOf } from "./eventbridge";

type Sender = { readonly service: string; readonly sourceArn: string };

const keyPolicyOf = async ({ cloud, outputs }: DeployedScene): Promise<string> => {
  const kms = new KMSClient(clientConfig(cloud));
  const key = { KeyId: outputs.key_arn, PolicyName: "default" };
  return (await kms.send(new GetKeyPolicyCommand(key))).Policy ?? "{}";
};

/** What the emulator does not enforce: queues and their key admit the services that deliver to them. */
export const checkServicesCanDeliver = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, outputs } = scene;
  const { account_id, region, topic_arn, queue_url, dead_letter_queue_url, key_arn } = outputs;
  const rule: Sender = {
    service: "events.amazonaws.com",
    sourceArn: `arn:aws:events:${region}:${account_id}:rule/${ruleNameOf(scene)}`,
  };
  const senders: readonly Sender[] = [{ service: "sns.amazonaws.com", sourceArn: topic_arn }, rule];
  await step("queues and key let SNS and EventBridge deliver", async () => {
    const keyPolicy = await keyPolicyOf(scene);
    const queues = await Promise.all(
      [queue_url, dead_letter_queue_url].map((url) => queueAttributesOf(cloud, url)),
    );
    for (const { service, sourceArn } of senders) {
      const context = {
        "aws:SourceArn": sourceArn,
        "aws:SourceAccount": account_id,
        "aws:SecureTransport": "true",
      };
      for (const { Policy = "{}", QueueArn: resource = "" } of queues) {
        const isAllowed = allowsService(Policy, { service, action: "sqs:SendMessage", resource, context });
        must(isAllowed, `the policy of ${resource} does not let ${service} send for ${sourceArn}`);
      }
      // EventBridge sends no source to KMS: a condition on it would drop every event. (EventBridge User Guide)
      const keyContext = service === "events.amazonaws.com" ? {} : context;
      for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
        const use = { service, action, resource: key_arn, context: keyContext };
        must(allowsService(keyPolicy, use), `the key's policy does not let ${service} ${action}`);
      }
    }
  });
};

export type Permission = { readonly action: string; readonly resource: string };

export const each = (resource: string, ...actions: readonly string[]): readonly Permission[] =>
  actions.map((action) => ({ action, resource }));

export const queueArnOf = ({ outputs }: DeployedScene, url: string): string =>
  `arn:aws:sqs:${outputs.region}:${outputs.account_id}:${url.split("/").at(-1)}`;

const ledgerArnOf = ({ outputs }: DeployedScene): string =>
  `arn:aws:dynamodb:${outputs.region}:${outputs.account_id}:table/${outputs.ledger_table_name}`;

const accountNamesArnOf = ({ outputs }: DeployedScene, number: number): string =>
  `arn:aws:ssm:${outputs.region}:${outputs.account_id}:parameter${accountNamesParameterName(outputs.stage, number)}`;

/** The parameter of the stage's secret, and that of the other transport. */
const secretNamesOf = ({ outputs }: DeployedScene): { readonly used: string; readonly other: string } => {
  const { webhook, bot } = secretParameterNames(outputs.stage);
  return outputs.bot_token_parameter_name === ""
    ? { used: webhook, other: bot }
    : { used: bot, other: webhook };
};

const neededBy = (scene: DeployedScene): readonly Permission[] => {
  const { account_id, region, queue_url, dead_letter_queue_url, log_group_name } = scene.outputs;
  const queue = queueArnOf(scene, queue_url);
  const ledger = ledgerArnOf(scene);
  const logGroup = `arn:aws:logs:${region}:${account_id}:log-group:${log_group_name}:log-stream:any`;
  return [
    ...each(queue, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    ...each(queue, "sqs:ChangeMessageVisibility", "sqs:SendMessage"),
    ...each(ledger, "dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
    ...each(queueArnOf(scene, dead_letter_queue_url), "sqs:SendMessage"),
    ...each(forwardTopicArn, "sns:Publish"),
    ...each(accountNamesArnOf(scene, 1), "ssm:GetParameters"),
    ...each(logGroup, "logs:CreateLogStream", "logs:PutLogEvents"),
    ...each(`arn:aws:ssm:${region}:${account_id}:parameter${secretNamesOf(scene).used}`, "ssm:GetParameter"),
    ...each("*", "backup:DescribeBackupJob", "backup:DescribeCopyJob", "backup:DescribeRestoreJob"),
    ...each("*", "backup:ListBackupJobs", "backup:ListRecoveryPointsByResource"),
    ...each("*", "backup:ListCopyJobs", "backup:ListRestoreJobs"),
    ...each(`arn:aws:backup:${region}:${account_id}:recovery-point:any`, "backup:DescribeRecoveryPoint"),
    ...each(`arn:aws:ec2:${region}::image/ami-any`, "backup:DescribeRecoveryPoint"),
    ...each(`arn:aws:rds:${region}:${account_id}:db:any`, "rds:DescribeDBSnapshots"),
  ];
};

const forbiddenTo = (scene: DeployedScene): readonly Permission[] => {
  const { account_id, region, dead_letter_queue_url, vault_arn, topic_arn } = scene.outputs;
  return [
    ...each(`arn:aws:ssm:${region}:${account_id}:parameter/of/another/service`, "ssm:GetParameter"),
    ...each(`arn:aws:ssm:${region}:${account_id}:parameter${secretNamesOf(scene).other}`, "ssm:GetParameter"),
    ...each(queueArnOf(scene, dead_letter_queue_url), "sqs:ReceiveMessage", "sqs:PurgeQueue"),
    ...each("*", "backup:StartBackupJob", "backup:StopBackupJob", "backup:DeleteRecoveryPoint"),
    ...each(`arn:aws:backup:${region}:999999999999:recovery-point:any`, "backup:DescribeRecoveryPoint"),
    ...each(`arn:aws:rds:${region}:${account_id}:snapshot:any`, "rds:DeleteDBSnapshot"),
    ...each(vault_arn, "backup:DeleteBackupVault", "backup:PutBackupVaultNotifications"),
    ...each(topic_arn, "sns:Publish"),
    ...each(`${forwardTopicArn}-of-others`, "sns:Publish"),
    ...each(accountNamesArnOf(scene, 2), "ssm:GetParameters"),
    ...each(ledgerArnOf(scene), "dynamodb:DeleteItem", "dynamodb:Scan", "dynamodb:DeleteTable"),
    ...each(`${ledgerArnOf(scene)}-of-another`, "dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
  ];
};

type RoleCheck = {
  /** Of whose role it is: `the notifier`. */
  readonly title: string;
  readonly role: string;
  readonly needed: readonly Permission[];
  readonly forbidden: readonly Permission[];
};

/** The role's policies must allow all of one list, and nothing of the other. */
export const checkRole = async (
  { cloud }: DeployedScene,
  { title, role, needed, forbidden }: RoleCheck,
): Promise<void> => {
  const iam = new IAMClient(clientConfig(cloud));
  const decide = async ({ action, resource }: Permission): Promise<string> => {
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [action],
        ResourceArns: [resource],
      }),
    );
    return EvaluationResults?.[0]?.EvalDecision ?? "undecided";
  };
  for (const permission of needed) {
    const decision = await decide(permission);
    must(decision === "allowed", `${title} is not allowed ${permission.action} on ${permission.resource}`);
  }
  for (const permission of forbidden) {
    const decision = await decide(permission);
    must(decision !== "allowed", `${title} is allowed ${permission.action} on ${permission.resource}`);
  }
};

/** What the emulator enforces only in part: the notifier's role has the permissions that it needs, and no others. */
export const checkNotifierPermissions = async (scene: DeployedScene): Promise<void> => {
  const { step, outputs, workspace } = scene;
  const role = `arn:aws:iam::${outputs.account_id}:role/${stackIdOf(workspace.stage)}-notifier-${outputs.region}`;
  await step("the notifier's role is allowed what it needs, and nothing else", () =>
    checkRole(scene, {
      title: "the notifier",
      role,
      needed: neededBy(scene),
      forbidden: forbiddenTo(scene),
    }),
  );
};
