import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type InstallOptions, lastLineOf, runProgram } from "../process/program";
import { platformOf } from "./mirror";

/** The last version whose Go module other programs can import. */
const buildableVersion = "1.3.0";

/**
 * Builds the archive provider into a mirror, for machines that reach a Go module proxy, but no Terraform registry.
 * Takes about a minute and 18 MB.
 * @throws Error in one sentence.
 */
export const buildArchiveProvider = async (
  mirror: string,
  { env, signal }: Omit<InstallOptions, "directory">,
): Promise<void> => {
  const folder = join(mirror, "registry.terraform.io", "hashicorp", "archive", buildableVersion);
  const target = join(folder, platformOf());
  const work = `${target}.building`;
  const sources = join(work, "source");
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    await cp(join(__dirname, "archive-provider"), sources, { recursive: true });
    const binary = join(work, `terraform-provider-archive_v${buildableVersion}_x4`);
    await runProgram("go", ["build", "-mod=readonly", "-trimpath", "-ldflags=-s -w", "-o", binary, "."], {
      cwd: sources,
      env: { ...env, CGO_ENABLED: "0", GOFLAGS: "" },
      signal,
    });
    await rm(sources, { recursive: true, force: true });
    await rename(work, target);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    const line = lastLineOf(error);
    const reason = line.endsWith("spawn go ENOENT") ? "Go is missing; install Go 1.21 or newer" : line;
    throw new Error(
      `no mirror has the archive provider, no registry answers, and building it failed: ${reason}`,
    );
  }
};
