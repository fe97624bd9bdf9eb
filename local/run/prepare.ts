import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { installEmulator } from "../ministack/install";
import type { Providers } from "../terraform/providers";
import { prepareTerraform } from "../terraform/terraform";
import { cacheDirectory, projectDirectory } from "./place";

/** What a run needs besides Node.js. */
export type Tools = { readonly emulatorProgram: string; readonly providers: Providers };

/**
 * Finds or gets everything that the run needs; most of it stays for the next one.
 * @throws Error in one sentence that says what to install.
 */
export const prepare = async (say: (line: string) => void): Promise<Tools> => {
  if (!existsSync(join(projectDirectory, "node_modules", ".bin", "cdktf"))) {
    throw new Error("the project's dependencies are missing; run `npm ci --ignore-scripts`");
  }
  await mkdir(cacheDirectory, { recursive: true });
  say("Preparing Terraform and its providers ...");
  const terraform = await prepareTerraform({ directory: cacheDirectory, env: process.env });
  say("Preparing the local AWS ...");
  const emulatorProgram = await installEmulator({
    directory: join(cacheDirectory, "emulator"),
    env: process.env,
  });
  say(`${terraform.summary}, local AWS ${emulatorProgram}`);
  return { emulatorProgram, providers: terraform.providers };
};
