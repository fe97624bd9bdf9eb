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
export type ScanWorld = {
  readonly aws: LocalAws;
  readonly terraform: Terraform;
  readonly checkovProgram: string;
  /** Of every command: made from nothing, so no credentials of the caller are in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Taken away in the end. */
  readonly directory: string;
};

/** The way into the world, and out of it again. */
export type LocalAwsHandle = {
  readonly open: () => Promise<ScanWorld>;
  /** Ends and takes away whatever was begun, also what is still beginning. */
  readonly close: () => Promise<void>;
};

type Opened = { run?: Run; aws?: LocalAws };

const placeIn = (projectDir: string) => {
  const scratch = join(projectDir, ".e2e");
  // The end-to-end run has the same emulator and providers there.
  return {
    cache: join(scratch, "cache"),
    run: join(scratch, "scan"),
    runFile: join(scratch, "scan.json"),
    name: "scan",
  };
};

const openWorld = async (context: Context, opened: Opened): Promise<ScanWorld> => {
  const { signal, terminal, projectDir, env } = context;
  const place = placeIn(projectDir);
  await mkdir(place.cache, { recursive: true });
  const run = await beginRun(place, terminal.say);
  opened.run = run;
  const terraform = await prepareTerraform({ directory: place.cache, env, signal });
  const emulator = await installEmulator(join(place.cache, "emulator"), env, { signal });
  const checkovProgram = await installCheckov({ directory: join(place.cache, "checkov"), env, signal });
  signal.throwIfAborted();
  const aws = await startLocalAws({ program: emulator, directory: place.run, onStart: run.started });
  opened.aws = aws;
  const endpoints = { awsUrl: aws.gateway.url, backupUrl: aws.backup.url };
  return {
    aws,
    terraform,
    checkovProgram,
    directory: place.run,
    env: {
      ...localEnvironment({ ...endpoints, providers: terraform.providers, directory: place.run }),
      AWS_REGION: accountRoot.region,
      ...(env["STAGES_DIR"] && { STAGES_DIR: env["STAGES_DIR"] }),
    },
  };
};

/** Makes the door; nothing is begun until it is opened. */
export const newLocalAwsHandle = (context: Context): LocalAwsHandle => {
  const opened: Opened = {};
  let opening: Promise<ScanWorld> | undefined;
  return {
    open: () => {
      opening ??= openWorld(context, opened);
      return opening;
    },
    close: async () => {
      await opening?.catch(() => {}); // Its failure has been told; what it has begun is ended here.
      await opened.aws?.close();
      await opened.run?.end();
      if (opened.run) await rm(placeIn(context.projectDir).run, { recursive: true, force: true });
    },
  };
};
