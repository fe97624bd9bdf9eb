import type { Arguments } from "../../fixtures/stack";
import { resourcesOf, type StackJson } from "./stack-json";

/** One thing that a stack must hold. */
export type Check = {
  /** Scanners' ids of it: Checkov, Trivy (`AWS-`), KICS, and AWS's own Foundational Security Best Practices. */
  readonly rules: string;
  readonly holds: string;
  /** What is wrong, one sentence each; empty where it holds. */
  readonly problems: (stack: StackJson) => readonly string[];
  /** A stack, made from a good one, that does not hold it. */
  readonly broken: (stack: StackJson) => StackJson;
};

/** Every resource of a type must be so. */
export const every =
  (type: string, isSo: (args: Arguments) => boolean, otherwise: string) =>
  (stack: StackJson): readonly string[] =>
    resourcesOf(stack, type).flatMap(({ address, args }) => (isSo(args) ? [] : [`${address}: ${otherwise}`]));

/** There must be no resource of these types. */
export const none =
  (types: readonly string[], otherwise: string) =>
  (stack: StackJson): readonly string[] =>
    types.flatMap((type) => resourcesOf(stack, type).map(({ address }) => `${address}: ${otherwise}`));
