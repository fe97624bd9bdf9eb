import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { parseArn } from "../../handler/model/arn";
import { dateOf, type Fields, fieldsOf, jsonFieldsOf, textOf } from "../../handler/model/fields";
import type { StackOutputs } from "../../src/outputs";
import { type AwsConfig, connect } from "../aws/client";
import { explain } from "../program/explain";
import type { DeadLetter } from "./dead-letter";
import type { Destination } from "./destination";

/** An event that only a topic or bus is waiting for. */
type ForwardLetter = { readonly targetArn: string; readonly event: Fields };

/** What the notifier parked as `{ forward: <arn>, event }`; `undefined` for any other dead letter. */
export const forwardLetterOf = ({ Body: body }: DeadLetter): ForwardLetter | undefined => {
  const { forward, event, ...others } = jsonFieldsOf(body) ?? {};
  const [targetArn, fields] = [textOf(forward), fieldsOf(event)];
  const isForward = targetArn !== undefined && fields !== undefined && Object.keys(others).length === 0;
  return isForward ? { targetArn, event: fields } : undefined;
};

/** Sends an event to its target. @returns why it is not there, if it is not */
type Send = (letter: ForwardLetter) => Promise<string | undefined>;

const senderOf = (outputs: StackOutputs, aws: AwsConfig): Send => {
  const [sns, events] = [connect(SNSClient, aws), connect(EventBridgeClient, aws)];
  return async ({ targetArn, event }) => {
    const { service, region, accountId } = parseArn(targetArn) ?? {};
    if (region !== outputs.region || accountId !== outputs.account_id) {
      return `${targetArn} is not in account ${outputs.account_id} and Region ${outputs.region}`;
    }
    if (service === "sns") {
      await sns.send(new PublishCommand({ TopicArn: targetArn, Message: JSON.stringify(event) }));
      return undefined;
    }
    const entry = {
      EventBusName: targetArn,
      Source: textOf(event["source"]),
      DetailType: textOf(event["detail-type"]),
      Time: dateOf(event["time"]),
      Detail: JSON.stringify(event["detail"]),
    };
    const { FailedEntryCount, Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    return FailedEntryCount === 0
      ? undefined
      : `${targetArn} did not take the event (${Entries[0]?.ErrorCode ?? "AWS gave no reason"})`;
  };
};

/**
 * Sends the letters of topics and buses to those alone, and all others to a destination. What a target does not take is kept,
 * and stops nothing.
 */
export const apartFromForwards = (
  destination: Destination,
  outputs: StackOutputs,
  aws: AwsConfig,
): Destination => {
  const send = senderOf(outputs, aws);
  return async (letters) => {
    const others = letters.filter((letter) => forwardLetterOf(letter) === undefined);
    // First: should it throw, nothing of the batch was forwarded.
    const { accepted, problem } = others.length === 0 ? { accepted: [] } : await destination(others);
    const forwarded: DeadLetter[] = [];
    const kept: { letter: DeadLetter; reason: string }[] = [];
    for (const letter of letters) {
      const forward = forwardLetterOf(letter);
      if (forward === undefined) continue;
      const reason = await send(forward).catch(explain);
      if (reason === undefined) forwarded.push(letter);
      else kept.push({ letter, reason });
    }
    return { accepted: [...accepted, ...forwarded], kept, ...(problem !== undefined && { problem }) };
  };
};
