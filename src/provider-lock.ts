import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";

/** Terraform's lock file: the providers' versions, and the hashes of their binaries. (Terraform, Dependency lock file) */
export const providerLockName = ".terraform.lock.hcl";

/** Gives a stack the lock file that the project has committed: Terraform looks for it beside the stack, which is generated. */
export const copyProviderLock = (project: string, stackDirectory: string): void => {
  const committed = join(project, providerLockName);
  if (existsSync(committed)) copyFileSync(committed, join(stackDirectory, providerLockName));
};
