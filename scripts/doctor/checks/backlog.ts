import { CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { SQSClient } from "@aws-sdk/client-sqs";
import { duration } from "../../../handler/render/mrkdwn";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { type Depth, depthOf } from "../../aws/queue-depth";
import { lastPartOf } from "../../aws/stage-arns";
import { counted } from "../../program/counted";
import { type Check, check } from "../check";
import { type DeployedStage, readTheLog } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

type BacklogFacts = Depth & {
  /** Absent where CloudWatch has no data point of the last 15 minutes. */
  readonly oldestSeconds?: number | undefined;
};

/** The threshold of the stack's own alarm. */
const lateSeconds = 900;

/** Checks what waits in the delivery queue. */
export const checkBacklog = (backlog: BacklogFacts, outputs: StackOutputs): Finding => {
  const { waiting, inFlight, oldestSeconds } = backlog;
  const events = waiting + inFlight;
  if (events === 0) return ok("no events waiting");
  if (oldestSeconds === undefined) {
    return unknown(
      `CloudWatch does not say yet how long the oldest of ${counted(events, "event")} to be delivered has waited; check again in a few minutes`,
    );
  }
  if (oldestSeconds >= lateSeconds) {
    return problem(
      `${counted(events, "event")} to be delivered, the oldest for ${duration(oldestSeconds * 1000)}`,
      `the notifier's log shows why: ${readTheLog(outputs)}`,
    );
  }
  if (events > 100) {
    return warning(
      `${events} events to be delivered`,
      "check again in a few minutes: Slack accepts one message per second",
    );
  }
  return ok(`${counted(events, "event")} to be delivered`);
};

const fifteenMinutes = 15 * 60 * 1000;

const oldestSecondsOf = async ({ outputs, aws, clock }: DeployedStage): Promise<number | undefined> => {
  const { Datapoints = [] } = await connect(CloudWatchClient, aws).send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/SQS",
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: lastPartOf(outputs.queue_url) }],
      StartTime: new Date(clock.now() - fifteenMinutes),
      EndTime: new Date(clock.now()),
      Period: 300,
      Statistics: ["Maximum"],
    }),
  );
  const at = ({ Timestamp }: Datapoint): number => Timestamp?.getTime() ?? 0;
  return Datapoints.toSorted((one, other) => at(other) - at(one))[0]?.Maximum;
};

const readBacklog = async (stage: DeployedStage): Promise<BacklogFacts> => {
  const [depth, oldestSeconds] = await Promise.all([
    depthOf(stage.outputs.queue_url, connect(SQSClient, stage.aws)),
    oldestSecondsOf(stage),
  ]);
  return { ...depth, oldestSeconds };
};

export const backlogCheck = (stage: DeployedStage): Check =>
  check("backlog", async () => checkBacklog(await readBacklog(stage), stage.outputs));
