import { SQSClient } from "@aws-sdk/client-sqs";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import { type Depth, depthOf } from "../aws/queue-depth";
import type { Context } from "../program/context";
import { counted } from "../program/counted";

/** Where messages are stuck that the notifier's log does not show, in one sentence. */
export const whereStuck = async (outputs: StackOutputs, context: Context): Promise<string> => {
  const { function_name, log_group_name, queue_url, dead_letter_queue_url, topic_arn } = outputs;
  if (queue_url === "") {
    return `the notifier's log does not show it; check that function ${function_name} is subscribed to ${topic_arn}, and read ${log_group_name}`;
  }
  const sqs = connect(SQSClient, context.awsConfig(outputs.region));
  const queue = await depthOf(queue_url, sqs);
  const dead: Depth =
    dead_letter_queue_url === "" ? { waiting: 0, inFlight: 0 } : await depthOf(dead_letter_queue_url, sqs);
  if (queue.waiting > 0) {
    return `the queue holds ${counted(queue.waiting, "message")} and function ${function_name} does not receive any; check that its event source mapping is enabled`;
  }
  if (queue.inFlight > 0) {
    return `${counted(queue.inFlight, "message")} with function ${function_name}, or waiting for a retry; read ${log_group_name}`;
  }
  if (dead.waiting + dead.inFlight > 0) {
    return `the dead-letter queue holds ${counted(dead.waiting + dead.inFlight, "message")}; ${log_group_name} shows why`;
  }
  return `the queue is empty and the notifier's log does not show it; check the queue's subscription to ${topic_arn} and the policies of both, and read ${log_group_name}`;
};
