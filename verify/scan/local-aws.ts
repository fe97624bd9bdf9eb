import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { accountRoot } from "../../local/ministack/account-root";
import { localEnvironment } from "../../local/ministack/environment";
import { installEmulator } from "../../local/ministack/install";
import { type LocalAws, startLocalAws } from "../../local/ministack/local-aws";
import { beginRun, type Run } from "../../local/process/run-file";
import { prepareTerraform, type Terraform } from "../../local/terraform/terraform";
import type { Context } from "../../scripts/program/context";
import { installCheckov } from "./checkov";

/** What a scan needs, and where it works. */
export type ScanEnvironment = {
  readonly aws: LocalAws;
  readonly terraform: Terraform;
  readonly checkovProgram: string;
  /** For every command; it starts empty, so it holds none of the caller's credentials. */
  readonly env: Readonly<Record<string, string>>;
  /** Removed at the end. */
  readonly directory: string;
};

const start = async (
  cache: string,
  directory: string,
  { started }: Run,
  { signal, env }: Context,
): Promise<ScanEnvironment> => {
  const terraform = await prepareTerraform({ directory: cache, env, signal });
  const program = await installEmulator({ directory: join(cache, "emulator"), env, signal });
  const checkovProgram = await installCheckov({ directory: join(cache, "checkov"), env, signal });
  signal.throwIfAborted();
  const aws = await startLocalAws({ program, directory, onStart: started });
  const endpoints = { awsUrl: aws.gateway.url, backupUrl: aws.backup.url };
  return {
    aws,
    terraform,
    checkovProgram,
    directory,
    env: {
      ...localEnvironment({ ...endpoints, providers: terraform.providers, directory }),
      AWS_REGION: accountRoot.region,
      ...(env["STAGES_DIR"] && { STAGES_DIR: env["STAGES_DIR"] }),
    },
  };
};

/** Starts what a scan needs, and stops and removes all of it at the end, even if it is still starting. */
export const withLocalAws = async (
  context: Context,
  scan: (environment: ScanEnvironment) => Promise<void>,
): Promise<void> => {
  const { terminal, projectDir } = context;
  // The end-to-end run keeps the same emulator and providers there.
  const scratch = join(projectDir, ".e2e");
  const cache = join(scratch, "cache");
  const directory = join(scratch, "scan");
  await mkdir(cache, { recursive: true });
  const runFile = join(scratch, "scan.json");
  const run = await beginRun({ run: directory, runFile, name: "scan" }, terminal.say);
  let starting: Promise<ScanEnvironment> | undefined;
  try {
    const environment = await terminal.step("Terraform, checkov and the local AWS", () => {
      starting = start(cache, directory, run, context);
      return starting;
    });
    await scan(environment);
  } finally {
    await starting?.then(
      ({ aws }) => aws.close(),
      () => {}, // Its failure was reported.
    );
    await run.end();
    await rm(directory, { recursive: true, force: true });
  }
};
