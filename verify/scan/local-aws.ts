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

/** Starts and stops what a scan needs. */
export type LocalAwsHandle = {
  readonly open: () => Promise<ScanEnvironment>;
  /** Stops and removes whatever was started, even if it is still starting. */
  readonly close: () => Promise<void>;
};

type Opened = { run?: Run; aws?: LocalAws };

const pathsIn = (projectDir: string) => {
  const scratch = join(projectDir, ".e2e");
  // The end-to-end run keeps the same emulator and providers there.
  return {
    cache: join(scratch, "cache"),
    run: join(scratch, "scan"),
    runFile: join(scratch, "scan.json"),
    name: "scan",
  };
};

const open = async (context: Context, opened: Opened): Promise<ScanEnvironment> => {
  const { signal, terminal, projectDir, env } = context;
  const paths = pathsIn(projectDir);
  await mkdir(paths.cache, { recursive: true });
  const run = await beginRun(paths, terminal.say);
  opened.run = run;
  const terraform = await prepareTerraform({ directory: paths.cache, env, signal });
  const emulator = await installEmulator({ directory: join(paths.cache, "emulator"), env, signal });
  const checkovProgram = await installCheckov({ directory: join(paths.cache, "checkov"), env, signal });
  signal.throwIfAborted();
  const aws = await startLocalAws({ program: emulator, directory: paths.run, onStart: run.started });
  opened.aws = aws;
  const endpoints = { awsUrl: aws.gateway.url, backupUrl: aws.backup.url };
  return {
    aws,
    terraform,
    checkovProgram,
    directory: paths.run,
    env: {
      ...localEnvironment({ ...endpoints, providers: terraform.providers, directory: paths.run }),
      AWS_REGION: accountRoot.region,
      ...(env["STAGES_DIR"] && { STAGES_DIR: env["STAGES_DIR"] }),
    },
  };
};

/** Creates the handle; nothing starts until it is opened. */
export const newLocalAwsHandle = (context: Context): LocalAwsHandle => {
  const opened: Opened = {};
  let opening: Promise<ScanEnvironment> | undefined;
  return {
    open: () => {
      opening ??= open(context, opened);
      return opening;
    },
    close: async () => {
      await opening?.catch(() => {}); // Its failure was reported; what it started is stopped here.
      await opened.aws?.close();
      await opened.run?.end();
      if (opened.run) await rm(pathsIn(context.projectDir).run, { recursive: true, force: true });
    },
  };
};
