import fc from "fast-check";
import { detailTypes, eventTypes, states } from "./aws-words";
import { hostileScalars, json, text } from "./hostile";

const value = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(...hostileScalars) },
  { weight: 1, arbitrary: json },
);

const wordOr = <T>(words: readonly string[], other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: other });

const attribute = fc.oneof(
  value.map((Value) => ({ Type: "String", Value })),
  value.map((stringValue) => ({ dataType: "String", stringValue })),
);

const attributes = fc.record(
  {
    EventType: wordOr(eventTypes, text).map((Value) => ({ Type: "String", Value })),
    State: wordOr(states, text).map((Value) => ({ Type: "String", Value })),
    ...Object.fromEntries(
      "Id AccountId StartTime eventType reason resourceName resourceType clusterName"
        .split(" ")
        .map((name) => [name, attribute]),
    ),
  },
  { requiredKeys: [] },
);

const detailFields = `
  backupJobId copyJobId restoreJobId statusMessage resourceArn resourceType resourceName backupVaultName
  backupVaultArn destinationBackupVaultArn recoveryPointArn createdResourceArn creationDate
  completionDate backupSizeInBytes messageCategory indexStatus scanResult
`
  .trim()
  .split(/\s+/);

const eventBridge = fc.record(
  {
    id: value,
    "detail-type": wordOr(detailTypes, value),
    source: wordOr(["aws.backup"], value),
    account: value,
    region: wordOr(["eu-west-1", "cn-north-1"], value),
    time: wordOr(["2026-08-22T04:03:00Z"], value),
    resources: fc.oneof(fc.array(value, { maxLength: 3 }), value),
    detail: fc.record(
      {
        state: wordOr(states, value),
        status: wordOr(states, value),
        createdBy: fc.record(
          { backupPlanId: value, backupPlanName: value, backupRuleName: value },
          { requiredKeys: [] },
        ),
        ...Object.fromEntries(detailFields.map((name) => [name, value])),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["detail-type", "source"] },
);

/** Envelopes in envelopes: SNS around JSON around SNS, deeper than AWS ever nests. */
const { sns } = fc.letrec<{ sns: unknown; message: unknown }>((tie) => ({
  message: fc.oneof(
    { depthSize: "medium" },
    text,
    eventBridge.map((event) => JSON.stringify(event)),
    json.map((inner) => JSON.stringify(inner)),
    tie("sns").map((inner) => JSON.stringify(inner)),
    value,
  ),
  sns: fc.record(
    {
      Message: tie("message"),
      Subject: value,
      TopicArn: wordOr(["arn:aws:sns:eu-west-1:111122223333:topic"], value),
      Timestamp: wordOr(["2026-08-22T04:03:00.000Z"], value),
      MessageId: value,
      MessageAttributes: fc.oneof({ weight: 4, arbitrary: attributes }, { weight: 1, arbitrary: value }),
    },
    { requiredKeys: ["Message"] },
  ),
}));

const queueRecord = fc.record(
  {
    messageId: fc.oneof({ weight: 4, arbitrary: fc.uuid() }, { weight: 1, arbitrary: value }),
    body: fc.oneof(
      sns.map((inner) => JSON.stringify(inner)),
      eventBridge.map((inner) => JSON.stringify(inner)),
      value,
    ),
    messageAttributes: fc.oneof(attributes, value),
    attributes: fc.oneof(fc.record({ ApproximateReceiveCount: value }), value),
    receiptHandle: value,
    eventSourceARN: value,
  },
  { requiredKeys: ["messageId", "body"] },
);

const record = fc.oneof(
  sns.map((Sns) => ({ EventSource: "aws:sns", Sns })),
  queueRecord,
  json,
);

/** What Lambda may be called with: the right envelopes with anything inside. */
export const envelope: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.array(record, { maxLength: 4 }).map((Records) => ({ Records })) },
  { weight: 1, arbitrary: eventBridge },
);
