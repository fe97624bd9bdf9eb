/** A trouble that the month plants, or something that only looks like one. */
export type Trouble = {
  /** Row of the table. */
  readonly kind: string;
  /** Names of what is found, as `<finding>|<subject>`: any of them finds it. */
  readonly keys: readonly string[];
  /** Found earlier, it is a false alarm. */
  readonly from: number;
  /** From here its delay counts. */
  readonly dueAt: number;
  readonly latestAt: number;
  /** Found later, it is a false alarm. */
  readonly until: number;
  foundAt?: number;
};

export type FalseAlarm = { readonly at: number; readonly key: string; readonly text: string };

export type Expectations = ReturnType<typeof createExpectations>;

/** What must be found, what may be, and what was. */
export const createExpectations = () => {
  const troubles: Trouble[] = [];
  const byKey = new Map<string, Trouble[]>();
  const allowed = new Map<string, { readonly from: number; readonly until: number }[]>();
  const busy: { readonly from: number; readonly until: number }[] = [];
  const falseAlarms: FalseAlarm[] = [];
  const push = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };
  return {
    troubles,
    falseAlarms,
    busy,
    expect: (trouble: Trouble): void => {
      troubles.push(trouble);
      for (const key of trouble.keys) push(byKey, key, trouble);
    },
    /** Neither must nor must not be found then. */
    allow: (key: string, from: number, until: number): void => push(allowed, key, { from, until }),
    /** A time in which more than the digest may be said. */
    occupy: (from: number, until: number): void => void busy.push({ from, until }),
    isCalm: (from: number, until: number): boolean =>
      busy.every((one) => one.until <= from || one.from >= until),
    /** So many more than an event names: it counts them, and a report names them. */
    counted: (prefix: string, count: number, at: number): void => {
      const open = troubles.filter(
        ({ foundAt, from, until, keys }) =>
          foundAt === undefined && from <= at && at <= until && keys.some((key) => key.startsWith(prefix)),
      );
      for (const trouble of open.slice(0, count)) trouble.foundAt = at;
    },
    /** Something was found. */
    found: (key: string, at: number, text: string): void => {
      const fitting = (byKey.get(key) ?? []).filter(({ from, until }) => from <= at && at <= until);
      for (const trouble of fitting) trouble.foundAt ??= at;
      // Of a kind as a whole, or of one subject.
      const allowances = [...(allowed.get(key) ?? []), ...(allowed.get(key.split("|", 1)[0] ?? "") ?? [])];
      const isAllowed = allowances.some(({ from, until }) => from <= at && at <= until);
      if (fitting.length === 0 && !isAllowed) falseAlarms.push({ at, key, text });
    },
  };
};
