import { accountRootConfig } from "../local/ministack/account-root";
import { type LocalAws, startLocalAws } from "../local/ministack/local-aws";
import type { Run } from "../local/process/run-file";
import { place } from "./paths";

/** The local AWS of a run. */
export type Cloud = LocalAws;

/** What AWS clients of the run itself are made with. */
export const clientConfig = (cloud: Pick<Cloud, "gateway">) => accountRootConfig(cloud.gateway.url);

export const startCloud = (program: string, run: Run): Promise<Cloud> =>
  startLocalAws({ program, directory: place.run, onStart: run.started });
