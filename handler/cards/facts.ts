import type { Origin } from "../model";
import { code, date, duration, plain, short } from "../slack-text";
import type { Fact } from "./card";

const maxValueLength = 250;

/** A fact whose value is AWS's text; none where the value is not known. */
export const fact = (label: string, value: string | undefined): Fact[] =>
  value === undefined ? [] : [[label, code(value, maxValueLength)]];

/** A point in time, shown in the reader's time zone. */
export const dateFact = (label: string, value: Date | undefined): Fact[] =>
  value === undefined ? [] : [[label, date(value)]];

/** How long it took; none where the clocks disagree. AWS's own sample starts a month after it was sent. */
export const durationFact = (from: Date | undefined, to: Date | undefined): Fact[] => {
  const milliseconds = from && to ? to.getTime() - from.getTime() : -1;
  return milliseconds < 0 ? [] : [["Duration", duration(milliseconds)]];
};

const maxPlaceLength = 100;

/**
 * Where it happened, for the line below the headline. A console link opens the reader's own account, so the account
 * always stands in the message.
 */
export const placeOf = ({ accountId, region }: Origin, stage: string, vaultName?: string): string[] => [
  ...(accountId === undefined ? [] : [`account ${code(accountId, maxPlaceLength)}`]),
  ...(region === undefined ? [] : [code(region, maxPlaceLength)]),
  ...(vaultName === undefined ? [] : [`vault ${code(vaultName, maxPlaceLength)}`]),
  `stage ${plain(stage, 60)}`,
];

/** The same for a sentence: `in eu-west-1, account 111122223333`. */
export const originWords = ({ accountId, region }: Origin): string =>
  [region && ` in ${short(region, 40)}`, accountId && `, account ${short(accountId, 40)}`]
    .filter(Boolean)
    .join("");
