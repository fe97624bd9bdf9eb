import { denyInsecureTransport, policyDocument } from "../foundation/iam-policy";

/** A service that may send to a queue, and the one resource on whose behalf. */
export type QueueSender = { readonly sid: string; readonly service: string; readonly sourceArn: string };

/**
 * The policy of a queue: these senders, TLS only. A queue carries its policy itself: as a resource of its own it
 * would cost another wait of 25 seconds, so the queue's ARN is made from its name.
 */
export const queuePolicy = (queueArn: string, senders: readonly QueueSender[]): string =>
  policyDocument([
    ...senders.map(({ sid, service, sourceArn }) => ({
      Sid: sid,
      Effect: "Allow" as const,
      Principal: { Service: service },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
    })),
    denyInsecureTransport(["sqs:SendMessage", "sqs:ReceiveMessage"], queueArn),
  ]);
