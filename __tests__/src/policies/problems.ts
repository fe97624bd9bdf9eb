import type { Check } from "./check";
import { accessChecks } from "./checks/access";
import { encryptionChecks } from "./checks/encryption";
import { operationChecks } from "./checks/operations";
import { permissionChecks } from "./checks/permissions";
import { testWorkloadChecks } from "./checks/test-workload";
import type { StackJson } from "./stack-json";

/**
 * The rules that a stack must meet, as security scanners define them. Three of their rules are left out on purpose: a VPC
 * for the function (CKV_AWS_117), which only calls public HTTPS; code signing (CKV_AWS_272), because the plan pins the
 * code by its hash; and reserved concurrency (CKV_AWS_115), which the queue's two readers do not need.
 */
export const checks: readonly Check[] = [
  ...accessChecks,
  ...permissionChecks,
  ...encryptionChecks,
  ...operationChecks,
  ...testWorkloadChecks,
];

/** Everything that is wrong with a stack. */
export const problemsOf = (stack: StackJson): readonly string[] =>
  checks.flatMap((check) => check.problems(stack));

/** Whether anything is wrong with a stack; stops at the first problem. */
export const hasProblems = (stack: StackJson): boolean =>
  checks.some((check) => check.problems(stack).length > 0);
