import fc from "fast-check";
import { fieldsOf } from "../../handler/model/fields";
import { envelope } from "./envelopes";
import { deep, json, text } from "./hostile";
import { mutate, step } from "./mutation";
import { answerBases, eventBridgeBases, folded, vaultBases } from "./real-events";
import type { FuzzInput } from "./trial";

/** A kind of input. */
export type Family = {
  readonly name: string;
  readonly inputs: fc.Arbitrary<FuzzInput>;
  /** Mutated real events: these must reach every kind of event that the notifier knows. */
  readonly isReal: boolean;
  /** How many of twelve chunks it gets. */
  readonly share: number;
};

/** Mutates an unfolded real event, then sometimes the folded text that AWS sends. */
const mutated = (bases: readonly unknown[], maxSteps = 5): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...bases),
      fc.array(step, { maxLength: maxSteps }),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(step, { maxLength: 2 }) },
      ),
    )
    .map(([base, inside, outside]) => mutate(folded(mutate(base, inside)), outside));

const asInput = (events: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzInput> =>
  events.map((event) => ({ event }));

const nested = fc.tuple(json, fc.nat({ max: 10_000 })).map(([value, levels]) => deep(value, levels));

/** An answer within an object, so that mutations reach the answer as a whole. */
const answers = mutated(answerBases.map((answer) => ({ answer }))).map((given) => {
  const { answer = given } = fieldsOf(given) ?? {};
  return JSON.stringify(answer) ?? "";
});

const described: fc.Arbitrary<FuzzInput> = fc
  .tuple(
    mutated([...vaultBases, ...eventBridgeBases], 1),
    fc.oneof(
      { weight: 6, arbitrary: answers },
      { weight: 1, arbitrary: json.map((answer) => JSON.stringify(answer)) },
      { weight: 1, arbitrary: text },
    ),
  )
  .map(([event, answer]) => ({ event, answer }));

const recordsOf = (event: unknown): readonly unknown[] => {
  const records = fieldsOf(event)?.["Records"];
  return Array.isArray(records) ? records : [{ messageId: "m", body: JSON.stringify(event) ?? "" }];
};

/** The largest payload of one invocation. (AWS Lambda Developer Guide, quotas) */
const maxBatchCharacters = 6_000_000;

/** As many of the records as fit into one invocation, each with its own ID. */
const batchOf = (records: readonly unknown[]): FuzzInput => {
  let characters = 0;
  const fitting = records.filter((record) => {
    characters += JSON.stringify(record)?.length ?? 0;
    return characters <= maxBatchCharacters;
  });
  const Records = fitting.map((record, index) =>
    typeof record === "object" ? { ...record, messageId: `message-${index}` } : record,
  );
  return { event: { Records } };
};

/** A queue's batch of a few events, most of them repeated many times. */
const bursts: fc.Arbitrary<FuzzInput> = fc
  .tuple(
    fc.array(mutated([...vaultBases, ...eventBridgeBases], 3), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(), { minLength: 2, maxLength: 40 }),
  )
  .map(([events, picks]) => {
    const records = events.flatMap(recordsOf);
    return batchOf(picks.map((pick) => records[pick % records.length]));
  });

const anything = fc.anything({ withBigInt: true, withNullPrototype: true });

/** All families. Each chunk of a run belongs to one. */
export const families: readonly Family[] = [
  {
    name: "any JSON",
    inputs: asInput(fc.oneof({ weight: 20, arbitrary: json }, { weight: 1, arbitrary: nested })),
    isReal: false,
    share: 1,
  },
  { name: "any value", inputs: asInput(anything), isReal: false, share: 1 },
  { name: "envelopes", inputs: asInput(envelope), isReal: false, share: 2 },
  { name: "vault events", inputs: asInput(mutated(vaultBases)), isReal: true, share: 3 },
  { name: "EventBridge events", inputs: asInput(mutated(eventBridgeBases)), isReal: true, share: 3 },
  { name: "described jobs", inputs: described, isReal: true, share: 1 },
  { name: "bursts", inputs: bursts, isReal: true, share: 1 },
];
