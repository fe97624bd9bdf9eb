import type { Subscription } from "@aws-sdk/client-sns";
import type { StackOutputs } from "../../../src/outputs";
import { isConfirmed, listSubscriptions } from "../../aws/subscriptions";
import { typed } from "../../program/npm-command";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, warning } from "../finding";

/** Checks who receives the alarms, by email or otherwise. */
export const checkAlarmMail = (
  subscriptions: readonly Subscription[],
  topicArns: readonly string[],
  outputs: StackOutputs,
): Finding => {
  const addressesOf = (some: readonly Subscription[]): string =>
    some.map(({ Protocol, Endpoint }) => (Protocol === "email" ? Endpoint : Protocol)).join(", ");
  const waiting = subscriptions.filter((one) => !isConfirmed(one));
  if (waiting.length > 0) {
    return warning(
      `${addressesOf(waiting)} has not confirmed the subscription, so no alarms arrive there`,
      "follow the link in the email from AWS Notifications; after three days, deploy again to get a new one",
    );
  }
  if (subscriptions.length === 0 && topicArns.length === 0) {
    return warning(
      "no one receives the alarms",
      `if that is not intended, set alarmEmail or alarmTopics in stages/${outputs.stage}.ts and run ${typed("deploy", outputs)}`,
    );
  }
  return ok(`alarms go to ${[addressesOf(subscriptions), ...topicArns].filter(Boolean).join(", ")}`);
};

export const alarmMailCheck = (stage: DeployedStage): Check =>
  check("alarm mail", async () =>
    checkAlarmMail(
      await listSubscriptions(stage.outputs.alarm_topic_arn, stage.aws),
      stage.expected.alarmTopicArns,
      stage.outputs,
    ),
  );
