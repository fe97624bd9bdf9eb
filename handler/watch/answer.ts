import type { Unseen } from "../model/found";

/** What AWS answered. An absent answer is a value, and never good news. */
export type Answer<Value> =
  | { readonly is: "known"; readonly value: Value }
  | { readonly is: "unknown"; readonly because: Unseen };

export const known = <Value>(value: Value): Answer<Value> => ({ is: "known", value });

export const unseen = (because: Unseen): Answer<never> => ({ is: "unknown", because });

/** The value of an answer; `undefined` where there is none. For values that cannot be `undefined` themselves. */
export const answered = <Value extends NonNullable<unknown>>(answer: Answer<Value>): Value | undefined =>
  answer.is === "known" ? answer.value : undefined;
