import { quoted } from "./credential";
import { wrongUsage } from "./failure";

/** A flag of a command: `--yes`, or one with a value such as `--resource <arn>`. */
export type Flag<Value> = {
  /** Absent where the flag takes no value. */
  readonly placeholder?: string;
  /** What it does, and which values are allowed. */
  readonly description: string;
  /**
   * Reads what was typed, one text per use of the flag.
   * @throws Failure (exit code 2) that says what is allowed.
   */
  readonly read: (texts: readonly string[], name: string) => Value;
};

export type Flags = Readonly<Record<string, Flag<unknown>>>;

export type FlagValues<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer Value> ? Value : never;
};

/** A flag without a value. */
export const option = (description: string): Flag<boolean> => ({
  description,
  read: (texts) => texts.length > 0,
});

/** A flag with any text as its value. */
export const text = (placeholder: string, description: string): Flag<string | undefined> => ({
  placeholder,
  description,
  read: (texts) => texts.at(-1),
});

/** A flag whose value is one of these names; it can be repeated. */
export const names = <Name extends string>(
  description: string,
  allowed: readonly Name[],
): Flag<readonly Name[]> => ({
  placeholder: "name",
  description: `${description}: ${allowed.join(", ")}`,
  read: (texts, flag) =>
    texts.map((typed) => {
      const name = allowed.find((one) => one === typed);
      if (name !== undefined) return name;
      throw wrongUsage(`--${flag} is ${quoted(typed)}; allowed are ${allowed.join(", ")}`);
    }),
});

/** A flag whose value is a whole number; `usual` where it is not typed. */
export const wholeNumber = <Usual extends number | undefined>(
  description: string,
  [min, max]: readonly [min: number, max: number],
  usual: Usual,
): Flag<number | Usual> => ({
  placeholder: "number",
  description: `${description} (${min} to ${max}${usual === undefined ? "" : `; default: ${usual}`})`,
  read: (texts, flag) => {
    const isAllowed = (typed: string): boolean =>
      /^\d{1,10}$/.test(typed) && Number(typed) >= min && Number(typed) <= max;
    const wrong = texts.find((typed) => !isAllowed(typed));
    if (wrong === undefined) return texts.map(Number).at(-1) ?? usual;
    throw wrongUsage(`--${flag} is ${quoted(wrong)}; allowed is a whole number from ${min} to ${max}`);
  },
});
