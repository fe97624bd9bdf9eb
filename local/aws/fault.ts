/** What can be wrong with an AWS service for a while. */
export type Fault =
  /** Such as 400 `ThrottlingException`, or 500 `InternalServerError`. */
  | { readonly kind: "error"; readonly status: number; readonly type: string }
  /** Everything takes longer. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** No answer, ever. */
  | { readonly kind: "hang" };

/** Decides at each call what it meets; `undefined` where all is well. */
export type FaultProgram = (operation: string) => Fault | undefined;
