import { denyInsecureTransport, policyDocument } from "../foundation/iam-policy";

/** A service that may send to a queue, on behalf of one resource or of several. */
export type QueueSender = {
  readonly sid: string;
  readonly service: string;
  readonly sourceArn: string | readonly string[];
};

/**
 * The policy of a queue: these senders, TLS only. It is an argument of the queue, because a separate policy resource
 * takes Terraform another 25 seconds; hence the queue's ARN is built from its name.
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
