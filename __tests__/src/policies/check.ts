import type { Arguments } from "../../fixtures/stack";
import { resourcesOf, type StackJson } from "./stack-json";

/** One rule that a stack must meet. */
export type Check = {
  /** Its ids in scanners: Checkov, Trivy (`AWS-`), KICS, and AWS Foundational Security Best Practices. */
  readonly rules: string;
  readonly holds: string;
  /** What is wrong, one sentence each; empty if the stack meets the rule. */
  readonly problems: (stack: StackJson) => readonly string[];
  /** A stack, made from a good one, that breaks the rule. */
  readonly broken: (stack: StackJson) => StackJson;
};

/** Every resource of a type must pass the check. */
export const every =
  (type: string, isGood: (args: Arguments) => boolean, otherwise: string) =>
  (stack: StackJson): readonly string[] =>
    resourcesOf(stack, type).flatMap(({ address, args }) =>
      isGood(args) ? [] : [`${address}: ${otherwise}`],
    );

/** There must be no resource of these types. */
export const none =
  (types: readonly string[], otherwise: string) =>
  (stack: StackJson): readonly string[] =>
    types.flatMap((type) => resourcesOf(stack, type).map(({ address }) => `${address}: ${otherwise}`));
