import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type InstallOptions, runProgram } from "../process/program";
import { buildArchiveProvider } from "./archive-provider";
import {
  findProvider,
  type MirroredProvider,
  mirrorConfiguration,
  type ProviderName,
  packagePaths,
  providerFolder,
  providerNames,
  type Registry,
} from "./mirror";

export type ProviderOptions = InstallOptions & {
  readonly terraform: string;
  /** The registry whose names this Terraform or OpenTofu uses. */
  readonly registry: Registry;
  /** Folders to search first: `mirrorCandidates`. */
  readonly mirrors: readonly string[];
  /** The versions that the stack requires. */
  readonly wantedVersions: Readonly<Record<ProviderName, string>>;
};

/** Providers that are on this machine, and the Terraform configuration that finds them. */
export type Providers = {
  readonly versions: Readonly<Record<ProviderName, string>>;
  /** For `TF_CLI_CONFIG_FILE`. */
  readonly configurationFile: string;
  /** What is used, and from where, in one line. */
  readonly summary: string;
};

const registrySeconds = 300;

/** Downloads the wanted versions from the registry into a mirror, where it answers. */
const downloadFromRegistry = async (mirror: string, options: ProviderOptions): Promise<void> => {
  const { terraform, wantedVersions, env, signal } = options;
  const work = join(options.directory, "registry");
  const configurationFile = join(work, "empty.tfrc");
  const required = Object.fromEntries(
    providerNames.map((name) => [name, { source: `hashicorp/${name}`, version: wantedVersions[name] }]),
  );
  await mkdir(work, { recursive: true });
  await writeFile(configurationFile, "disable_checkpoint = true\n");
  await writeFile(
    join(work, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: required } }),
  );
  await runProgram(terraform, ["providers", "mirror", mirror], {
    cwd: work,
    timeout: registrySeconds * 1000,
    signal,
    env: {
      ...env,
      TF_CLI_CONFIG_FILE: configurationFile,
      TF_REGISTRY_DISCOVERY_RETRY: "0",
      TF_REGISTRY_CLIENT_TIMEOUT: "5",
    },
  }).catch(() => {}); // What is missing then is reported by the caller.
  await rm(work, { recursive: true, force: true });
};

/**
 * A provider under the registry that the program uses: a mirror of the other registry has the same files, so links to
 * them are enough. Only the last part of a path can be a link: neither program follows others.
 */
const named = async (
  name: ProviderName,
  provider: MirroredProvider,
  { directory, registry }: ProviderOptions,
): Promise<MirroredProvider> => {
  if (provider.registry === registry) return provider;
  const linked = { ...provider, registry, mirror: join(directory, "linked") };
  await rm(providerFolder(linked, name), { recursive: true, force: true });
  for (const part of packagePaths(name, provider.version)) {
    const target = join(providerFolder(provider, name), part);
    const link = join(providerFolder(linked, name), part);
    if (!existsSync(target)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
  return linked;
};

/**
 * Finds the providers, or gets them: first from the mirrors of this machine, as Terraform itself does, then from the
 * registry, then, for the archive provider, from its public source.
 * @throws Error in one sentence.
 */
export const prepareProviders = async (options: ProviderOptions): Promise<Providers> => {
  const { directory, mirrors, wantedVersions, signal } = options;
  const mirror = join(directory, "mirror");
  await mkdir(mirror, { recursive: true });
  const find = (name: ProviderName): MirroredProvider | undefined =>
    findProvider(name, wantedVersions[name], [...mirrors, mirror]);
  const needed = (name: ProviderName): MirroredProvider => {
    const provider = find(name);
    if (provider) return provider;
    throw new Error(
      `the Terraform provider hashicorp/${name} ${wantedVersions[name]} is in no mirror on this machine, and no registry answers; set TF_PROVIDER_MIRROR to a mirror`,
    );
  };

  if (!providerNames.every(find)) await downloadFromRegistry(mirror, options);
  signal?.throwIfAborted();
  const aws = needed("aws");
  if (!find("archive")) await buildArchiveProvider(mirror, options);
  const archive = needed("archive");

  const configurationFile = join(directory, "mirror.tfrc");
  const both = { aws: await named("aws", aws, options), archive: await named("archive", archive, options) };
  // Renamed in one step: Terraform in another run may be reading it.
  const draft = `${configurationFile}.${process.pid}`;
  await writeFile(draft, mirrorConfiguration(both));
  await rename(draft, configurationFile);
  return {
    versions: { aws: aws.version, archive: archive.version },
    configurationFile,
    summary: `aws ${aws.version} from ${aws.mirror}, archive ${archive.version} from ${archive.mirror}`,
  };
};
