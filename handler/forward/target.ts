// Loaded where an event is forwarded.
import { errorTypeOf } from "../aws/error-type";
import type { Aws, AwsRequest } from "../aws/request";
import { parseArn } from "../model/arn";
import { failureOf } from "../model/failure";
import { type Fields, fieldsOf, jsonFieldsOf, textOf } from "../model/fields";

/** Sends an event in its envelope to a topic or bus. Never throws: returns why it is not there. */
export type SendTo = (targetArn: string, envelope: Fields) => Promise<string | undefined>;

const timeoutMilliseconds = 3000;

type Call = Pick<AwsRequest, "service" | "headers" | "body">;

/** (Amazon SNS API Reference, Publish) */
const publish = (TopicArn: string, envelope: Fields): Call => ({
  service: "sns",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams({
    Action: "Publish",
    Version: "2010-03-31",
    TopicArn,
    Message: JSON.stringify(envelope),
  }).toString(),
});

/** EventBridge makes the envelope itself, with an id, account and Region. (Amazon EventBridge API Reference, PutEvents) */
const putEvent = (EventBusName: string, envelope: Fields): Call => ({
  service: "events",
  headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" },
  body: JSON.stringify({
    Entries: [
      {
        EventBusName,
        Source: envelope["source"],
        DetailType: envelope["detail-type"],
        Time: Math.floor(Date.parse(String(envelope["time"])) / 1000),
        Detail: JSON.stringify(envelope["detail"]),
      },
    ],
  }),
});

/** SNS answers in XML. Nothing but a name gets into a log. */
const errorOf = (status: number, body: string): string =>
  /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(body)?.[1] ?? errorTypeOf(status, body);

/** EventBridge may refuse an entry of a call that it accepts. */
const refusedEntryOf = (body: string): string | undefined => {
  const { FailedEntryCount, Entries } = jsonFieldsOf(body) ?? {};
  if (FailedEntryCount === 0) return undefined;
  const code = Array.isArray(Entries) ? textOf(fieldsOf(Entries[0])?.["ErrorCode"]) : undefined;
  return code !== undefined && /^[A-Za-z0-9.]{1,100}$/.test(code)
    ? code
    : "it did not say that it has the event";
};

export const createSendTo =
  (aws: Aws): SendTo =>
  async (targetArn, envelope) => {
    const isBus = parseArn(targetArn)?.service === "events";
    try {
      const call = isBus ? putEvent(targetArn, envelope) : publish(targetArn, envelope);
      // Sent twice, it has the same id.
      const request = {
        ...call,
        method: "POST",
        path: "/",
        isRepeatable: true,
        timeoutMilliseconds,
      } as const;
      const { status, body } = await aws(request);
      if (status !== 200) return errorOf(status, body);
      return isBus ? refusedEntryOf(body) : undefined;
    } catch (error) {
      return failureOf(error);
    }
  };
