import { z } from "zod";
import { type InstallOptions, runProgram } from "../process/program";
import { mirrorCandidates, type ProviderName, registries } from "./mirror";
import { type Providers, prepareProviders } from "./providers";

/** The Terraform of this machine, with the providers that the stack needs. */
export type Terraform = {
  readonly providers: Providers;
  /** What is used, in one line. */
  readonly summary: string;
};

const bindings = z.object({ cdktf: z.object({ provider: z.object({ version: z.string() }) }) });

/** The provider version that a package of bindings was generated for. */
const wantedVersionOf = (name: ProviderName): string =>
  bindings.parse(require(`@cdktf/provider-${name}/package.json`)).cdktf.provider.version;

/**
 * Finds Terraform, and finds or gets its providers.
 * @throws Error in one sentence that says what to install.
 */
export const prepareTerraform = async (options: InstallOptions): Promise<Terraform> => {
  const { env, signal } = options;
  const terraform = env["TERRAFORM_BINARY_NAME"] || "terraform";
  const asked = await runProgram(terraform, ["version"], { env, signal }).catch(() => undefined);
  const [title, name] = /^(Terraform|OpenTofu) v\S+/m.exec(asked?.stdout ?? "") ?? [];
  if (title === undefined) {
    throw new Error(
      `${terraform} was not found or does not print its version; install Terraform 1.5 or newer, or set TERRAFORM_BINARY_NAME to another program`,
    );
  }
  const providers = await prepareProviders({
    ...options,
    mirrors: mirrorCandidates(env),
    terraform,
    registry: name === "OpenTofu" ? registries.tofu : registries.terraform,
    wantedVersions: { aws: wantedVersionOf("aws"), archive: wantedVersionOf("archive") },
  });
  return { providers, summary: `${title.replace(" v", " ")}, ${providers.summary}` };
};
