import type { Check } from "./check";
import { accessChecks } from "./checks/access";
import { encryptionChecks } from "./checks/encryption";
import { machineryChecks } from "./checks/machinery";
import { permissionChecks } from "./checks/permissions";
import { testWorkloadChecks } from "./checks/test-workload";
import type { StackJson } from "./stack-json";

/**
 * What a stack must hold, as security scanners see it. Three of their rules do not suit it, on purpose: a VPC for the
 * function (CKV_AWS_117), which only talks to public HTTPS; code signing (CKV_AWS_272), since the plan pins the code
 * by its hash; and concurrency that is reserved (CKV_AWS_115), which the queue's two readers do without.
 */
export const checks: readonly Check[] = [
  ...accessChecks,
  ...permissionChecks,
  ...encryptionChecks,
  ...machineryChecks,
  ...testWorkloadChecks,
];

/** Everything that is wrong with a stack. */
export const problemsOf = (stack: StackJson): readonly string[] =>
  checks.flatMap((check) => check.problems(stack));

/** Whether anything is wrong with a stack; asks no further than the first problem. */
export const hasProblems = (stack: StackJson): boolean =>
  checks.some((check) => check.problems(stack).length > 0);
