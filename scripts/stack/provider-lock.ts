import { existsSync } from "node:fs";
import { join } from "node:path";
import { providerLockName } from "../../src/provider-lock";
import type { Context } from "../program/context";
import { stackDirNameOf, type Target } from "./commands";

/** Whether the project has committed the hashes of its providers: then Terraform may not change them. */
export const isLocked = ({ projectDir }: Pick<Context, "projectDir">): boolean =>
  existsSync(join(projectDir, providerLockName));

/** How Terraform says that its providers are not those of the lock file. */
const mismatch =
  /init -upgrade|Provider dependency changes detected|doesn't match any of the\s+checksums|Inconsistent dependency lock file/;

/** The platforms of developers' machines and pipelines. */
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"];

/** Makes the lock file anew, from the registry, and puts it where it is committed. */
const lockCommandOf = (stage: string): string =>
  `(cd ${stackDirNameOf(stage)} && rm -f ${providerLockName} && terraform providers lock ${platforms.map((platform) => `-platform=${platform}`).join(" ")} && cp ${providerLockName} ../../..)`;

/** What to do where Terraform's providers are not those that the project has committed; absent where they are. */
export const lockMismatchIn = (stderr: string, { stage }: Target, context: Context): string | undefined =>
  isLocked(context) && mismatch.test(stderr)
    ? `the providers for stage ${stage} are not those of ${providerLockName}, so nothing was changed; if their versions were changed on purpose (package.json, AWS_PROVIDER_VERSION, ARCHIVE_PROVIDER_VERSION), or this platform is missing, make the file anew and commit it: ${lockCommandOf(stage)}`
    : undefined;
