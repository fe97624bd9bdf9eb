import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The registries of Terraform and OpenTofu, which also name the folders of a mirror. Both serve the same providers. */
export const registries = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" } as const;

export type Registry = (typeof registries)[keyof typeof registries];

/** The providers that the stack needs. */
export const providerNames = ["aws", "archive"] as const;

export type ProviderName = (typeof providerNames)[number];

/** A provider on this machine. */
export type MirroredProvider = {
  /** The folder that contains the registry's. */
  readonly mirror: string;
  readonly registry: Registry;
  readonly version: string;
};

/** Terraform's name for this platform: `linux_amd64`. */
export const platformOf = (
  system: string = process.platform,
  architecture: string = process.arch,
): string => {
  const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
  return `${system === "win32" ? "windows" : system}_${architectures[architecture] ?? architecture}`;
};

const foldersIn = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(directory, name))
    : [];

/**
 * Where a filesystem mirror can be, in order: the named one, Terraform's implied ones, and `/opt`.
 * (Terraform CLI documentation, Implied Local Mirror Directories)
 */
export const mirrorCandidates = (env: NodeJS.ProcessEnv): readonly string[] => [
  ...(env["TF_PROVIDER_MIRROR"] ? [env["TF_PROVIDER_MIRROR"]] : []),
  join(homedir(), ".terraform.d", "plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  ...foldersIn("/opt"),
];

const versionPattern = /^\d+\.\d+\.\d+$/;

const archivePattern = /^terraform-provider-[a-z]+_(\d+\.\d+\.\d+)_([a-z0-9]+_[a-z0-9]+)\.zip$/;

/** Where a mirror keeps the versions of a provider. */
export const providerFolder = (
  { mirror, registry }: Pick<MirroredProvider, "mirror" | "registry">,
  name: ProviderName,
): string => join(mirror, registry, "hashicorp", name);

/** The paths of a version below the provider's folder: unpacked, and packed. */
export const packagePaths = (name: ProviderName, version: string): readonly string[] => [
  join(version, platformOf()),
  `terraform-provider-${name}_${version}_${platformOf()}.zip`,
];

/** Versions of a provider in a mirror, for this platform: unpacked ones have folders, packed ones are zip files. */
const versionsIn = (directory: string, platform: string): readonly string[] => {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((entry) => {
    if (versionPattern.test(entry)) return existsSync(join(directory, entry, platform)) ? [entry] : [];
    const [, version, packedFor] = archivePattern.exec(entry) ?? [];
    return version !== undefined && packedFor === platform ? [version] : [];
  });
};

/** Finds a provider on this machine: the wanted version where a mirror has it, otherwise the newest. */
export const findProvider = (
  name: ProviderName,
  wantedVersion: string,
  mirrors: readonly string[],
  platform = platformOf(),
): MirroredProvider | undefined => {
  const found = mirrors.flatMap((mirror) =>
    Object.values(registries).flatMap((registry) =>
      versionsIn(providerFolder({ mirror, registry }, name), platform).map((version) => ({
        mirror,
        registry,
        version,
      })),
    ),
  );
  return (
    found.find(({ version }) => version === wantedVersion) ??
    found.toSorted((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }))[0]
  );
};

/** Terraform's CLI configuration that takes each provider from its mirror, and from nowhere else. */
export const mirrorConfiguration = (providers: Readonly<Record<ProviderName, MirroredProvider>>): string => {
  const blocks = providerNames.map((name) =>
    [
      "  filesystem_mirror {",
      `    path    = ${JSON.stringify(providers[name].mirror)}`,
      `    include = ["${providers[name].registry}/hashicorp/${name}"]`,
      "  }",
    ].join("\n"),
  );
  return ["disable_checkpoint = true", "provider_installation {", ...blocks, "}", ""].join("\n");
};
