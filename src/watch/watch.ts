import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { WatchEnv, WatchSettings } from "../../handler/watch/settings";
import {
  defineFunction,
  defineLogGroup,
  type FunctionCode,
  logGroupNameFor,
} from "../delivery/bundled-function";
import type { DeadLetterQueue } from "../delivery/dead-letter-queue";
import type { Ledger } from "../delivery/ledger";
import type { DeliveryQueue } from "../delivery/queue";
import { queuePolicy } from "../delivery/queue-policy";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { StageSettings } from "../stage/schema";
import type { WatchStage } from "../stage/watch";
import { Schedules } from "./schedules";
import { WatchRole } from "./watch-role";

export type WatchProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly code: FunctionCode;
  readonly stage: string;
  readonly watch: WatchStage;
  readonly settings: WatchSettings;
  /** Of the notifier: what both functions share. */
  readonly notifier: Pick<StageSettings["notifier"], "runtime" | "architecture" | "logRetentionDays">;
  readonly ledger: Ledger;
  readonly queue: DeliveryQueue;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly backupRoleArn: string | undefined;
  readonly usesFips: boolean;
};

/** A check takes at most a minute; the digest compares days. */
const timeoutSeconds = 120;

/** What a check of 10,000 resources and 100,000 jobs fits into. */
const memoryMegabytes = 256;

const daySeconds = 86_400;

/** Name of the function, known before it exists: the key and the role name its log group. */
const functionNameOf = (aws: AwsEnvironment): string => `${aws.namePrefix}-watch`;

export const watchLogGroupNameOf = (aws: AwsEnvironment): string => logGroupNameFor(functionNameOf(aws));

/**
 * Finds what nobody announces: a function that asks AWS on a schedule, and sends what it finds to the notifier's queue. It never
 * calls Slack.
 */
export class Watch extends Construct {
  readonly functionName: string;
  readonly logGroupName: string;
  readonly scheduleGroupName: string;
  /** Runs that failed. Nothing reads them again: the next check finds what they would have found. */
  readonly failedRuns: { readonly name: string; readonly arn: string; readonly url: string };
  readonly checkEveryHours: number;
  readonly hasDigest: boolean;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { aws, key, watch } = props;
    const logGroup = defineLogGroup(this, functionNameOf(aws), key, props.notifier.logRetentionDays);
    this.failedRuns = this.failedRunsQueue(aws, key);
    const role = new WatchRole(this, "role", {
      ...props,
      logGroupName: watchLogGroupNameOf(aws),
      failedChecks: this.failedRuns,
      seesRestoreTests: props.settings.restoreTests !== undefined,
    });
    const lambda = defineFunction(this, {
      name: functionNameOf(aws),
      description: "Finds backups that are missing, and what nobody announces",
      archiveName: "watch.zip",
      code: props.code,
      key,
      settings: { ...props.notifier, memoryMegabytes, reservedConcurrency: false },
      timeoutSeconds,
      environment: {
        STAGE: props.stage,
        QUEUE_URL: props.queue.url,
        WAITING_QUEUE_URLS: JSON.stringify([props.queue.url, props.deadLetterQueue.url]),
        LEDGER_TABLE_NAME: props.ledger.name,
        WATCH: JSON.stringify(props.settings),
        DNS_SUFFIX: aws.dnsSuffix,
        ...(props.usesFips && { AWS_USE_FIPS_ENDPOINT: "true" }),
      } satisfies WatchEnv,
      deadLetterQueueArn: this.failedRuns.arn,
      roleArn: role.arn,
      dependsOn: [logGroup, role.permissions],
    });
    this.functionName = lambda.functionName;
    this.logGroupName = logGroup.name;
    this.checkEveryHours = watch.checkEveryHours;
    this.hasDigest = watch.digestAt !== false;
    this.scheduleGroupName = new Schedules(this, "schedules", {
      aws,
      key,
      watch,
      functionArn: lambda.arn,
      deadLetterQueueArn: this.failedRuns.arn,
    }).groupName;
  }

  /** For a day: its alarm goes on as long as one is there. Apart from the notifier's: what is redriven must be its events. */
  private failedRunsQueue(aws: AwsEnvironment, key: EncryptionKey): Watch["failedRuns"] {
    const name = `${aws.namePrefix}-watch-failed-runs`;
    const { arn, url } = new SqsQueue(this, "failed-runs", {
      name,
      kmsMasterKeyId: key.arn,
      messageRetentionSeconds: daySeconds,
      policy: queuePolicy(aws.arn("sqs", name), []),
    });
    return { name, arn, url };
  }
}
