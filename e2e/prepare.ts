import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { installEmulator } from "../local/aws/python";
import { mirrorCandidates, type Registry, registries } from "../local/terraform/mirror";
import { type Providers, prepareProviders } from "../local/terraform/providers";
import { place, projectDirectory } from "./place";

const run = promisify(execFile);

/** What a run needs beside Node.js. */
export type Tools = { readonly emulatorProgram: string; readonly providers: Providers };

const bindings = z.object({ cdktf: z.object({ provider: z.object({ version: z.string() }) }) });

/** The provider version that a package of bindings was made for. */
const wantedVersionOf = (name: "aws" | "archive"): string =>
  bindings.parse(require(`@cdktf/provider-${name}/package.json`)).cdktf.provider.version;

/** What kind of Terraform is there, and of which version. */
const askTerraform = async (
  program: string,
): Promise<{ name: string; version: string; registry: Registry }> => {
  try {
    const { stdout: json } = await run(program, ["version", "-json"]);
    const { terraform_version: version } = z
      .object({ terraform_version: z.string() })
      .parse(JSON.parse(json));
    const { stdout: words } = await run(program, ["version"]);
    return words.startsWith("OpenTofu")
      ? { name: "OpenTofu", version, registry: registries.tofu }
      : { name: "Terraform", version, registry: registries.terraform };
  } catch {
    throw new Error(
      `${program} was not found or does not tell its version; install Terraform 1.5 or newer, or name another program in TERRAFORM_BINARY_NAME`,
    );
  }
};

/**
 * Finds or gets everything that the run needs; most of it stays for the next one.
 * @throws Error in one sentence that says what to install.
 */
export const prepare = async (say: (line: string) => void): Promise<Tools> => {
  if (!existsSync(join(projectDirectory, "node_modules", ".bin", "cdktf"))) {
    throw new Error("the project's dependencies are missing; run `npm install`");
  }
  const terraform = process.env["TERRAFORM_BINARY_NAME"] || "terraform";
  const { name, version, registry } = await askTerraform(terraform);
  await mkdir(place.cache, { recursive: true });
  const emulatorProgram = await installEmulator(join(place.cache, "emulator"));
  const providers = await prepareProviders({
    directory: place.cache,
    mirrors: mirrorCandidates(process.env),
    terraform,
    registry,
    wantedVersions: { aws: wantedVersionOf("aws"), archive: wantedVersionOf("archive") },
    env: process.env,
  });
  say(`${name} ${version}, ${providers.summary}, local AWS ${emulatorProgram}`);
  return { emulatorProgram, providers };
};
