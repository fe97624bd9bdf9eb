/** A stage in its Region, for what an operator types. */
export type Place = {
  readonly stage: string;
  /** Lambda always says it; absent where nothing runs in AWS, as in the preview. */
  readonly region?: string | undefined;
};

/** The operands of the project's commands: `dev eu-west-1`. Without the Region, a command may look into another one. */
export const operandsOf = ({ stage, region }: Place): string =>
  region === undefined ? stage : `${stage} ${region}`;
