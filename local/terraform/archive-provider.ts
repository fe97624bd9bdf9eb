import { execFile } from "node:child_process";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { platformOf } from "./mirror";

const run = promisify(execFile);

/** The last version whose Go module other programs can import. */
export const buildableArchiveVersion = "1.3.0";

const failureSchema = z.object({ code: z.unknown(), stderr: z.string().optional() });

const detailOf = (error: unknown): string => {
  const failure = failureSchema.safeParse(error).data;
  if (failure?.code === "ENOENT") return "Go is missing; install Go 1.21 or newer";
  return (failure?.stderr || String(error)).trim().split("\n").at(-1) ?? "";
};

/**
 * Builds the archive provider into a mirror, for machines that reach a Go module proxy, but no Terraform registry.
 * Takes about a minute and 18 MB.
 * @throws Error in one sentence.
 */
export const buildArchiveProvider = async (
  mirror: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> => {
  const folder = join(mirror, "registry.terraform.io", "hashicorp", "archive", buildableArchiveVersion);
  const target = join(folder, platformOf());
  const work = `${target}.building`;
  const sources = join(work, "source");
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    await cp(join(__dirname, "archive-provider"), sources, { recursive: true });
    const binary = join(work, `terraform-provider-archive_v${buildableArchiveVersion}_x4`);
    await run("go", ["build", "-mod=readonly", "-trimpath", "-ldflags=-s -w", "-o", binary, "."], {
      cwd: sources,
      env: { ...env, CGO_ENABLED: "0", GOFLAGS: "" },
      ...(signal && { signal }),
    });
    await rm(sources, { recursive: true, force: true });
    await rename(work, target);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw new Error(
      `no mirror has the archive provider, no registry answers, and building it failed: ${detailOf(error)}`,
    );
  }
};
