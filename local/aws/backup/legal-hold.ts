/** A legal hold: what it names cannot be deleted. */
export type LegalHold = {
  readonly id: string;
  readonly sequence: number;
  readonly title: string;
  readonly recoveryPointArns: readonly string[];
};
