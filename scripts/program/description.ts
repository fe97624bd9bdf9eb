/** A flag of a command: `--yes`, or one with a value such as `--resource <arn>`. */
export type Flag =
  | { readonly type: "boolean"; readonly description: string }
  | {
      readonly type: "string";
      readonly placeholder: string;
      readonly description: string;
      /** Absent where any text is allowed. */
      readonly choices?: readonly string[];
      readonly isRepeatable?: true;
    }
  | {
      readonly type: "number";
      readonly placeholder: string;
      readonly description: string;
      /** Whole numbers from `min` to `max` are allowed. */
      readonly min: number;
      readonly max: number;
      readonly default?: number;
    };

export type Flags = Readonly<Record<string, Flag>>;

type Text<F extends Flag> = F extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

type FlagValue<F extends Flag> = F extends { readonly type: "boolean" }
  ? boolean
  : F extends { readonly type: "number" }
    ? number | (F extends { readonly default: number } ? never : undefined)
    : F extends { readonly isRepeatable: true }
      ? readonly Text<F>[]
      : Text<F> | undefined;

/** Values of the flags, read and checked. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: FlagValue<F[Name]> };

/** An argument that is not a flag. */
export type Operand = {
  readonly name: string;
  readonly description: string;
  readonly isRepeatable?: true;
};

/** How a command is typed, and what `--help` says about it. */
export type Description<F extends Flags> = {
  /** Name of the npm script. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Sentences about what it does, one per line. */
  readonly details?: readonly string[];
  readonly operands?: readonly Operand[];
  readonly flags?: F;
  /** What is allowed after a second `--`; the command passes it on to cdktf. */
  readonly passesOn?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What to type after `npm run <name> --`. */
  readonly examples?: readonly string[];
  /** What 0 and 1 mean, where they say more than "done" and "failed". */
  readonly exitCodes?: { readonly 0?: string; readonly 1?: string };
};
