import { fieldsOf } from "../../model/fields";
import { isVerdict } from "../../model/restore-test";
import type { Habit } from "../digest/habits";
import type { TestedDay, TestedResource } from "../digest/tested";
import type { OpenMemory, PlanMemory, ResourceMemory, State, UnheardMemory } from "./memory";

// What an older or a newer version of the watch wrote, or someone else: what has another shape is not remembered.

/** Whether a value has a shape. */
export type Shape<Value> = (value: unknown) => value is Value;

type Test = (value: unknown) => boolean;

/** Each field by its name; what is not named may be anything. */
const shape =
  <Value>(tests: { readonly [Name in keyof Required<Value>]: Test }): Shape<Value> =>
  (value): value is Value => {
    const fields = fieldsOf(value);
    return fields !== undefined && Object.entries<Test>(tests).every(([name, test]) => test(fields[name]));
  };

const text: Test = (value) => typeof value === "string";
const amount: Test = (value) => typeof value === "number" && value >= 0 && Number.isFinite(value);

/** Until the year 5138, so that it is a date. */
const seconds: Test = (value) => amount(value) && Number(value) < 1e11;
const always: Test = (value) => value === undefined || value === true;

const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);

const list =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);

const record =
  (test: Test): Test =>
  (value) =>
    Object.values(fieldsOf(value) ?? { none: undefined }).every(test);

export const isSeconds = seconds as Shape<number>;

export const isState = shape<State>({
  since: seconds,
  listedUntil: seconds,
  emptyAt: optional(seconds),
  lastCheckAt: optional(seconds),
  unseen: list(text),
  lateAt: list(seconds),
});

const isRule = shape<NonNullable<PlanMemory["rules"]>[number]>({
  id: optional(text),
  name: text,
  vaultName: optional(text),
  schedule: text,
  timeZone: text,
  startWindowMinutes: amount,
  completionWindowMinutes: amount,
  deleteAfterDays: optional(amount),
  copyTo: optional(list(text)),
  isElsewhere: always,
  airGappedVaultName: optional(text),
});

const isTag = shape<{ readonly key: string; readonly value: string }>({ key: text, value: text });

const isSelection = shape<PlanMemory["selections"][string]["selection"]>({
  name: text,
  resources: list(text),
  tags: list(isTag),
  conditions: record(list(isTag)),
  except: list(text),
});

export const isPlan = shape<PlanMemory>({
  version: text,
  changedAt: seconds,
  rules: optional(list(isRule)),
  selections: record(shape<PlanMemory["selections"][string]>({ createdAt: seconds, selection: isSelection })),
});

export const isResource = shape<ResourceMemory>({
  firstSelectedAt: optional(seconds),
  wasLeft: always,
  wasListed: always,
  goneSince: optional(seconds),
  ownAt: (value) => value === undefined || value === "none" || seconds(value),
  doubt: optional(
    shape<NonNullable<ResourceMemory["doubt"]>>({
      jobAt: seconds,
      lastGoodAt: (value) => value === undefined || value === "none" || seconds(value),
    }),
  ),
});

export const isOpen = shape<OpenMemory>({
  finding: text,
  cause: optional(text),
  to: optional(text),
  subject: (value) => {
    const { id, since } = fieldsOf(value) ?? {};
    return text(id) && !Number.isNaN(Date.parse(String(since)));
  },
  since: seconds,
  reportedAt: seconds,
});

export const isUnheard = shape<UnheardMemory>({
  kind: (value) => value === "backup" || value === "copy" || value === "restore",
  id: text,
  resourceArn: text,
  vaultName: text,
  state: text,
  createdAt: seconds,
  endedAt: seconds,
  sentAt: optional(seconds),
});

export const isHabit = shape<Habit>({ at: seconds, bytes: list(amount), seconds: list(amount) });

export const isTested = shape<TestedResource>({
  at: seconds,
  verdict: isVerdict,
  test: text,
  resourceType: text,
  minutes: list(amount),
});

export const isTestedDays = list(shape<TestedDay>({ day: text, minutes: amount })) as Shape<
  readonly TestedDay[]
>;
