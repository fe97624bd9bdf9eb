import type { Fact } from "./card";
import { code, date, duration, link } from "./mrkdwn";

const maxValueLength = 250;

/** A fact whose value is AWS's text; none if the value is unknown. */
export const fact = (label: string, value: string | undefined): Fact[] =>
  value === undefined ? [] : [[label, code(value, maxValueLength)]];

/** A point in time, shown in the reader's time zone. */
export const dateFact = (label: string, value: Date | undefined): Fact[] =>
  value === undefined ? [] : [[label, date(value)]];

/** How long it took; none where the clocks disagree. AWS's own sample event starts a month after it was sent. */
export const durationFact = (from: Date | undefined, to: Date | undefined): Fact[] => {
  const milliseconds = from && to ? to.getTime() - from.getTime() : -1;
  return milliseconds < 0 ? [] : [["Duration", duration(milliseconds)]];
};

/** Links to the pages whose URL is known, in mrkdwn. */
export const linksTo = (pages: readonly (readonly [label: string, url: string | undefined])[]): string[] =>
  pages.flatMap(([label, url]) => (url === undefined ? [] : [link(url, label)]));
