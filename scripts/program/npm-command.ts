import type { StackOutputs } from "../../src/outputs";

/** A deployed stage, as an operator names it. */
export type Place = Pick<StackOutputs, "stage" | "region">;

/** How to type one of the project's commands for a stage: `npm run doctor -- dev eu-west-1`, in backquotes. */
export const typed = (command: string, { stage, region }: Place, ...flags: readonly string[]): string =>
  `\`${["npm run", command, "--", stage, region, ...flags].join(" ")}\``;
