/** What a failure means and what to do. Sentences are mrkdwn, the command is plain text. */
export type Advice = {
  readonly means?: string;
  readonly next?: string;
  readonly command?: Command;
  /** Of a job: what else its sentence must say, as plain text. */
  readonly highlight?: string;
  /** What else is known, as label and plain text. */
  readonly facts?: readonly (readonly [label: string, text: string])[];
};

/** A command line to copy, and a label in mrkdwn that says what it does. The line is plain, not yet escaped. */
export type Command = { readonly label: string; readonly line: string };
