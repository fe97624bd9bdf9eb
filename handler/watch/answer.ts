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

/**
 * One list of the pages of an answer, each item once: an item may move to another page while AWS is asked. Of two with the
 * same key `better` decides. A page that is missing makes the whole list unknown: what it held cannot be judged.
 */
export const allPages = <Item>(
  pages: readonly Answer<readonly Item[]>[],
  keyOf: (item: Item) => string,
  better: (one: Item, other: Item) => Item,
): Answer<readonly Item[]> => {
  const missing = pages.flatMap((page) => (page.is === "unknown" ? [page.because] : []));
  if (missing.length > 0) {
    return unseen(pages.length === missing.length ? (missing.toSorted()[0] ?? "no-answer") : "not-all-pages");
  }
  const items = new Map<string, Item>();
  for (const page of pages) {
    for (const item of answered(page) ?? []) {
      const other = items.get(keyOf(item));
      items.set(keyOf(item), other === undefined ? item : better(other, item));
    }
  }
  return known([...items].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item));
};
