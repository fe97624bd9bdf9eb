import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { mirrorCandidates, type Registry, registries } from "./mirror";
import { type Providers, prepareProviders } from "./providers";

const run = promisify(execFile);

/** The Terraform of this machine, with the providers that the stack needs. */
export type Terraform = {
  readonly providers: Providers;
  /** What is used, in one line. */
  readonly summary: string;
};

export type TerraformOptions = {
  /** Where missing providers are stored, also for the next run. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Stops downloads and builds. */
  readonly signal?: AbortSignal;
};

const bindings = z.object({ cdktf: z.object({ provider: z.object({ version: z.string() }) }) });

/** The provider version that a package of bindings was generated for. */
const wantedVersionOf = (name: "aws" | "archive"): string =>
  bindings.parse(require(`@cdktf/provider-${name}/package.json`)).cdktf.provider.version;

/** Which Terraform, or OpenTofu, is installed, and in which version. */
const askTerraform = async (
  program: string,
  { env, signal }: Pick<TerraformOptions, "env" | "signal">,
): Promise<{ name: string; version: string; registry: Registry }> => {
  const options = { env, ...(signal && { signal }) };
  try {
    const { stdout: json } = await run(program, ["version", "-json"], options);
    const { terraform_version: version } = z
      .object({ terraform_version: z.string() })
      .parse(JSON.parse(json));
    const { stdout: words } = await run(program, ["version"], options);
    return words.startsWith("OpenTofu")
      ? { name: "OpenTofu", version, registry: registries.tofu }
      : { name: "Terraform", version, registry: registries.terraform };
  } catch {
    throw new Error(
      `${program} was not found or does not print its version; install Terraform 1.5 or newer, or set TERRAFORM_BINARY_NAME to another program`,
    );
  }
};

/**
 * Finds Terraform, and finds or gets its providers.
 * @throws Error in one sentence that says what to install.
 */
export const prepareTerraform = async (options: TerraformOptions): Promise<Terraform> => {
  const { directory, env, signal } = options;
  const terraform = env["TERRAFORM_BINARY_NAME"] || "terraform";
  const { name, version, registry } = await askTerraform(terraform, options);
  const providers = await prepareProviders({
    directory,
    mirrors: mirrorCandidates(env),
    terraform,
    registry,
    wantedVersions: { aws: wantedVersionOf("aws"), archive: wantedVersionOf("archive") },
    env,
    ...(signal && { signal }),
  });
  return { providers, summary: `${name} ${version}, ${providers.summary}` };
};
