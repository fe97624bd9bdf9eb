import fc from "fast-check";
import { deep, hostileScalars, key, text } from "./hostile";
import { awsWords } from "./real-events";
import { type Entry, edit, placesOf, valueAt } from "./tree";

/** Changes the entry at a place, with the values of the step. */
type Change = (entry: Entry, step: Step, root: unknown) => readonly Entry[];

const cut = (value: string, at: number): number => at % (value.length + 1);

/** The same value in another type. */
const retyped = (value: unknown, number: number): unknown => {
  const other = typeof value === "string" ? Number(value) || number : (JSON.stringify(value) ?? "");
  const types = [other, [value], { value }, null, number % 2 === 0, number];
  return types[number % types.length];
};

/** Keys that determine an event's kind: a flood skips them, so that the other fields reach the message. */
const deciding: readonly string[] = [
  ...["EventType", "eventType", "State", "Status", "state", "status", "detail-type", "source", "region"],
  ...["TopicArn", "resourceArn", "messageId"],
];

/** Replaces every text in it with the same text, so that all fields of a message reach their longest at once. */
const flooded = ([name, value]: Entry, text: string): unknown => {
  if (deciding.includes(name)) return value;
  if (typeof value === "string") return text;
  if (Array.isArray(value)) return value.map((item) => flooded(["", item], text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, flooded([key, inner], text)]));
};

const changes = {
  drop: () => [],
  double: ([name, value], { name: other }) => [
    [name, value],
    [other, value],
  ],
  rename: ([, value], { name }) => [[name, value]],
  recase: ([name, value]) => [[name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase(), value]],
  replace: ([name], { text }) => [[name, text]],
  reword: ([name], { word }) => [[name, word]],
  rescale: ([name], { scalar }) => [[name, scalar]],
  retype: ([name, value], { number }) => [[name, retyped(value, number)]],
  splice: ([name, value], { text, number }) => {
    if (typeof value !== "string") return [[name, text]];
    const at = cut(value, number);
    return [[name, value.slice(0, at) + text + value.slice(at)]];
  },
  truncate: ([name, value], { number }) => [
    [name, typeof value === "string" ? value.slice(0, cut(value, number)) : value],
  ],
  repeat: ([name, value], { number }) => [
    [name, typeof value === "string" ? value.repeat(1 + (number % 50)).slice(0, 100_000) : [value, value]],
  ],
  flood: ([name, value], { text }) => [[name, flooded([name, value], text)]],
  bury: ([name, value], { number }) => [[name, deep(value, number % 200)]],
  swap: ([name], { other }, root) => {
    const places = placesOf(root);
    return [[name, valueAt(root, places[other % places.length] ?? [])]];
  },
} as const satisfies Readonly<Record<string, Change>>;

type ChangeName = keyof typeof changes;

const changeNames = Object.keys(changes) as readonly ChangeName[]; // TypeScript does not know that these are all.

/** One mutation: the change, its place and its values. */
export type Step = {
  readonly change: ChangeName;
  readonly place: number;
  readonly number: number;
  readonly other: number;
  readonly name: string;
  readonly text: string;
  /** One of AWS's own words, often the right word in the wrong place. */
  readonly word: string;
  readonly scalar: unknown;
};

export const step: fc.Arbitrary<Step> = fc.record({
  change: fc.constantFrom(...changeNames),
  place: fc.nat(),
  number: fc.nat(),
  other: fc.nat(),
  name: key,
  text,
  word: fc.constantFrom(...awsWords),
  scalar: fc.constantFrom(...hostileScalars),
});

/** Applies the steps in order, to a copy of the value. */
export const mutate = (value: unknown, steps: readonly Step[]): unknown =>
  steps.reduce((root, one) => {
    const places = placesOf(root);
    const place = places[one.place % places.length];
    return place === undefined ? root : edit(root, place, (entry) => changes[one.change](entry, one, root));
  }, value);
