import type { Subscription } from "@aws-sdk/client-sns";
import type { StackOutputs } from "../../../src/outputs";
import { typed } from "../../program/npm-command";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, warning } from "../finding";
import { isConfirmed, listSubscriptions } from "./subscription";

/** Judges who is told about alarms, by e-mail or otherwise. */
export const judgeAlarmMail = (subscriptions: readonly Subscription[], outputs: StackOutputs): Finding => {
  const addressesOf = (some: readonly Subscription[]): string =>
    some.map(({ Protocol, Endpoint }) => (Protocol === "email" ? Endpoint : Protocol)).join(", ");
  const waiting = subscriptions.filter((one) => !isConfirmed(one));
  if (waiting.length > 0) {
    return warning(
      `${addressesOf(waiting)} has not confirmed the subscription, so no alarm arrives there`,
      "follow the link in the mail of AWS Notifications; after three days deploy again to get another",
    );
  }
  if (subscriptions.length === 0) {
    return warning(
      "nobody is told of alarms",
      `if that is not meant, write alarmEmail into stages/${outputs.stage}.ts and run ${typed("deploy", outputs)}`,
    );
  }
  return ok(`alarms go to ${addressesOf(subscriptions)}`);
};

export const alarmMailCheck = (stage: DeployedStage): Check =>
  check("alarm mail", async () =>
    judgeAlarmMail(await listSubscriptions(stage.outputs.alarm_topic_arn, stage.aws), stage.outputs),
  );
