import { SQSClient } from "@aws-sdk/client-sqs";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { type Depth, depthOf } from "../../aws/queue-depth";
import { counted } from "../../program/counted";
import { typed } from "../../program/npm-command";
import { type Check, check } from "../check";
import { type DeployedStage, readTheLog } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

/** Checks for events that could not be delivered. */
export const checkDeadLetters = ({ waiting, inFlight }: Depth, outputs: StackOutputs): Finding => {
  const count = waiting + inFlight;
  return count === 0
    ? ok("no parked events")
    : problem(
        `${counted(count, "event")} in the dead-letter queue`,
        `the log shows why: ${readTheLog(outputs)}; fix the cause, then send ${count === 1 ? "it" : "them"} back with ${typed("redrive", outputs)}`,
      );
};

export const deadLettersCheck = (stage: DeployedStage): Check =>
  check("dead letters", async () =>
    checkDeadLetters(
      await depthOf(stage.outputs.dead_letter_queue_url, connect(SQSClient, stage.aws)),
      stage.outputs,
    ),
  );
