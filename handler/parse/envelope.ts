import { dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { Origin } from "../model/origin";

/** An EventBridge event from any source. */
export type EventBridgeEvent = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Fields;
  readonly resources: readonly unknown[];
  readonly origin: Origin;
  readonly whole: Fields;
};

/** Parses EventBridge's envelope; `undefined` for anything else. (Amazon EventBridge, event structure) */
export const eventBridgeEventOf = (fields: Fields): EventBridgeEvent | undefined => {
  const detailType = textOf(fields["detail-type"]);
  const source = textOf(fields["source"]);
  if (detailType === undefined || source === undefined) return undefined;
  return {
    source,
    detailType,
    detail: fieldsOf(fields["detail"]) ?? {},
    resources: Array.isArray(fields["resources"]) ? fields["resources"] : [],
    origin: known({
      accountId: textOf(fields["account"]),
      region: textOf(fields["region"]),
      sentAt: dateOf(fields["time"]),
      messageId: textOf(fields["id"]),
    }),
    whole: fields,
  };
};
